//! What a person sees: the program in a real terminal of so many columns and lines. `script` of util-linux makes it.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use unicode_width::UnicodeWidthStr;

use crate::harness::command::command;
use crate::harness::scratch::directory as scratch;

const HEAD: &str =
    "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n NS ns\nns A 192.0.2.1\n";

/// What the terminal got, and the exit code.
struct Seen {
    text: String,
    code: i32,
}

impl Seen {
    /// The text without colours and links.
    fn plain(&self) -> String {
        let mut plain = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, sequence)) = rest.split_once('\x1b') {
            plain += before;
            let end = match sequence.strip_prefix(']') {
                Some(link) => link.find("\x1b\\").map(|at| at + 3),
                None => sequence.find(|c: char| c.is_ascii_alphabetic() || "=>".contains(c)).map(|at| at + 1),
            };
            rest = &sequence[end.expect("a sequence ends")..];
        }
        plain + rest
    }

    fn lines(&self) -> Vec<String> {
        self.plain().lines().map(str::to_owned).collect()
    }
}

/// A terminal with so many columns and lines, in which nothing is set that changes what programs show.
struct Terminal<'a> {
    directory: &'a Path,
    columns: usize,
    rows: usize,
    variables: &'a [(&'a str, &'a str)],
    /// What is typed once the program runs.
    keys: &'a str,
}

impl Terminal<'_> {
    /// Has a shell run a command. `$S` is the program.
    #[track_caller]
    fn run(&self, line: &str) -> Seen {
        let Self { columns, rows, .. } = self;
        let mut script = command("script", self.directory);
        script.args(["--quiet", "--return", "--echo", "never", "--command"]);
        script.arg(format!("stty cols {columns} rows {rows} -onlcr; {line}")).arg("/dev/null");
        for variable in ["FORCE_HYPERLINK", "LESS", "PAGER"] {
            script.env_remove(variable);
        }
        script.env("S", env!("CARGO_BIN_EXE_srvlint")).env("TERM", "xterm-256color").env("SHELL", "/bin/sh");
        script.envs(self.variables.iter().copied());
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = script.spawn().expect("`script` of util-linux is needed");
        let mut stdin = running.stdin.take().expect("a pipe");
        stdin.write_all(self.keys.as_bytes()).expect("`script` reads");
        let output = running.wait_with_output().expect("it ends");
        drop(stdin);
        Seen {
            text: String::from_utf8(output.stdout).expect("UTF-8"),
            code: output.status.code().expect("an exit code"),
        }
    }
}

fn terminal(directory: &Path, columns: usize) -> Terminal<'_> {
    Terminal { directory, columns, rows: 40, variables: &[], keys: "" }
}

/// A directory with a zone of these records.
#[track_caller]
fn zone(name: &str, records: &str) -> std::path::PathBuf {
    let directory = scratch(name);
    fs::create_dir(directory.join(".git")).expect("a directory");
    fs::write(directory.join("example.com.zone"), format!("{HEAD}{records}")).expect("a file");
    directory
}

#[test]
fn findings_fit_the_terminal_and_have_colours_that_can_be_read() {
    let long = "with.a.very.long.sub.domain.that.goes.on.and.on.for.more.than.eighty.columns";
    let directory = zone(
        "width",
        &format!(
            "_rsync._tcp.{long} SRV 0 0 873 mail.example.com ; {}\n_ldap._tcp SRV 0 0 389 nowhere\nwww CNAME ns\n\
             _sip._udp SRV 10 0 5060 www\n_sip._udp SRV 10 5 5060 ns\n",
            "a comment ".repeat(20)
        ),
    );
    let mut shortest = usize::MAX;
    for columns in [80, 120] {
        let seen = terminal(&directory, columns).run("$S check");
        assert_eq!(seen.code, 1, "{}", seen.text);
        let lines = seen.lines();
        assert!(lines.iter().all(|line| line.width() <= columns), "{columns}: {}", seen.plain());
        assert!(lines.len() < shortest, "more columns, fewer lines");
        shortest = lines.len();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains('^')) {
            let start = line.chars().take_while(|c| *c != '^').count();
            let word: String = lines[at - 1].chars().skip(start).take(line.matches('^').count()).collect();
            assert!(
                ["mail.example.com", "nowhere", "www", "0", "_sip._udp"].contains(&&*word),
                "{word}: {}",
                seen.plain()
            );
        }
        let is_there = |line: &str| lines.iter().any(|one| one.trim_start() == line);
        assert!(is_there("= fix: append the final dot (shown)"), "{}", seen.plain());
        let colours: Vec<&str> = seen
            .text
            .split("\x1b[")
            .skip(1)
            .filter_map(|rest| rest.split_once('m'))
            .map(|(colour, _)| colour)
            .collect();
        for colour in &colours {
            // Nothing that a white or a black background swallows: the sixteen colours are the user's own, but white, yellow
            // and black are not for text.
            let unreadable =
                ["30", "33", "37", "93", "97", "38;5;0", "38;5;3", "38;5;7", "38;5;11", "38;5;15"];
            assert!(!unreadable.contains(colour), "{colour:?}");
        }
        assert!(colours.len() > 20, "{colours:?}");
        let summary = seen.text.lines().rfind(|line| line.contains("Checked")).expect("a summary");
        assert!(summary.contains("\x1b["), "{summary:?}");
    }
    for variables in [[("NO_COLOR", "1")], [("TERM", "dumb")]] {
        let seen = Terminal { variables: &variables, ..terminal(&directory, 80) }.run("$S check");
        assert!(!seen.text.contains('\x1b'), "{variables:?}: {:?}", seen.text);
    }
    let seen =
        Terminal { variables: &[("FORCE_COLOR", "1")], ..terminal(&directory, 80) }.run("$S check | cat");
    assert!(seen.text.contains("\x1b["), "{:?}", seen.text);
}

#[test]
fn a_person_gets_equal_findings_once_and_fifty_and_a_pipe_all() {
    let equal: String = (0..30).map(|number| format!("_s{number}._tcp SRV 0 0 389\n")).collect();
    let others: String = (0..60).map(|number| format!("_x{number}._tcp SRV 0 0 389 h{number}\n")).collect();
    let directory = zone("many", &format!("{equal}{others}"));
    let found = |seen: &Seen| seen.plain().matches("error[").count();
    let seen = terminal(&directory, 80).run("$S check");
    assert_eq!(found(&seen), 50, "{}", seen.plain());
    assert!(seen.plain().contains("the same in lines 7, 8, 9,"), "{}", seen.plain());
    assert!(seen.plain().contains("`--show-all`"), "{}", seen.plain());
    assert!(seen.plain().contains("60  error"), "totals by rule: {}", seen.plain());
    assert_eq!(found(&terminal(&directory, 80).run("$S check --show-all")), 90);
    for columns in [40, 60, 80] {
        for line in ["$S check -q --statistics > /dev/null", "$S check 2>&1 > /dev/null"] {
            let seen = terminal(&directory, columns).run(line);
            assert!(seen.plain().contains("target-without-address"), "{}", seen.plain());
            let table = seen.lines().into_iter().take_while(|line| !line.starts_with("Checked"));
            let widths: Vec<usize> = table.map(|line| line.width()).collect();
            assert!(widths.iter().max() <= Some(&columns), "{columns}: {}", seen.plain());
        }
    }
    for piped in ["$S check 2> /dev/null | cat", "$S check > report 2> /dev/null; cat report"] {
        let seen = terminal(&directory, 80).run(piped);
        assert_eq!(found(&seen), 90, "{piped}: {}", seen.plain());
        assert!(!seen.plain().contains("--show-all"), "{piped}: {}", seen.plain());
        assert!(!seen.text.contains('\x1b'), "{piped}: {:?}", seen.text);
    }
    assert_eq!(found(&terminal(&directory, 80).run("CI=true $S check")), 90, "a log gets all");
}

/// Only what cannot be broken, such as a name, is longer than a line.
#[test]
fn services_fit_terminals_that_are_narrow() {
    let long = "a.host.with.a.name.that.is.longer.than.lines.are";
    let directory = zone(
        "services",
        &format!(
            "_xmpp-client._tcp SRV 5 10 5222 a\n_xmpps-client._tcp SRV 5 30 5223 b\n_xmpps-client._tcp SRV 9 0 5223 gone\n\
             a A 192.0.2.1\na AAAA 2001:db8::1\nb A 192.0.2.2\n@ NAPTR 10 50 \"s\" \"SIP+D2T\" \"\" _sip._tcp\n_sip._tcp SRV 0 0 5060 {long}\n\
             {long} A 192.0.2.3\n*._tcp.x SRV 0 0 80 a\n_d._tcp SRV 0 0 0 .\nsub NS ns\n_e._tcp.sub SRV 0 0 80 a\n"
        ),
    );
    let mut lines_of_longer = 0;
    for columns in [100, 80, 60, 40, 20] {
        let mut count = 0;
        for arguments in ["", " --host a", " --host b --service xmpps-client"] {
            let seen = terminal(&directory, columns).run(&format!("$S services{arguments} 2>/dev/null"));
            assert_eq!(seen.code, 0, "{}", seen.text);
            for line in seen.lines().iter().filter(|line| line.width() > columns) {
                // Two blanks before a name, and a share and two blanks before a host's.
                let words: Vec<&str> = line.trim_start().split("  ").collect();
                let is_share = |word: &str| word.ends_with(" %") || word.trim() == "–";
                let broken = match words.as_slice() {
                    [first, _] => is_share(first.trim()),
                    [only] => !only.contains(' '),
                    _ => false,
                };
                assert!(broken, "{columns}, {}: {line}\n{}", line.width(), seen.plain());
            }
            count += seen.lines().len();
        }
        assert!(count >= lines_of_longer, "fewer columns, more lines");
        lines_of_longer = count;
    }
}

#[test]
fn lists_have_titles_and_columns_for_a_person_only() {
    let directory = zone("lists", "_sip._udp SRV 0 0 5060 ns\n");
    for (list, title) in [("rules", "rule "), ("zones", "file ")] {
        for columns in [80, 120] {
            let seen = terminal(&directory, columns).run(&format!("$S {list}"));
            assert!(seen.plain().starts_with(title), "{}", seen.plain());
            assert!(seen.lines().iter().all(|line| line.width() <= columns), "{}", seen.plain());
            assert!(!seen.text.contains('\t'), "{}", seen.plain());
        }
        let piped = terminal(&directory, 80).run(&format!("$S {list} | cat"));
        assert!(!piped.plain().starts_with(title) && piped.text.contains('\t'), "{}", piped.plain());
    }
}

#[test]
fn a_long_page_is_shown_by_the_users_pager_and_only_to_a_person() {
    let directory = scratch("pager");
    let pager: &[(&str, &str)] = &[("PAGER", "sed s/^/paged:/")];
    let with = |rows: usize| Terminal { rows, variables: pager, ..terminal(&directory, 80) };
    let all = |seen: &Seen| seen.lines().iter().all(|line| line.starts_with("paged:"));
    let any = |seen: &Seen| seen.plain().contains("paged:");
    let seen = with(24).run("$S explain zero-weight");
    assert!(seen.code == 0 && all(&seen), "{}", seen.plain());
    assert!(seen.text.contains("\x1b["), "a pager gets colours: {:?}", seen.text);
    // An address is not broken: it leads somewhere.
    let fits = |line: &String| line.width() <= 80 + "paged:".len() || line.contains("https://");
    assert!(seen.lines().iter().all(fits), "{}", seen.plain());
    for line in
        ["$S explain zero-weight | cat", "CI=true $S explain zero-weight", "TERM=dumb $S explain zero-weight"]
    {
        let seen = with(24).run(line);
        assert!(seen.code == 0 && !any(&seen), "{line}: {}", seen.plain());
    }
    assert!(!any(&with(1000).run("$S explain zero-weight")), "the page fits");
    let seen = Terminal { variables: &[("PAGER", "no-such-pager")], rows: 24, ..terminal(&directory, 80) }
        .run("$S explain zero-weight");
    assert!(seen.code == 0 && seen.plain().starts_with("zero-weight (warning)"), "{}", seen.plain());
    if Path::new("/usr/bin/less").exists() {
        let seen = Terminal { keys: "q", rows: 24, ..terminal(&directory, 80) }
            .run("$S explain zero-weight; echo left");
        let plain = seen.plain();
        assert!(plain.contains("zero-weight (warning)") && plain.trim_end().ends_with("left"), "{plain}");
        assert!(plain.lines().count() < 60, "the rest is not shown: {plain}");
    }
}

#[test]
fn a_patch_has_colours_for_a_person_and_is_a_patch_for_a_pipe() {
    let directory = zone("patch", "_rsync._tcp SRV 0 0 873 ns.example.com\n");
    let seen = terminal(&directory, 80).run("$S check --diff 2> /dev/null");
    let lines: Vec<&str> = seen.text.lines().collect();
    let of = |start: &str| *lines.iter().find(|line| line.contains(start)).expect("a line of the patch");
    assert!(of("-_rsync").contains("\x1b[38;5;160m") && of("+_rsync").contains("\x1b[38;5;28m"), "{lines:?}");
    assert!(seen.text.ends_with("\n\n"), "what is left stands apart: {lines:?}");
    for variables in [&[][..], &[("FORCE_COLOR", "1")]] {
        let piped =
            Terminal { variables, ..terminal(&directory, 80) }.run("$S check --diff 2> /dev/null | cat");
        assert_eq!(piped.text + "\n", seen.plain());
    }
    let applied = terminal(&directory, 80)
        .run("git init -q; $S check --diff 2> /dev/null | git apply && $S check 2>&1 | cat");
    assert!(applied.text.ends_with("no problems.\n"), "{}", applied.text);
}

/// A run that takes longer than a second, as this one does unless it is optimized.
#[test]
fn a_long_run_shows_a_person_how_far_it_is() {
    let many: String = (0..20_000).map(|number| format!("_s{number}._tcp SRV 0 0 1 ns\n")).collect();
    let directory = zone("progress", &many);
    let begun = Instant::now();
    let seen = terminal(&directory, 80).run("$S check > report");
    let took = begun.elapsed();
    if took > Duration::from_secs(2) {
        let (bars, rest) = seen.text.rsplit_once("  \r").expect("a line that is cleared");
        assert!(bars.contains("Checking zones [") && bars.contains("/1"), "{bars:?}");
        assert!(!rest.contains(" ["), "nothing of it stays: {rest:?}");
    }
    let report = fs::read_to_string(directory.join("report")).expect("a file");
    assert_eq!(report, "", "findings alone stand there");
    let seen = terminal(&directory, 80).run("$S check 2>&1 | cat");
    assert_eq!(seen.text, "Checked 1 zone, 20000 SRV records: no problems.\n");
}
