//! Where reports go: standard output, and files, each of which is written whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use codespan_reporting::term::termcolor::{
    Buffer, BufferedStandardStream, ColorChoice, ColorSpec, HyperlinkSpec, NoColor, WriteColor,
};

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
    match write_all(formats, BufferedStandardStream::stdout(color), outcome, screen, aids) {
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
    // Standard error may be closed; nothing can be done about that.
    let _ = write_all(formats, BufferedStandardStream::stderr(color), outcome, screen, aids);
    Ok(true)
}

fn write_all(
    formats: &[Format],
    mut stream: BufferedStandardStream,
    outcome: &Outcome,
    screen: &Screen,
    aids: &Aids<'_>,
) -> io::Result<()> {
    let write = |out: &mut dyn WriteColor| {
        formats.iter().try_for_each(|format| write_linked(*format, out, outcome, screen, aids))?;
        out.flush()
    };
    // Old consoles of Windows have to be told of each colour when it begins.
    if stream.is_synchronous() { write(&mut stream) } else { write(&mut Gathering::new(stream)) }
}

/// Gathers what is written word by word: a stream of several kinds takes as long for each word as for a line.
struct Gathering {
    gathered: Buffer,
    stream: BufferedStandardStream,
}

/// So many octets are gathered before they are written.
const GATHERED: usize = 1 << 15;

impl Gathering {
    fn new(stream: BufferedStandardStream) -> Self {
        let gathered = if stream.supports_color() { Buffer::ansi() } else { Buffer::no_color() };
        Self { gathered, stream }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.stream.write_all(self.gathered.as_slice())?;
        self.gathered.clear();
        Ok(())
    }
}

impl Write for Gathering {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.write_all(octets).map(|()| octets.len())
    }

    fn write_all(&mut self, octets: &[u8]) -> io::Result<()> {
        if self.gathered.len() + octets.len() > GATHERED {
            self.pass_on()?;
        }
        if octets.len() > GATHERED { self.stream.write_all(octets) } else { self.gathered.write_all(octets) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.stream.flush()
    }
}

impl WriteColor for Gathering {
    fn supports_color(&self) -> bool {
        self.gathered.supports_color()
    }

    fn supports_hyperlinks(&self) -> bool {
        self.gathered.supports_hyperlinks()
    }

    fn set_color(&mut self, color: &ColorSpec) -> io::Result<()> {
        self.gathered.set_color(color)
    }

    fn set_hyperlink(&mut self, link: &HyperlinkSpec<'_>) -> io::Result<()> {
        self.gathered.set_hyperlink(link)
    }

    fn reset(&mut self) -> io::Result<()> {
        self.gathered.reset()
    }
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
