#!/usr/bin/env bash
# Records what BIND makes of the rdata of every type, in the files `cases/TYPE` beside this script.
#
#   ./record.sh              rewrite the verdicts in every file
#   ./record.sh --print TYPE print a file as it would be written, write nothing
#
# A file holds two lines a case: the rdata as written, then BIND's verdict on it:
#   = the rdata as named-compilezone writes it (style full)
#   ! why BIND refuses it
# To add a case, add its rdata and a line `?`, and run this script. The verdicts in the repository are those of BIND 9.18.
set -euo pipefail
export LC_ALL=C

cases=$(cd "$(dirname "$0")" && pwd)/cases
if ! command -v named-compilezone >/dev/null; then
    echo "record.sh: named-compilezone not found (it is in BIND's utilities, Debian: bind9-utils)" >&2
    exit 1
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

compile() { # the zone of the lines on standard input: number, tab, rdata
    { printf '$TTL 60\n@ SOA . . 1 1 1 1 1\n@ NS .\n'; awk -v type="$1" -F'\t' '{ print "r" $1, type, substr($0, index($0, "\t") + 1) }'; } >"$scratch/zone"
    (cd "$scratch" && named-compilezone -i none -k ignore -n ignore -m ignore -r ignore -M ignore -S ignore -T ignore \
        -W ignore -s full -F text -o dump example.com zone) >"$scratch/log" 2>&1
}

verdicts() { # TYPE
    awk 'NR % 2 { print (NR + 1) / 2 "\t" $0 }' "$cases/$1" >"$scratch/all"
    : >"$scratch/refused"
    if ! compile "$1" <"$scratch/all"; then
        sed -nE 's/^(dns_master_load: |dns_rdata_fromtext: )?zone:([0-9]+): (.*)$/\2\t\3/p' "$scratch/log" |
            grep -vE 'signature has expired|old style DNSSEC' |
            awk -F'\t' '!seen[$1]++ { print $1 - 3 "\t" substr($2, 1, 100) }' >"$scratch/refused" || true
    fi
    awk -F'\t' 'NR == FNR { refused[$1]; next } !($1 in refused)' "$scratch/refused" "$scratch/all" >"$scratch/good"
    if ! compile "$1" <"$scratch/good"; then
        echo "record.sh: $1: BIND refuses the zone of the good cases:" >&2
        cat "$scratch/log" >&2
        exit 1
    fi
    grep '^r' "$scratch/dump" | sed -E 's/^r([0-9]+)\.example\.com\.[ \t]+60 IN [^ \t]+[ \t]*/\1\t/; s/ +$//' >"$scratch/texts"
    awk -F'\t' '
        FILENAME ~ /refused$/ { verdict[$1] = "! " substr($0, index($0, "\t") + 1); next }
        FILENAME ~ /texts$/ { verdict[$1] = "= " substr($0, index($0, "\t") + 1); next }
        { print substr($0, index($0, "\t") + 1); print ($1 in verdict) ? verdict[$1] : "? no verdict" }
    ' "$scratch/refused" "$scratch/texts" "$scratch/all" | sed 's/^= $/=/'
}

if [ "${1:-}" = --print ]; then
    verdicts "$2"
    exit
fi
for file in "$cases"/*; do
    verdicts "$(basename "$file")" >"$scratch.new"
    mv "$scratch.new" "$file"
done
echo "$(cat "$cases"/* | awk 'NR % 2 == 0 && /^=/' | wc -l) accepted, $(cat "$cases"/* | awk 'NR % 2 == 0 && /^!/' | wc -l) refused"
