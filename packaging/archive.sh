#!/usr/bin/env bash
# Packs PROGRAM, built for TARGET, with its manual, completions and licences, as a release offers it.
#
#   packaging/archive.sh TARGET PROGRAM ASSETS DIRECTORY
#
# ASSETS is what assets.sh wrote; it may come from the program of another platform, as this one need not run
# here. The archive is DIRECTORY/srvlint-TARGET.tar.gz; everywhere a tar.gz, so that one way of unpacking does.
set -euo pipefail

target=$1 program=$2 assets=$3 directory=$4
top=$(cd "$(dirname "$0")/.." && pwd)
name=srvlint-$target

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name" "$directory"
cp "$program" "$work/$name/"
cp "$top"/{README.md,CHANGELOG.md,LICENSE-APACHE,LICENSE-MIT} "$work/$name/"
cp -R "$assets"/{man,completions,THIRD-PARTY-LICENSES} "$work/$name/"
tar -C "$work" -czf "$directory/$name.tar.gz" "$name"
