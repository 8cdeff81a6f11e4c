//! `srvlint check --fix` and `--diff`: what is done with the texts that fixes make.

use std::io::{self, Write};
use std::path::Path;

use codespan_reporting::term::termcolor::BufferedStandardStream;

use crate::base::printable::{defused, harmless_text, printable_chars};
use crate::check::{
    FixRequest, Fixed, FixedFile, Options, Outcome, check as lint, fix as fix_files, patch, path_from,
};
use crate::cli::args::{Check, Color};
use crate::cli::color::output_color;
use crate::cli::environment::{Environment, read_stdin};
use crate::cli::messages::complain;
use crate::discover::{Input, RunFault};
use crate::files::{normalise, rewrite, try_rewrite};
use crate::report::{plural, write_patch};

/// How many zones are named whose serials are unchanged.
const MOST_NAMED: usize = 3;

/// What is to be done about the files of a run.
pub struct Fixing {
    files: Vec<FixedFile>,
    /// The text of standard input as it is to be, if it is one of the inputs.
    stdin: Option<Vec<u8>>,
    fixed: usize,
    unsafe_left: usize,
    unsafe_too: bool,
    zones: Vec<String>,
    ignored: usize,
    /// Whether something is found still.
    has_left: bool,
    untouched: Vec<(String, String)>,
    unproved: Vec<String>,
    is_refused: bool,
    /// How many files could not be written.
    unwritten: usize,
    /// Whether standard output is for the patch, or for the fixed text.
    pub takes_stdout: bool,
}

/// Not every file could be written.
pub struct Unwritten;

/// Fixes in memory what is found in `inputs`. Returns what is left.
pub fn fix(inputs: &[Input], options: &mut Options, arguments: &Check) -> (Outcome, Fixing) {
    let has_stdin = inputs.contains(&Input::Stdin);
    if has_stdin {
        // Each round wants it. What cannot be read, the run will say.
        options.discover.stdin_text = read_stdin().ok().map(Into::into);
    }
    let unsafe_too = arguments.fixing.unsafe_fixes;
    let request = FixRequest {
        unsafe_too,
        only_ignores: !arguments.fixing.fix
            && (!arguments.fixing.diff || arguments.fixing.add_ignore.is_some()),
        is_written: !arguments.fixing.diff,
        bump_serial: arguments.fixing.bump_serial,
        add_ignore: arguments.fixing.add_ignore.clone(),
    };
    let made = fix_files(inputs, options, &request);
    let Fixed {
        mut outcome,
        mut files,
        mut fixed,
        unsafe_left,
        mut zones,
        mut ignored,
        untouched,
        unproved,
        is_refused,
    } = made;
    // What the reports say is to be true of what is left, so what cannot be written is told before them.
    outcome.faults.extend(request.is_written.then(|| unwritable(&files)).flatten());
    if !outcome.faults.is_empty() && !files.is_empty() {
        let faults = std::mem::take(&mut outcome.faults);
        outcome = lint(inputs, options);
        outcome.faults.extend(faults);
        (files, zones, fixed, ignored) = (Vec::new(), Vec::new(), 0, 0);
    }
    let text = files.iter().find(|file| file.path.is_none()).map(|file| file.after.clone());
    let read = || options.discover.stdin_text.as_ref().map(|text| text.to_vec());
    let stdin = has_stdin.then(|| text.or_else(read)).flatten();
    let takes_stdout = arguments.fixing.diff || stdin.is_some();
    let fixing = Fixing {
        files,
        stdin,
        fixed,
        unsafe_left,
        unsafe_too,
        zones,
        ignored,
        has_left: !outcome.findings.is_empty() && outcome.faults.is_empty(),
        untouched,
        unproved,
        is_refused,
        unwritten: 0,
        takes_stdout,
    };
    (outcome, fixing)
}

/// That one of the files cannot be written, if so.
fn unwritable(files: &[FixedFile]) -> Option<RunFault> {
    files.iter().find_map(|file| {
        let error = try_rewrite(file.path.as_ref()?, &file.after).err()?;
        Some(RunFault(format!("nothing is fixed: `{}` cannot be written: {error}", file.shown)))
    })
}

impl Fixing {
    /// Whether any text changes.
    pub fn changes(&self) -> bool {
        !self.files.is_empty()
    }

    /// Prints the patch, or the text of standard input as it is to be.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn print(
        &self,
        arguments: &Check,
        outcome: &Outcome,
        environment: &Environment,
        color: Color,
    ) -> io::Result<()> {
        if arguments.fixing.diff {
            let patch = self.patch(outcome, environment);
            if !environment.shows_output || environment.in_ci {
                return print(&patch, environment);
            }
            let mut out = BufferedStandardStream::stdout(output_color(color, environment));
            write_patch(&mut out, &patch)?;
            return out.flush();
        }
        self.stdin.as_ref().map_or(Ok(()), |text| print(text, environment))
    }

    /// Writes the files, unless only a patch is asked for.
    ///
    /// # Errors
    /// If one could not be written.
    pub fn write(&mut self, arguments: &Check) -> Result<(), Unwritten> {
        let mut written = if self.is_refused { Err(Unwritten) } else { Ok(()) };
        if arguments.fixing.diff {
            return written;
        }
        for file in &self.files {
            let Some(path) = &file.path else { continue };
            if let Err(error) = rewrite(path, &file.before, &file.after) {
                complain(&format!("`{}` is not fixed: {error}", file.shown));
                self.unwritten += 1;
                written = Err(Unwritten);
            }
        }
        written
    }

    /// Leaves the files as they are, as a report of the run could not be written.
    pub fn leave_alone(&mut self, arguments: &Check) {
        if arguments.fixing.diff || self.files.iter().all(|file| file.path.is_none()) {
            return;
        }
        complain("nothing is fixed, as a report could not be written");
        self.zones.clear();
        self.unwritten = self.files.len();
    }

    /// What changes, with paths from the top of the repository.
    fn patch(&self, outcome: &Outcome, environment: &Environment) -> Vec<u8> {
        let (top, here) = (outcome.repository_top(), &environment.surroundings.here);
        let path = |file: &FixedFile| match &file.path {
            Some(path) => path_from(&top, path),
            None => path_from(&top, &normalise(&here.join(Path::new(&file.shown)))),
        };
        self.files.iter().flat_map(|file| patch(&path(file), &file.before, &file.after)).collect()
    }

    /// What was done, in a few lines. Of a hook that did nothing, none.
    pub fn summary(&self, arguments: &Check) -> Vec<String> {
        let is_idle = self.fixed == 0
            && self.ignored == 0
            && self.untouched.is_empty()
            && self.unproved.is_empty()
            && self.unsafe_left == 0;
        if arguments.hook && is_idle {
            return Vec::new();
        }
        let (is_diff, mut lines) = (arguments.fixing.diff, Vec::new());
        let mut files = plural(self.files.len() as u64, "file");
        if self.unwritten > 0 {
            files.push_str(&format!(", of which {} could not be written", self.unwritten));
        }
        let findings = plural(self.fixed as u64, "finding");
        let mut line = match (self.fixed, is_diff) {
            (0, true) => "Would fix nothing".to_owned(),
            _ if self.unwritten == self.files.len() && !is_diff => "Fixed nothing".to_owned(),
            (0, false) => "Fixed nothing".to_owned(),
            (_, false) => format!("Fixed {findings} in {files}"),
            (_, true) => format!("Would fix {findings} in {files}"),
        };
        if self.unsafe_left > 0 && !self.unsafe_too {
            line.push_str(&format!("; {} more with `--unsafe-fixes`", self.unsafe_left));
        }
        if self.fixed > 0 || arguments.fixing.fix || is_diff {
            lines.push(line + ".");
        }
        if arguments.fixing.add_ignore.is_some() {
            let none_is_written = self.unwritten > 0 && self.unwritten == self.files.len();
            let ignored = if none_is_written { 0 } else { self.ignored };
            let (mut findings, would) =
                (plural(ignored as u64, "finding"), if is_diff { "Would suppress" } else { "Suppressed" });
            if self.unwritten > 0 && !none_is_written {
                findings.push_str(&format!(" in {files}"));
            }
            let why = if self.ignored == 0 && self.has_left {
                ": no comment would silence what is left"
            } else {
                ""
            };
            lines.push(format!("{would} {findings}{why}."));
        }
        for (path, why) in &self.untouched {
            lines.push(defused(&format!("`{path}` is not changed: {why}.")).into_owned());
        }
        for path in &self.unproved {
            let line = format!("Not all fixes in `{path}` are made: to prove them takes too long.");
            lines.push(defused(&line).into_owned());
        }
        lines.extend(self.serials());
        lines
    }

    /// That serials are as they were.
    fn serials(&self) -> Option<String> {
        let known = || self.zones.iter().filter(|zone| !zone.is_empty());
        let named: Vec<String> =
            known().take(MOST_NAMED).map(|zone| format!("`{}`", harmless_text(zone))).collect();
        let more = known().count() - named.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let (zones, are) = if self.zones.len() == 1 { ("zone", "is") } else { ("zones", "are") };
        let serials = if self.zones.len() == 1 { "serial" } else { "serials" };
        (!named.is_empty())
            .then(|| format!("The {serials} of {zones} {}{more} {are} unchanged.", named.join(", ")))
    }
}

/// Writes text to standard output: to programs and files as it is, to a terminal without what it would obey, and to the log of
/// a CI system without commands to that.
fn print(text: &[u8], environment: &Environment) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if !environment.shows_output && !environment.in_ci {
        out.write_all(text)?;
        return out.flush();
    }
    for line in text.split_inclusive(|octet| *octet == b'\n') {
        let end = line.len() - line.iter().rev().take_while(|octet| b"\r\n".contains(octet)).count();
        let (line, end) = line.split_at(end);
        let plain = String::from_utf8_lossy(line);
        let commands = plain.trim_start().starts_with("::") || defused(&plain) != plain;
        let shown: String = match (environment.shows_output, commands) {
            (true, _) => printable_chars(line).collect(),
            (false, true) => plain.into_owned(),
            (false, false) => {
                out.write_all(line)?;
                out.write_all(end)?;
                continue;
            }
        };
        let shown = if commands { shown.replacen("::", ":\u{fffd}", 1) } else { shown };
        out.write_all(defused(&shown).as_bytes())?;
        out.write_all(end)?;
    }
    out.flush()
}
