#!/usr/bin/env python3
"""Mutates zone files, and compares what srvlint and BIND's named-compilezone make of each.

    cargo build --release
    fuzz/differential.py --cases 10000 --seed 1 [--srvlint target/release/srvlint] [--only CASE]

The zones come from testdata/, and from the directory that SRVLINT_ZONES names. A case is the seed and a
number: `--only` repeats one. A disagreement is printed with the shortest zone that shows it; the exit
code is then 1. What docs/dialect.md lists as known differences is not a disagreement:

* what BIND refuses in the rdata of types that no rule reads, and rules about whole zones (no NS, two SOA
  records, CNAME beside other data, records too large for BIND's memory);
* the number of complaints: only whether there is one;
* `$INCLUDE` (the mutants lie alone in a directory, so each is missing), `$DATE`, and `$GENERATE` beyond
  the bounds.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
READ = {"SRV", "A", "AAAA", "CNAME", "DNAME", "NS", "MX", "PTR", "NAPTR", "SOA", "TXT"}
CANONICAL = READ - {"SOA", "TXT"}
ORIGIN = "example.com."
NOT_JUDGED = re.compile(
    r"has no NS|no SOA|has \d+ SOA|multiple RRs of singleton|CNAME and other|not at top of zone|"
    r"has 0 SOA|ignoring out-of-zone|does not end with newline|using RFC1035 TTL|using SOA MINTTL|setting \$TTL to 0|record with inherited owner|TTL set to prior TTL|loading from master file .* failed: (multiple|not at)|no space|ran out of space|old style DNSSEC|"
    r"non-terminal|DNAME and|extra input|out of memory|no current owner"
)
WORDS = (
    b"$ORIGIN $TTL $GENERATE IN CH HS ANY CLASS1 CLASS3 SRV A AAAA CNAME DNAME NS MX PTR NAPTR SOA TXT TYPE33 TYPE1 \\# 4 "
    b"c0000201 0 00 1 5 5060 65535 65536 -1 +1 1h 1w2d 2147483647 2147483648 4294967296 0x1 @ . .. a a. *.a _sip._tcp "
    b"192.0.2.1 192.0.2 ::1 ::ffff:1.2.3.4 1::2::3 \"x\" \"\" \"a b\" ( ) ; \\046 \\. \\256 \\ $ ${0,3,x} ${-1,2,n} 1-3 "
    b"1-3/2 3-1 \"s\" \"SIP+D2U\" xn--a \xff"
).split()
GAPS = [b" ", b"\t", b"\n", b"\n ", b"  ", b"\r\n", b"(", b")", b"\n\n", b"", b";", b"\""]


def seeds():
    paths = [p for p in (TOP / "testdata").rglob("*") if p.is_file() and p.name not in ("expected", "README.md")]
    paths = [p for p in paths if p.suffix not in (".out", ".json", ".conf", ".toml", ".sarif")]
    extra = os.environ.get("SRVLINT_ZONES")
    if extra:
        paths += [p for p in Path(extra).rglob("*") if p.is_file()]
    return [p.read_bytes() for p in sorted(paths) if p.stat().st_size < 4000]


def mutate(rng, zones):
    text = rng.choice(zones)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 5])):
        kind = rng.randrange(8)
        lines = text.split(b"\n")
        if kind == 0 and text:  # one octet is another
            at = rng.randrange(len(text))
            text = text[:at] + bytes([rng.choice(b" \t\n\r\\\"();$@.#019aZ*_-\xff\x00/") ]) + text[at + 1 :]
        elif kind == 1 and text:  # octets go
            at = rng.randrange(len(text))
            text = text[:at] + text[at + rng.choice([1, 1, 2, 5]) :]
        elif kind == 2:  # a gap comes
            at = rng.randrange(len(text) + 1)
            text = text[:at] + rng.choice(GAPS) + text[at:]
        elif kind == 3:  # a line again, or elsewhere
            line = lines.pop(rng.randrange(len(lines))) if rng.random() < 0.5 else rng.choice(lines)
            lines.insert(rng.randrange(len(lines) + 1), line)
            text = b"\n".join(lines)
        elif kind == 4:  # a line of another zone
            lines.insert(rng.randrange(len(lines) + 1), rng.choice(rng.choice(zones).split(b"\n")))
            text = b"\n".join(lines)
        else:  # one word is another, goes, or comes
            parts = re.split(rb"(\s+)", text)
            at = rng.randrange(len(parts))
            word = rng.choice(WORDS)
            parts[at : at + rng.choice([0, 1, 1, 1])] = rng.choice([[word], [word, b" "], [b" ", word, b" "], []])
            text = b"".join(parts)
    return text


def skipped(text):
    lower = text.lower()
    # Includes and dates differ as docs/dialect.md says; long ranges only take time.
    return b"$include" in lower or b"$date" in lower or re.search(rb"\$generate[^\n]*\d{5}", lower)


def table(lines):
    records = {}
    for line in lines:
        fields = line.split("\t", 4)
        if len(fields) != 5:
            continue
        owner, ttl, cls, rtype, rdata = fields
        key = (owner.lower(), cls, rtype, rdata.lower() if rtype in CANONICAL else "")
        records.setdefault(key, set()).add(ttl)
    return records


def bind(text, directory):
    """Whether BIND loads it, its messages, and the records."""
    (directory / "zone.db").write_bytes(text)
    command = ["named-compilezone", "-s", "full", "-i", "none", "-k", "ignore", "-m", "ignore", "-n", "ignore", "-M", "ignore"]
    command += ["-S", "ignore", "-r", "ignore", "-T", "ignore", "-o", "-", ORIGIN, "zone.db"]
    done = subprocess.run(command, cwd=directory, capture_output=True, timeout=30)
    text = (done.stdout + b"\n" + done.stderr).decode("latin-1")
    lines = [re.sub(r"^(\S+)\s+(\d+)\s+(\S+)\s+(\S+)\s*", r"\1\t\2\t\3\t\4\t", line) for line in done.stdout.decode("latin-1").splitlines()]
    return done.returncode == 0, text, table(lines)


def srvlint(text, directory, program):
    (directory / "zone.db").write_bytes(text)
    done = subprocess.run([program, "records", "--no-config", "--origin", ORIGIN, "zone.db"], cwd=directory, capture_output=True, timeout=30)
    if done.returncode not in (0, 1) or b"panicked" in done.stderr:
        return None, done.stderr.decode("latin-1"), {}
    return done.returncode == 0, done.stderr.decode("latin-1"), table(done.stdout.decode("latin-1").splitlines())


def rrset_ttls(records, key):
    return set().union(*(ttls for other, ttls in records.items() if other[:3] == key[:3]))


def disagreement(text, directory, program):
    """What they disagree about, in a line that stays the same while the zone shrinks; or nothing."""
    if skipped(text):
        return None
    ours, said, found = srvlint(text, directory, program)
    if ours is None:
        return "srvlint failed: " + said.strip()[:200]
    loads, messages, expected = bind(text, directory)
    if loads != ours:
        if not loads:
            errors = [line for line in messages.splitlines() if re.match(r"zone\.db:\d+|dns_|zone ", line)]
            if not any(re.match(r"(dns_rdata_fromtext: |dns_master_load: )?zone\.db:\d+", line) for line in errors):
                return None
            if not any(key[2] == "SOA" for key in found):
                errors = [line for line in errors if "no TTL specified" not in line]
            judged = [line for line in errors if re.search(r"zone\.db:\d+", line) and not NOT_JUDGED.search(line)]
            # Of a type that no rule reads?
            lines = text.split(b"\n")
            for line in judged:
                number = int(re.search(r"zone\.db:(\d+)", line)[1])
                near = b" ".join(lines[max(0, number - 4) : number]).upper().split()
                types = {word.decode("latin-1") for word in near if re.fullmatch(rb"[A-Z][A-Z0-9-]*", word)}
                known_types = types - {"IN", "CH", "HS", "ANY"}
                if known_types and not known_types <= READ and "fromtext" in line:
                    return None
            return ("BIND refuses: " + re.sub(r"zone\.db:\d+|'.*?'|near .*", "", judged[0])) if judged else None
        return "srvlint refuses: " + re.sub(r"zone\.db:\S+|`.*?`|\d+", "", said.splitlines()[0] if said else "")
    if not loads:
        return None
    for key, ttls in expected.items():
        if key not in found:
            return None if key[2].startswith("NSEC3") else f"missing: {key[2]} record"
        if not rrset_ttls(found, key) & ttls:
            return f"TTL of a {key[2]} record"
    for key in found:
        if key not in expected and not (key[2] == "NSEC3"):
            return f"not in BIND's zone: {key[2]} record"
    return None


def minimise(text, what, directory, program):
    def same(candidate):
        try:
            return disagreement(candidate, directory, program) == what
        except subprocess.TimeoutExpired:
            return False

    for separator in (b"\n", None):
        size = max(1, (len(text.split(separator)) if separator else len(text)) // 2)
        while size:
            at = 0
            while True:
                parts = text.split(separator) if separator else [text[i : i + 1] for i in range(len(text))]
                if at >= len(parts):
                    break
                shorter = (separator or b"").join(parts[:at] + parts[at + size :])
                if shorter != text and same(shorter):
                    text = shorter
                else:
                    at += size
            size //= 2
        if len(text) > 600:
            break
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    parser.add_argument("--srvlint", default=str(TOP / "target/release/srvlint"))
    arguments = parser.parse_args()
    program = str(Path(arguments.srvlint).resolve())
    zones, seen = seeds(), {}
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for number in [arguments.only] if arguments.only is not None else range(arguments.cases):
            text = mutate(random.Random(f"{arguments.seed}/{number}"), zones)
            try:
                what = disagreement(text, directory, program)
            except subprocess.TimeoutExpired as error:
                what = f"{error.cmd[0]} takes too long"
            if what is None:
                continue
            seen[what] = seen.get(what, 0) + 1
            if seen[what] > 2:
                continue
            small = minimise(text, what, directory, program)
            print(f"case {number}: {what}\n    {small!r}", flush=True)
            print(f"    BIND: {bind(small, directory)[1].strip()[-300:]!r}\n    srvlint: {srvlint(small, directory, program)[1].strip()[:300]!r}", flush=True)
    print(f"{arguments.cases} cases of {len(zones)} zones, {sum(seen.values())} disagreements of {len(seen)} kinds")
    return bool(seen)


if __name__ == "__main__":
    sys.exit(main())
