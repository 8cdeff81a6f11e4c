#!/usr/bin/env bash
# Records BIND's verdict on every case beside this script, in its file `expected`.
#
#   ./record.sh                rewrite every `expected`
#   ./record.sh --print CASE   print the verdict on one case, write nothing
#
# An `expected` begins with `accepted` or `refused`.
#   accepted: one line a record: owner, TTL, class, type, rdata, separated by tabs, sorted.
#   refused:  one line for each line of a file that BIND finds wrong, in BIND's order: FILE:LINE: message.
#             Refused without such a line (no SOA, no NS ...): `zone: message`.
# Never edit an `expected` by hand. The verdicts in the repository are those of BIND 9.18.
set -euo pipefail
export LC_ALL=C
tab=$'\t'

cases=$(cd "$(dirname "$0")" && pwd)
if ! command -v named-compilezone >/dev/null; then
    echo "record.sh: named-compilezone not found (it is in BIND's utilities, Debian: bind9-utils)" >&2
    exit 1
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# BIND's lines about a file that it loads all the same.
warnings='file does not end with newline|TTL set to prior TTL|using RFC1035 TTL semantics|no TTL specified; using SOA MINTTL'
warnings+='|ignoring out-of-zone data|record with inherited owner|> MAXTTL, setting|in future, using current date'

verdict() { # CASE
    rm -f "$scratch"/*
    if (cd "$cases/$1" && named-compilezone -i none -k ignore -n ignore -m ignore -r ignore -M ignore -S ignore \
        -T ignore -W ignore -s full -F text -o "$scratch/zone" example.com zone.db) >"$scratch/log" 2>&1; then
        echo accepted
        grep -v '^;' "$scratch/zone" |
            sed -E "s/^([^ $tab]+)[ $tab]+([0-9]+)[ $tab]+([A-Z]+)[ $tab]+([^ $tab]+)[ $tab]*/\1$tab\2$tab\3$tab\4$tab/" | sort
        return
    fi
    echo refused
    # Octets that are not printable become `?`, long messages are cut, and of several messages about a line the first stays.
    # (A line `buffer-0x...:1:` is about one expansion of a $GENERATE; the directive's own line follows it.)
    tr '\000-\010\013-\037\177-\377' '?' <"$scratch/log" |
        sed -nE 's/^(dns_master_load: |dns_rdata_fromtext: |\$GENERATE: )?([^: ][^:]*:[0-9]+: .*)$/\2/p' |
        grep -vE "^buffer-0x|$warnings" | cut -c1-160 | awk -F: '!seen[$1 ":" $2]++' >"$scratch/lines" || true
    if [ ! -s "$scratch/lines" ]; then
        sed -nE 's/^zone example.com\/IN: (.*)$/zone: \1/p' "$scratch/log" | grep -v 'not loaded due to errors' >"$scratch/lines"
    fi
    cat "$scratch/lines"
}

if [ "${1:-}" = --print ]; then
    verdict "$2"
    exit
fi
for zone in "$cases"/*/zone.db; do
    case=$(basename "$(dirname "$zone")")
    verdict "$case" >"$scratch.new"
    mv "$scratch.new" "$cases/$case/expected"
done
echo "$(grep -lx accepted "$cases"/*/expected | wc -l) accepted, $(grep -lx refused "$cases"/*/expected | wc -l) refused"
