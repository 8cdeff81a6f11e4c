#!/usr/bin/env bash
# The gate on speed in CI: instructions per record and per finding, which valgrind counts the same in every run, unlike time.
#
#   benches/instructions.sh            compare with benches/instructions.baseline; over 3 % more fails
#   benches/instructions.sh --update   write the baseline
#
# Environment: SLACK=3 (per cent); SRVLINT=PATH and GENERATE=PATH use these programs and build nothing.
# The count depends on the compiler, and a little on the C library: after an update of either, --update.
set -euo pipefail

update=0
for argument in "$@"; do
    case $argument in
        --update) update=1 ;;
        -h | --help) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
        *) echo "instructions.sh: unknown argument '$argument'" >&2; exit 2 ;;
    esac
done

cd "$(dirname "$0")/.."
if ! command -v valgrind > /dev/null; then
    echo "instructions.sh: valgrind is not installed" >&2
    exit 2
fi
target=${CARGO_TARGET_DIR:-target}
if [[ -z ${SRVLINT:-} ]]; then
    cargo build --release --quiet --bin srvlint
    SRVLINT=$target/release/srvlint
fi
if [[ -z ${GENERATE:-} ]]; then
    cargo build --release --quiet --example generate-zone
    GENERATE=$target/release/examples/generate-zone
fi
SRVLINT=$(realpath "$SRVLINT") GENERATE=$(realpath "$GENERATE")
baseline=$PWD/benches/instructions.baseline
work=$(mktemp -d "${TMPDIR:-/tmp}/srvlint-instructions.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

# One thread, and an environment of the same size on every machine.
core=()
if command -v taskset > /dev/null; then
    first=$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')
    core=(taskset -c "$first")
fi

count() { # zone, the exit code that it must have, options
    local zone=$1 expected=$2 log status=0
    shift 2
    log=$(env -i PATH=/usr/bin:/bin LC_ALL=C "${core[@]}" valgrind --tool=cachegrind --cache-sim=no \
        --cachegrind-out-file=/dev/null "$SRVLINT" check --origin bench.example. "$@" "$zone" 2>&1 > "$zone.out") || status=$?
    if ((status != expected)); then
        echo "instructions.sh: srvlint ended with $status on '$zone', not with $expected" >&2
        head -n 20 "$zone.out" >&2
        tail -n 5 <<< "$log" >&2
        return 1
    fi
    sed -n 's/.*I *refs: *\([0-9,]*\).*/\1/p' <<< "$log" | tr -d ,
}

failed=0
measured=
compare() { # name, instructions each, what each is
    local name=$1 each=$2 old= change verdict=ok
    measured+="$name $each"$'\n'
    if [[ -f $baseline ]]; then
        old=$(awk -v name="$name" '$1 == name { print $2 }' "$baseline")
    fi
    if [[ -z $old ]]; then
        echo "$name: $each instructions per $3, no baseline"
        return
    fi
    change=$(awk -v new="$each" -v old="$old" 'BEGIN { printf "%+.1f", (new / old - 1) * 100 }')
    if awk -v change="$change" -v slack="${SLACK:-3}" 'BEGIN { exit !(change > slack) }'; then
        verdict="over the limit of ${SLACK:-3} %"
        failed=1
    fi
    echo "$name: $each instructions per $3, baseline $old, $change %: $verdict"
}

for records in 10000 100000; do
    "$GENERATE" enterprise --records $records --seed 1 > zone
    total=$(count zone 0)
    compare check-$((records / 1000))k $(((total + records / 2) / records)) record
done

# What a finding costs: with mistakes and without, in a file that shows few enough of them to list all.
# Some 8,000 of what it costs in JSON are its fingerprint: valgrind has none of the instructions by which processors make SHA-256.
mistakes=900
"$GENERATE" enterprise --records 30000 --seed 1 > zone
"$GENERATE" enterprise --records 30000 --seed 1 --mistakes $mistakes > mistakes
plain=$(count zone 0)
for format in concise json human; do
    total=$(count mistakes 1 --format $format)
    compare finding-$format $(((total - plain) / mistakes)) finding
done

if ((update)); then
    {
        echo "# Instructions per record and finding, by benches/instructions.sh --update; $(rustc --version 2> /dev/null || echo 'rustc unknown')"
        printf %s "$measured"
    } > "$baseline"
    echo "written: benches/instructions.baseline"
    exit 0
fi
if [[ ! -f $baseline ]]; then
    echo "instructions.sh: no baseline; write it with --update" >&2
    exit 2
fi
if ((failed)); then
    echo "instructions.sh: slower than the baseline. Make it faster, or say why in the commit that runs --update." >&2
fi
exit $failed
