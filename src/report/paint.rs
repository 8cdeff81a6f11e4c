//! The colours of what people read, and links where the terminal has them.
//!
//! The colours are fixed ones of the palette of 256, not the sixteen that each terminal chooses: each can be read on black
//! and on white.

use std::io::{self, Write};

use codespan_reporting::diagnostic::{self, LabelStyle};
use codespan_reporting::term::termcolor::{Color, ColorSpec, HyperlinkSpec, WriteColor};
use codespan_reporting::term::{GeneralWriteResult, WriteStyle};

use crate::base::severity::Severity;

/// What a text is, as far as its colour goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// An error, and what is taken out.
    Error,
    /// A warning.
    Warning,
    /// A note.
    Note,
    /// What to write instead, what is added, and that all is well.
    Good,
    /// Frames, line numbers, and places that explain others.
    Frame,
}

impl Ink {
    /// The number in the palette.
    fn number(self) -> u8 {
        match self {
            Ink::Error => 160,
            Ink::Warning => 166,
            Ink::Note => 33,
            Ink::Good => 28,
            Ink::Frame => 31,
        }
    }

    /// The ink for a severity.
    pub fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Ink::Error,
            Severity::Warning => Ink::Warning,
            Severity::Note => Ink::Note,
        }
    }

    /// The style in which a text of this ink is written.
    pub fn style(self, bold: bool) -> ColorSpec {
        let mut style = ColorSpec::new();
        style.set_fg(Some(Color::Ansi256(self.number()))).set_bold(bold);
        style
    }
}

/// Writes `text` in this ink.
pub fn write_in(out: &mut dyn WriteColor, ink: Ink, bold: bool, text: &str) -> io::Result<()> {
    out.set_color(&ink.style(bold))?;
    out.write_all(text.as_bytes())?;
    out.reset()
}

/// Writes `text` in bold.
pub fn write_bold(out: &mut dyn WriteColor, text: &str) -> io::Result<()> {
    out.set_color(ColorSpec::new().set_bold(true))?;
    out.write_all(text.as_bytes())?;
    out.reset()
}

/// Paints what codespan writes of a finding, and keeps back the empty line at its end.
pub struct Painter<'a> {
    out: &'a mut dyn WriteColor,
    /// Where the name of the rule leads.
    link: Option<&'a str>,
    /// Whether an empty line is kept back.
    owes_line: bool,
}

impl<'a> Painter<'a> {
    /// Paints on `out`. The severity and the rule's name lead to `link`.
    pub fn new(out: &'a mut dyn WriteColor, link: Option<&'a str>) -> Self {
        Self { out, link, owes_line: false }
    }

    /// Writes the empty line that was kept back, for what ends without notes.
    pub fn finish(mut self) -> io::Result<()> {
        self.pay()
    }

    fn pay(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.owes_line) { self.out.write_all(b"\n") } else { Ok(()) }
    }

    fn ink(severity: diagnostic::Severity) -> Ink {
        match severity {
            diagnostic::Severity::Bug | diagnostic::Severity::Error => Ink::Error,
            diagnostic::Severity::Warning => Ink::Warning,
            diagnostic::Severity::Note => Ink::Note,
            diagnostic::Severity::Help => Ink::Good,
        }
    }

    fn frame(&mut self) -> GeneralWriteResult {
        self.pay()?;
        self.out.set_color(&Ink::Frame.style(false))
    }
}

impl Write for Painter<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.pay()?;
        if octets == b"\n" {
            self.owes_line = true;
            return Ok(1);
        }
        self.out.write(octets)
    }

    fn write_all(&mut self, octets: &[u8]) -> io::Result<()> {
        self.pay()?;
        if octets == b"\n" {
            self.owes_line = true;
            return Ok(());
        }
        self.out.write_all(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteStyle for Painter<'_> {
    fn set_header(&mut self, severity: diagnostic::Severity) -> GeneralWriteResult {
        self.pay()?;
        if let Some(link) = self.link {
            self.out.set_hyperlink(&HyperlinkSpec::open(link.as_bytes()))?;
        }
        self.out.set_color(&Self::ink(severity).style(true))
    }

    fn set_header_message(&mut self) -> GeneralWriteResult {
        if self.link.is_some() {
            self.out.set_hyperlink(&HyperlinkSpec::close())?;
        }
        self.out.set_color(ColorSpec::new().set_bold(true))
    }

    fn set_line_number(&mut self) -> GeneralWriteResult {
        self.frame()
    }

    fn set_note_bullet(&mut self) -> GeneralWriteResult {
        self.frame()
    }

    fn set_source_border(&mut self) -> GeneralWriteResult {
        self.frame()
    }

    fn set_label(&mut self, severity: diagnostic::Severity, style: LabelStyle) -> GeneralWriteResult {
        self.pay()?;
        let (ink, bold) = match style {
            LabelStyle::Primary => (Self::ink(severity), true),
            LabelStyle::Secondary => (Ink::Frame, false),
        };
        self.out.set_color(&ink.style(bold))
    }

    fn reset(&mut self) -> GeneralWriteResult {
        self.out.reset()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of a colour of the cube in the palette of 256 (WCAG 2.2).
    fn luminance(number: u8) -> f64 {
        let steps = [0.0, 95.0, 135.0, 175.0, 215.0, 255.0];
        let index = usize::from(number) - 16;
        let linear = |step: usize| {
            let value: f64 = steps[step] / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(index / 36) + 0.7152 * linear(index / 6 % 6) + 0.0722 * linear(index % 6)
    }

    #[test]
    fn every_ink_can_be_read_on_black_and_on_white() {
        for ink in [Ink::Error, Ink::Warning, Ink::Note, Ink::Good, Ink::Frame] {
            let luminance = luminance(ink.number());
            let (on_white, on_black) = (1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05);
            assert!(on_white >= 3.5 && on_black >= 3.5, "{ink:?}: {on_white:.1} {on_black:.1}");
        }
    }
}
