#!/usr/bin/env bash
# Times srvlint against other zone checkers, as whole processes, and prints Markdown tables.
#
#   benches/compare.sh [--gate]
#
# First it checks the answers: nothing found in the clean zones, and exactly the injected mistakes in the other.
# Then every program runs in turn (A B C A B C …), one warm-up round and ROUNDS measured ones; what counts is CPU
# seconds (user + sys) and peak memory of each process, and the table gives RATIOS to srvlint, round by round:
# median (min..max). Seconds drift from machine to machine, ratios hold. A program that is not installed is skipped.
#
# The one zone also goes to the bare zone file reader of the domain crate (benches/domain-reader), which only counts
# the records. It knows no TTL with a unit, so it gets a copy with `1h` spelt `3600`; its count is checked too.
# It is built here, and skipped when cargo cannot get the crate.
#
# The exit code is 1 when an answer is wrong; timings change it only with --gate, which fails when a goal is missed.
#
# Environment:
#   RECORDS=1000000   records of the one zone          ROUNDS=5     measured rounds
#   FILES=10000       files of the repository          LOOP=300     files that a peer's loop is run on, then scaled
#   FULL=1            linearity also at 10 M records   KEEP=1       keep the temporary directory
#   SECTIONS="zone small findings repository git linearity pathological"
#   SRVLINT=PATH, GENERATE=PATH, DOMAIN_READER=PATH    use these programs instead of building them
set -euo pipefail

gate=0
for argument in "$@"; do
    case $argument in
        --gate) gate=1 ;;
        -h | --help) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
        *) echo "compare.sh: unknown argument '$argument'" >&2; exit 2 ;;
    esac
done

cd "$(dirname "$0")/.."
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
target=${CARGO_TARGET_DIR:-target}
if [[ -z ${SRVLINT:-} ]]; then
    cargo build --release --quiet --bin srvlint
    SRVLINT=$target/release/srvlint
fi
if [[ -z ${GENERATE:-} ]]; then
    cargo build --release --quiet --example generate-zone
    GENERATE=$target/release/examples/generate-zone
fi
if [[ -z ${DOMAIN_READER:-} && " ${SECTIONS-zone} " == *" zone "* ]]; then
    manifest=benches/domain-reader/Cargo.toml
    # Fetched apart from building: what cannot be had is skipped, but what does not compile is an error.
    if cargo fetch --quiet --locked --manifest-path "$manifest" 2> /dev/null; then
        cargo build --release --quiet --locked --offline --manifest-path "$manifest" --target-dir "$target"
        DOMAIN_READER=$target/release/domain-reader
    else
        echo "skipped: cargo cannot get the domain crate" >&2
    fi
fi
SRVLINT=$(realpath "$SRVLINT") GENERATE=$(realpath "$GENERATE")
DOMAIN_READER=${DOMAIN_READER:+$(realpath "$DOMAIN_READER")}

work=$(mktemp -d "${TMPDIR:-/tmp}/srvlint-compare.XXXXXX")
[[ -n ${KEEP:-} ]] || trap 'rm -rf "$work"' EXIT
export SRVLINT GENERATE DOMAIN_READER GATE=$gate WORK=$work PATH

# Not exec: the trap above has to run.
python3 -I - <<'PYTHON'
import ctypes, json, os, re, shutil, statistics, subprocess, sys, time

env = os.environ.get
SRVLINT, GENERATE, DOMAIN_READER, WORK = env("SRVLINT"), env("GENERATE"), env("DOMAIN_READER"), env("WORK")
RECORDS, ROUNDS = int(env("RECORDS", "1000000")), int(env("ROUNDS", "5"))
FILES, LOOP, FULL = int(env("FILES", "10000")), int(env("LOOP", "300")), env("FULL", "") not in ("", "0")
SECTIONS = env("SECTIONS", "zone small findings repository git linearity pathological").split()
ORIGIN = "bench.example."
os.chdir(WORK)
NULL = os.open(os.devnull, os.O_RDWR)
missed, wrong = [], []


def note(text):
    print(text, file=sys.stderr, flush=True)


def generate(name, *arguments):
    note(f"generate {name}")
    with open(name, "wb") as file:
        subprocess.run([GENERATE, *map(str, arguments)], stdout=file, check=True)
    return name


# --- Answers ---------------------------------------------------------------------------------------------------

def check(*paths, origin=True):
    """What srvlint says, as JSON, with its exit code."""
    command = [SRVLINT, "check", "--format", "json"] + (["--origin", ORIGIN] if origin else []) + list(paths)
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    try:
        return json.loads(run.stdout), run.returncode
    except ValueError:
        sys.exit(f"compare.sh: no JSON from {' '.join(command)} (exit {run.returncode}): {run.stderr.decode()[:2000]}")


def expect(what, ok, detail=""):
    note(f"{'ok  ' if ok else 'FAIL'} {what}{'' if ok else ': ' + str(detail)}")
    if not ok:
        wrong.append(what)


def expect_clean(what, answer, code, **counts):
    findings = answer["findings"]
    first = [(f["rule"], f["path"], f["start"]["line"], f["message"]) for f in findings[:3]]
    expect(f"{what}: no finding", not findings, f"{len(findings)}, the first: {first}")
    expect(f"{what}: exit code 0", code == 0, code)
    for name, count in counts.items():
        expect(f"{what}: {count} {name}", answer["summary"][name] == count, answer["summary"][name])


def expect_mistakes(zone, expected):
    with open(expected) as file:
        wanted = sorted((m["line"], m["rule"]) for m in json.load(file)["mistakes"])
    answer, code = check(zone)
    found = sorted((f["start"]["line"], f["rule"]) for f in answer["findings"])
    missing = sorted(set(wanted) - set(found))[:5]
    extra = sorted(set(found) - set(wanted))[:5]
    expect(f"{zone}: exactly the {len(wanted)} injected mistakes", found == wanted,
           f"{len(found)} found; missing {missing}; not injected {extra}")
    expect(f"{zone}: exit code 1", code == 1, code)


def expect_bind(zone):
    if shutil.which("named-checkzone"):
        run = subprocess.run(["named-checkzone", "-i", "local", ORIGIN, zone], capture_output=True, text=True)
        lines = run.stdout.splitlines()
        expect(f"{zone}: named-checkzone says OK and nothing else",
               run.returncode == 0 and lines[-1:] == ["OK"] and len(lines) == 2, lines[:3])


def expect_count(zone, count):
    run = subprocess.run([DOMAIN_READER, ORIGIN, zone], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    expect(f"{zone}: domain's reader counts {count} records", run.returncode == 0 and run.stdout.strip() == str(count),
           f"exit code {run.returncode}: {(run.stdout + run.stderr).strip()[:2000]}")


# --- Measuring -------------------------------------------------------------------------------------------------

# The kernel counts the memory of the process that starts a program as the program's own peak, and Python has more
# than a small run of srvlint. So a small shell starts it and ends, and this process adopts the orphan.
PR_SET_CHILD_SUBREAPER = 36
if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
    sys.exit("compare.sh: prctl(PR_SET_CHILD_SUBREAPER) failed; this needs Linux")


def spawn(command):
    """Runs a command to its end; gives its status, rusage and wall seconds."""
    for _ in range(10):
        reading, writing = os.pipe()
        begin = time.perf_counter()
        shell = os.posix_spawn("/bin/sh", ["sh", "-c", '"$@" > /dev/null & echo $!', "sh", *command], os.environ, file_actions=[
            (os.POSIX_SPAWN_DUP2, NULL, 0), (os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_DUP2, NULL, 2)])
        os.close(writing)
        with os.fdopen(reading) as told:
            program = int(told.readline())
        os.waitpid(shell, 0)
        try:
            # By its number: a program may leave children behind, which end when they like.
            _, status, usage = os.wait4(program, 0)
        except ChildProcessError:
            continue  # it ended so soon that the shell still got its status
        return os.waitstatus_to_exitcode(status), usage, time.perf_counter() - begin
    sys.exit(f"compare.sh: cannot measure {' '.join(command)}")


class Run:
    """CPU seconds, wall seconds and peak memory (bytes) of one process and the children it waited for."""

    def __init__(self, command, times=1, scale=1.0):
        self.cpu = self.wall = 0.0
        self.rss = 0
        for _ in range(times):
            self.status, usage, wall = spawn(command)
            self.wall += wall * scale / times
            self.cpu += (usage.ru_utime + usage.ru_stime) * scale / times
            self.rss = max(self.rss, usage.ru_maxrss * 1024)


def measure(programs, times=1):
    """Runs the programs (name -> command, or (command, scale)) in turn; gives name -> runs, the warm-up left out."""
    runs = {name: [] for name in programs}
    for round in range(ROUNDS + 1):
        for name, command in programs.items():
            command, scale = command if isinstance(command, tuple) else (command, 1.0)
            run = Run(command, times, scale)
            if round:
                runs[name].append(run)
            elif run.status not in (0, 1):
                note(f"warning: {name} ended with {run.status}")
    return runs


def spread(values, form="{:.2f}"):
    low, middle, high = (form.format(v) for v in (min(values), statistics.median(values), max(values)))
    return f"{middle} ({low}..{high})"


def ratios(over, under, what="cpu"):
    return [getattr(a, what) / max(getattr(b, what), 1e-6) for a, b in zip(over, under)]


def goal(what, value, limit, least=True):
    """A row of the goals: reached or missed. `least`: the value must not be under the limit, else not over it."""
    ok = value >= limit if least else value <= limit
    if not ok:
        missed.append(f"{what}: {value:.2f}, goal {'at least' if least else 'at most'} {limit:g}")
    return f"{'≥' if least else '≤'} {limit:g} {'✓' if ok else '✗'}"


def table(title, head, rows):
    print(f"\n### {title}\n\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |")
    sys.stdout.flush()


def mib(runs):
    return f"{statistics.median(r.rss for r in runs) / 2**20:.1f}"


def milliseconds(runs):
    return f"{statistics.median(r.cpu for r in runs) * 1000:.1f}"


def peers(zone):
    """The other checkers that are installed."""
    commands = {
        "named-checkzone -i local": ["named-checkzone", "-i", "local", ORIGIN, zone],
        "kzonecheck": ["kzonecheck", "-o", ORIGIN, zone],
        "validns": ["validns", "-z", ORIGIN, zone],
        "nsd-checkzone": ["nsd-checkzone", ORIGIN, zone],
    }
    for name in [n for n, c in commands.items() if not shutil.which(c[0])]:
        note(f"skipped: {name.split()[0]} is not installed")
        del commands[name]
    return commands


def lint(zone):
    return [SRVLINT, "check", "--origin", ORIGIN, zone]


def bytes_per_record(runs, zone, records):
    """Peak memory beyond the file's own size, per record."""
    return statistics.median(r.rss - os.path.getsize(zone) for r in runs) / records


def versus(runs, goals):
    """A row a program, and srvlint's first."""
    own = runs["srvlint"]
    rows = [["srvlint", milliseconds(own), mib(own), "1", ""]]
    for name, other in runs.items():
        if name != "srvlint":
            faster = ratios(other, own)
            limit = goals.get(name)
            verdict = goal(f"speed against {name}", statistics.median(faster), limit) if limit else ""
            rows.append([name, milliseconds(other), mib(other), spread(faster), verdict])
    return rows


HEAD = ["program", "CPU ms", "peak MiB", "srvlint is faster by, median (min..max)", "goal"]


def in_seconds(zone):
    """A copy with the same records and every TTL in seconds."""
    units = {b"s": 1, b"m": 60, b"h": 3600, b"d": 86400, b"w": 604800}
    # Only where a TTL can stand: after `$TTL`, or after the owner and perhaps the class.
    ttl = re.compile(rb"^(\$TTL |[^\s;]*[ \t]+(?:IN[ \t]+)?)(\d+)([smhdw])(?=\s)", re.MULTILINE)
    copy = f"{zone}-in-seconds"
    with open(zone, "rb") as source, open(copy, "wb") as file:
        file.write(ttl.sub(lambda m: b"%s%d" % (m[1], int(m[2]) * units[m[3]]), source.read()))
    return copy


def section_zone():
    zone = generate("zone", "enterprise", "--records", RECORDS)
    count = min(50, RECORDS // 40)
    generate("mistakes", "enterprise", "--records", RECORDS, "--seed", 2, "--mistakes", count, "--expect", "mistakes.json")
    expect_bind(zone)
    expect_clean(zone, *check(zone), zones=1, records=RECORDS)
    expect_mistakes("mistakes", "mistakes.json")
    os.remove("mistakes")

    programs = {"srvlint": lint(zone), **peers(zone)}
    reader = "domain's reader (TTLs in seconds)"
    if DOMAIN_READER:
        copy = in_seconds(zone)
        expect_clean(copy, *check(copy), zones=1, records=RECORDS)
        expect_count(copy, RECORDS)
        programs[reader] = [DOMAIN_READER, ORIGIN, copy]
    runs = measure(programs)
    size = os.path.getsize(zone)
    rows = versus(runs, {"named-checkzone -i local": 25, "kzonecheck": 10, "validns": 7, reader: 2})
    table(f"One zone: {RECORDS:,} records, {size / 1e6:.1f} MB", HEAD, rows)
    memory = {name: bytes_per_record(r, zone, RECORDS) for name, r in runs.items()}
    table("Peak memory beyond the file's size, bytes per record", ["program", "bytes", "goal"],
          [[n, f"{b:.0f}", goal("bytes a record", b, 60, least=False) if n == "srvlint" else ""] for n, b in memory.items()])
    os.remove(zone)
    if DOMAIN_READER:
        os.remove(copy)


def section_small():
    zone = generate("small", "enterprise", "--records", 1000)
    expect_bind(zone)
    expect_clean(zone, *check(zone), zones=1, records=1000)
    runs = measure({"srvlint": lint(zone), **peers(zone)}, times=20)
    # 2 ms, where named-checkzone takes 9 and validns 2.8.
    rows = versus(runs, {"named-checkzone -i local": 4.5, "validns": 1.4})
    table(f"One small zone: 1,000 records, {os.path.getsize(zone) / 1e3:.0f} KB", HEAD, rows)


def section_findings():
    records, mistakes = max(RECORDS * 3 // 10, 1000), max(RECORDS // 400, 15)
    zone = generate("findings", "enterprise", "--records", records, "--mistakes", mistakes)
    # The worst of a file are listed, and all are counted.
    counts = check(zone)[0]["summary"]
    found = counts["errors"] + counts["warnings"] + counts["notes"]
    expect(f"{zone}: as many findings as injected mistakes, {mistakes}", found == mistakes, found)
    programs = {"syntax alone": lint(zone) + ["--select", "syntax"]}
    programs |= {form: lint(zone) + ["--format", form] for form in ("concise", "json", "human")}
    runs = measure(programs)
    plain = runs["syntax alone"]
    rows = []
    for name, own in runs.items():
        each = [(a.cpu - b.cpu) / mistakes * 1e6 for a, b in zip(own, plain)]
        rows.append([name, milliseconds(own), mib(own), spread(ratios(own, plain)), "" if own is plain else spread(each, "{:.1f}")])
    table(f"A zone with mistakes: {records:,} records, {mistakes:,} mistakes",
          ["what is asked", "CPU ms", "peak MiB", "of syntax alone", "µs a mistake"], rows)
    os.remove(zone)


def section_git():
    if not shutil.which("git"):
        note("skipped: git is not installed")
        return
    note("generate repository with history")
    subprocess.run([GENERATE, "repository", "history", "--files", str(FILES)], check=True)
    git = ["git", "-C", "history", "-c", "user.name=bench", "-c", "user.email=bench@example.com"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "zones"]):
        subprocess.run(git + arguments, check=True)
    found = subprocess.run(["find", "history", "-name", "*.zone", "-type", "f"], capture_output=True, text=True, check=True)
    changed = min(found.stdout.split()) if found.stdout else sys.exit("compare.sh: no zone in the repository")
    with open(changed, "a") as file:
        file.write("bench-changed 3600 IN TXT changed\n")
    subprocess.run(git + ["commit", "-q", "-a", "-m", "change"], check=True)
    with open(changed, "a") as file:
        file.write("bench-staged 3600 IN TXT staged\n")
    subprocess.run(git + ["add", "-A"], check=True)
    one = os.path.relpath(changed, "history")
    runs = measure({name: ["sh", "-c", f'cd history && exec "$0" check {arguments}', SRVLINT] for name, arguments in {
        "check .": ".", "one file": one, "--hook, one file": f"--hook {one}", "--new-since HEAD~1": "--new-since HEAD~1 .",
    }.items()})
    rows = []
    for name, own in runs.items():
        of_plain = ratios(own, runs["check ."], "wall")
        limit = goal("wall time of the hook", statistics.median(of_plain), 1, least=False) if "--hook" in name else ""
        walls = f"{statistics.median(r.wall for r in own) * 1000:.0f}"
        rows.append([name, walls, milliseconds(own), mib(own), spread(of_plain), limit])
    table(f"Under git: {FILES:,} zones, one of them changed", ["run", "wall ms", "CPU ms", "peak MiB", "wall of `check .`", "goal"], rows)
    shutil.rmtree("history")


def section_repository():
    note("generate repository")
    subprocess.run([GENERATE, "repository", "repository", "--files", str(FILES)], check=True)
    expect_clean("repository", *check("repository", origin=False), zones=FILES, files=FILES)

    scale = FILES / min(LOOP, FILES)
    programs = {"srvlint": [SRVLINT, "check", "repository"]}
    programs["find, xargs cat"] = ["sh", "-c", "find repository -type f -print0 | xargs -0 cat > /dev/null"]
    files = f"find repository -type f | sort | head -n {LOOP}"
    for name, command in {
        "named-checkzone -i local": 'named-checkzone -q -i local "$z" "$f"',
        "kzonecheck": 'kzonecheck -o "$z" "$f"',
        "validns": 'validns -z "$z" "$f"',
        "nsd-checkzone": 'nsd-checkzone "$z" "$f"',
    }.items():
        if shutil.which(name.split()[0]):
            programs[name] = (["sh", "-c", f"{files} | while read -r f; do z=${{f##*/}} z=${{z%zone}}; {command}; done"], scale)
    runs = measure(programs)
    rows = versus(runs, {"named-checkzone -i local": 300, "find, xargs cat": 1})
    rows = [[n + (f" in a loop ({LOOP} files, scaled)" if isinstance(programs[n], tuple) else ""), *rest] for n, *rest in rows]
    peak = statistics.median(r.rss for r in runs["srvlint"]) / 2**20
    rows[0][-1] = goal("MiB for the repository", peak, 32, least=False) + " MiB"
    table(f"A repository: {FILES:,} zones with targets in each other", HEAD, rows)

    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2 or not shutil.which("taskset"):
        note("skipped: one core against two needs two cores and taskset")
        return
    command = [SRVLINT, "check", "repository"]
    runs = measure({"one": ["taskset", "-c", str(cores[0])] + command,
                    "two": ["taskset", "-c", f"{cores[0]},{cores[1]}"] + command})
    gain = ratios(runs["one"], runs["two"], "wall")
    table("The repository on two cores, wall time", ["", "wall ms", "two cores are faster by", "goal"], [
        ["one core", f"{statistics.median(r.wall for r in runs['one']) * 1000:.0f}", "", ""],
        ["two cores", f"{statistics.median(r.wall for r in runs['two']) * 1000:.0f}", spread(gain),
         goal("wall time on two cores", statistics.median(gain), 1.05)]])
    shutil.rmtree("repository")


def section_linearity():
    sizes = [100_000, 1_000_000] + ([10_000_000] if FULL else [])
    zones = {n: generate(f"linear-{n}", "enterprise", "--records", n) for n in sizes}
    runs = measure({n: lint(zone) for n, zone in zones.items()})
    rows = []
    for n, zone in zones.items():
        cpu = [a * sizes[0] / n for a in ratios(runs[n], runs[sizes[0]])]
        memory = bytes_per_record(runs[n], zone, n)
        of_least = statistics.median(r.rss for r in runs[n]) / n / (statistics.median(r.rss for r in runs[sizes[0]]) / sizes[0])
        first = n == sizes[0]
        rows.append([f"{n:,}", f"{statistics.median(r.cpu for r in runs[n]) / n * 1e9:.0f}", f"{memory:.0f}",
                     "1" if first else spread(cpu), "1" if first else f"{of_least:.2f}",
                     "" if first else goal(f"CPU per record at {n:,}", statistics.median(cpu), 1.2, least=False)
                     + ", " + goal(f"memory per record at {n:,}", of_least, 1.2, least=False)])
        os.remove(zone)
    table("Linearity: per record, against 100,000 records",
          ["records", "CPU ns", "bytes beyond the file", "CPU ratio", "memory ratio (file included)", "goal"], rows)


def section_pathological():
    rows = []
    for name, size, what in [
        ("one-owner", 1_000_000, "records at one owner"),
        ("one-tier", 1_000_000, "records of weight 0 in one tier"),
        ("one-host", 200_000, "addresses and services of one host"),
        ("one-line", 50_000_000, "bytes on one line"),
        ("origins", 1_000_000, "`$ORIGIN` lines"),
        ("nested-parens", 100_000, "nested parentheses"),
        ("one-parent", 1_000_000, "SRV targets below one parent"),
        ("comments", 200_000, "records among comments"),
        ("escapes", 1_000_000, "records with escaped names"),
    ]:
        half = generate(f"{name}-half", name, size // 2)
        full = generate(f"{name}-full", name, size)
        if name in ("origins", "one-parent", "comments", "escapes"):
            expect_clean(full, *check(full))
        runs = measure({"half": lint(half), "full": lint(full)})
        status = runs["full"][0].status
        expect(f"{name}: no crash", status in (0, 1), f"ended with {status}")
        growth = ratios(runs["full"], runs["half"])
        # A run of a few milliseconds is mostly start-up: it doubles less, never more.
        rows.append([f"{size:,} {what}", milliseconds(runs["full"]), mib(runs["full"]), spread(growth),
                     goal(f"growth of {name}", statistics.median(growth), 2.5, least=False)])
        os.remove(half)
        os.remove(full)
    table("Inputs that ask for superlinear time: CPU for n against n/2 (2 is linear)",
          ["input", "CPU ms", "peak MiB", "CPU ratio", "goal"], rows)


for section in SECTIONS:
    run = globals().get(f"section_{section}") or sys.exit(f"compare.sh: no section '{section}'")
    run()

if missed:
    print("\nGoals missed:\n" + "\n".join(f"- {line}" for line in missed))
if wrong:
    print("\nWrong answers, so the figures above are void:\n" + "\n".join(f"- {line}" for line in wrong))
sys.exit(1 if wrong or (missed and env("GATE") == "1") else 0)
PYTHON
