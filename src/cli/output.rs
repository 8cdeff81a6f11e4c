//! Where reports go: standard output, and files, each of which is written whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use codespan_reporting::term::termcolor::{BufferedStandardStream, ColorChoice, NoColor};

use crate::base::printable::harmless_text;
use crate::check::Outcome;
use crate::cli::messages::complain;
use crate::cli::outputs::Output;
use crate::files::replace;
use crate::report::{Aids, Format, Screen, write_linked};

/// Writes the reports that go to files, each by `write`. False if one cannot be written, which is said.
pub fn write_files<F: Copy>(outputs: &[Output<F>], write: impl Fn(F, &Path) -> io::Result<()>) -> bool {
    let mut all_are_written = true;
    for Output { format, file } in outputs {
        let Some(path) = file else { continue };
        if let Err(error) = write(*format, path) {
            complain(&format!("`{}` cannot be written: {error}", harmless_text(&path.to_string_lossy())));
            all_are_written = false;
        }
    }
    all_are_written
}

/// Writes the reports that go to standard output. False if its reader has seen enough, which is no
/// error.
pub fn write_stdout(
    formats: &[Format],
    outcome: &Outcome,
    screen: &Screen,
    aids: &Aids<'_>,
    color: ColorChoice,
) -> io::Result<bool> {
    let mut out = BufferedStandardStream::stdout(color);
    match write_all(formats, &mut out, outcome, screen, aids) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true),
    }
}

/// The same on standard error, if standard output is for something else.
pub fn write_stderr(
    formats: &[Format],
    outcome: &Outcome,
    screen: &Screen,
    aids: &Aids<'_>,
    color: ColorChoice,
) -> io::Result<bool> {
    let mut out = BufferedStandardStream::stderr(color);
    // Standard error may be closed; nothing can be done about that.
    let _ = write_all(formats, &mut out, outcome, screen, aids);
    Ok(true)
}

fn write_all(
    formats: &[Format],
    out: &mut BufferedStandardStream,
    outcome: &Outcome,
    screen: &Screen,
    aids: &Aids<'_>,
) -> io::Result<()> {
    formats.iter().try_for_each(|format| write_linked(*format, out, outcome, screen, aids))?;
    out.flush()
}

/// Writes a report to a file, whole or not at all; no link leads it out of the `root`.
pub fn write_file(
    format: Format,
    path: &Path,
    root: Option<&Path>,
    outcome: &Outcome,
    aids: &Aids<'_>,
) -> io::Result<()> {
    replace(path, &outcome.workspace.files.working_directory, root, |file| {
        let mut out = NoColor::new(io::BufWriter::new(file));
        write_linked(format, &mut out, outcome, &Screen::default(), aids)?;
        out.flush()
    })
}
