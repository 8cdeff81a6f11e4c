#!/bin/sh
# Makes the corpora that fuzzing starts from out of testdata/, one directory a target:
#
#     cargo install cargo-fuzz
#     fuzz/seed.sh                      # into fuzz/corpus
#     cargo +nightly fuzz run zone -- -dict=fuzz/zone.dict -max_len=4096
#
# Usage: fuzz/seed.sh [DIRECTORY]
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
corpus=${1:-$top/fuzz/corpus}
mkdir -p "$corpus"
corpus=$(cd "$corpus" && pwd)
cd "$top"

# The file's path names the seed, so that two files never share one.
seed() {
    target=$1
    mkdir -p "$corpus/$target"
    while read -r file; do
        cp "$file" "$corpus/$target/$(echo "$file" | tr / -)"
    done
}

zones() {
    find testdata -type f -size -16k ! -name 'expected*' ! -name '*.out' ! -name '*.json' ! -name '*.md' ! -path '*/config/*'
}
for target in tokens parser zone check; do
    zones | seed "$target"
done
find testdata/repos -type f -name '*.conf*' | seed named_conf
find testdata tests -name '*.toml' | seed config
