# Installs srvlint into $RUNNER_TEMP/srvlint/bin: the archive of a release, if its SHA-256 is the expected one, or else
# what is built from the source of the action. Nothing of the checkout is read or run.
set -euo pipefail

# In the checkout, a `rust-toolchain.toml` or `.cargo/config.toml` could name a program of its author.
cd "$RUNNER_TEMP"
export RUSTUP_TOOLCHAIN=stable

fail() { echo "::error title=srvlint::$1"; exit 2; }

# The value of a key in the action's own Cargo.toml.
field() { sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1; }

sha256() {
    if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -c 1-64
}

download() { # download URL FILE
    curl --proto '=https' --tlsv1.2 --location --fail --silent --show-error --retry 3 --output "$2" "$1"
}

# The platform's name in the names of archives; none where releases have no archive.
platform() {
    case ${RUNNER_OS:-}/${RUNNER_ARCH:-} in
        Linux/X64) echo x86_64-unknown-linux-musl ;;
        Linux/ARM64) echo aarch64-unknown-linux-musl ;;
        macOS/X64) echo x86_64-apple-darwin ;;
        macOS/ARM64) echo aarch64-apple-darwin ;;
        Windows/X64) echo x86_64-pc-windows-msvc ;;
    esac
}

# The SHA-256 that the archive must have: the workflow's word, then the action's, which a release cannot change
# afterwards, then the release's own, which only tells that the download is whole.
expected_sha256() { # expected_sha256 RELEASE ARCHIVE
    if [ -n "$INPUT_SHA256" ]; then
        tr 'A-F' 'a-f' <<< "$INPUT_SHA256"
        return
    fi
    local known
    known=$(sed -n "s|^\([0-9a-f]\{64\}\)  v$version/$2\$|\1|p" "$GITHUB_ACTION_PATH/packaging/action/SHA256SUMS")
    if [ -z "$known" ]; then
        download "$1/SHA256SUMS" SHA256SUMS || return 1
        known=$(sed -n "s|^\([0-9a-f]\{64\}\)  $2\$|\1|p" SHA256SUMS)
    fi
    echo "$known"
}

# Exit code 1 if there is no archive to be had; one with another SHA-256 ends the step.
install_release() {
    local name expected found
    name=srvlint-$(platform)
    [ -n "$repository" ] && [ "$name" != srvlint- ] || return 1
    local release=$repository/releases/download/v$version
    download "$release/$name.tar.gz" "$name.tar.gz" || return 1
    expected=$(expected_sha256 "$release" "$name.tar.gz") || return 1
    found=$(sha256 "$name.tar.gz")
    [ "$found" = "$expected" ] || fail "$name.tar.gz of srvlint $version has the SHA-256 $found, expected ${expected:-one that is known}"
    mkdir -p srvlint/bin
    tar -xzf "$name.tar.gz"
    mv "$name"/srvlint* srvlint/bin/
}

build() {
    [ "$version" = "$(field version)" ] || fail "srvlint $version cannot be downloaded"
    command -v cargo > /dev/null || fail "srvlint $version cannot be downloaded, and there is no cargo to build it"
    echo "Building srvlint $version from the action's source"
    cargo install --locked --path "$GITHUB_ACTION_PATH" --root "$RUNNER_TEMP/srvlint"
}

version=${INPUT_VERSION#v}
version=${version:-$(field version)}
# What stands in addresses and patterns holds nothing that means something there.
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "version: not one like 0.1.0"
[[ $INPUT_SHA256 =~ ^([0-9A-Fa-f]{64})?$ ]] || fail "sha256: not 64 hexadecimal digits"
repository=$(field repository)

install_release || build
