#!/usr/bin/env bash
# Writes what is installed beside PROGRAM into DIRECTORY: the manual pages and shell completions that it prints, and
# the licences of the crates in it.
#
#   packaging/assets.sh PROGRAM DIRECTORY
set -euo pipefail

program=$1 directory=$2
top=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$directory/man" "$directory/completions"

"$program" man > "$directory/man/srvlint.1"
# The page of a command stands beside the first.
commands=$(sed -n 's/^srvlint\\-\([a-z]*\)(1)$/\1/p' "$directory/man/srvlint.1")
for command in ${commands/help/}; do
    "$program" man "$command" > "$directory/man/srvlint-$command.1"
done

"$program" completions bash > "$directory/completions/srvlint.bash"
"$program" completions zsh > "$directory/completions/_srvlint"
"$program" completions fish > "$directory/completions/srvlint.fish"
"$program" completions nushell > "$directory/completions/srvlint.nu"
"$program" completions elvish > "$directory/completions/srvlint.elv"
"$program" completions powershell > "$directory/completions/_srvlint.ps1"

"$top/packaging/third_party.py" > "$directory/THIRD-PARTY-LICENSES"
