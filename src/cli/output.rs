//! Where reports go: standard output, and files, each of which is written whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use codespan_reporting::term::termcolor::{BufferedStandardStream, ColorChoice, NoColor};

use crate::base::printable::harmless_text;
use crate::base::spelling::hint;
use crate::check::Outcome;
use crate::files::replace;
use crate::report::{Aids, Format, Screen, write_linked};

/// A report in one format to one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The format.
    pub format: Format,
    /// The file; `None` is standard output.
    pub file: Option<PathBuf>,
}

/// Reads `FORMAT:FILE`.
pub fn parse_output(text: &str) -> Result<Output, String> {
    let formats = || {
        let names = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        names.map(|name| name.get_name().to_owned()).collect::<Vec<_>>()
    };
    let Some((format, file)) = text.split_once(':').filter(|(_, file)| !file.is_empty()) else {
        return Err(
            "a format and a file are needed, as in `sarif:srvlint.sarif`; `-` is standard output".into()
        );
    };
    let format = Format::from_str(format, false).map_err(|_| {
        let formats = formats();
        let hint = hint(format, formats.iter().map(String::as_str))
            .unwrap_or_else(|| format!("there are {}", formats.join(", ")));
        format!("there is no format `{}`; {hint}", harmless_text(format))
    })?;
    Ok(Output { format, file: (file != "-").then(|| file.into()) })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_a_format_and_a_file() {
        let sarif = Output { format: Format::Sarif, file: Some("a:b".into()) };
        assert_eq!(parse_output("sarif:a:b"), Ok(sarif));
        assert_eq!(parse_output("json:-"), Ok(Output { format: Format::Json, file: None }));
        for (text, expected) in [
            ("sarif", "a format and a file are needed"),
            ("sarif:", "a format and a file are needed"),
            ("sarrif:x", "did you mean `sarif`?"),
            ("pdf:x", "there are auto, human"),
        ] {
            let message = parse_output(text).expect_err(text);
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
