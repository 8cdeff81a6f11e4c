//! Findings for people: the source lines with the token at fault marked, by codespan-reporting.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io;

use codespan_reporting::diagnostic::{self, Diagnostic};
use codespan_reporting::files;
use codespan_reporting::term::termcolor::WriteColor;
use codespan_reporting::term::{Config, emit_to_write_style};

use crate::base::printable::{defused, harmless_text};
use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::check::Outcome;
use crate::check::config::ConfigError;
use crate::report::edits::changed_lines;
use crate::report::excerpt::Excerpts;
use crate::report::fold::{Shown, fold};
use crate::report::notes::{Note, write_notes};
use crate::report::paint::{Painter, write_bold};
use crate::report::screen::{Screen, TAB_WIDTH};
use crate::report::simple_lines::{SimpleLines, draw};
use crate::report::summary::plural;
use crate::report::wrap::wrap;
use crate::rules::finding::Finding;

/// The longest message about a configuration, in code points.
const LONGEST_MESSAGE: usize = 400;

/// Writes the findings with their source lines.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome, screen: &Screen) -> io::Result<()> {
    let sources = &outcome.workspace.sources;
    let (shown, left_out) = fold(&outcome.findings, sources, screen);
    let mut said = Said::default();
    for finding in &shown {
        let page = outcome.published.page(finding.finding.rule);
        let drawing = said.drawing(finding, page, screen, sources);
        emit(out, &drawing, sources, screen)?;
    }
    if left_out > 0 {
        let more = plural(left_out as u64, "more finding");
        write_bold(out, &format!("… {more}"))?;
        writeln!(
            out,
            ": `--show-all` shows all, `--format concise` one a line, `--write-baseline FILE` lets them pass.\n"
        )?;
    }
    Ok(())
}

/// Writes why a configuration cannot be used: with the lines of the file, if there are any to show.
pub fn write_config_error(out: &mut dyn WriteColor, error: &ConfigError, screen: &Screen) -> io::Result<()> {
    let Some((file, bad)) = error.place.as_deref() else {
        return writeln!(out, "srvlint: {}", defused(&error.message));
    };
    let sources = Sources::default();
    let source = sources.add(file.shown.clone(), None, file.text.as_bytes().to_vec(), None);
    let end = |offset: usize| offset.min(file.text.len()) as u32;
    let place = Span::new(source, end(bad.place.start), end(bad.place.end));
    // A message may quote a key of the file, which may be of any length.
    let message: String = harmless_text(&bad.message).chars().take(LONGEST_MESSAGE).collect();
    let drawing = Drawing {
        severity: Severity::Error,
        name: "configuration",
        message: &message,
        places: vec![(place, "")],
        notes: bad.help.iter().map(|help| Note::Help(help.into())).collect(),
        page: None,
    };
    emit(out, &drawing, &sources, screen)
}

/// What is drawn with source lines.
pub(super) struct Drawing<'a> {
    severity: Severity,
    name: &'a str,
    message: &'a str,
    /// The place at fault first, then those that explain it, each with a few words.
    pub(super) places: Vec<(Span, &'a str)>,
    notes: Vec<Note<'a>>,
    /// Where the name leads.
    page: Option<String>,
}

impl<'a> Drawing<'a> {
    /// A finding with the places that explain it. What else there is to say, `Said` adds.
    pub(super) fn of_finding(finding: &'a Finding) -> Self {
        let labels = finding.labels.iter().map(|label| (label.span, &*label.message));
        Self {
            severity: finding.severity,
            name: finding.rule,
            message: &finding.message,
            places: std::iter::once((finding.span, finding.span_label.as_str())).chain(labels).collect(),
            notes: Vec::new(),
            page: None,
        }
    }

    /// The same for codespan. The notes are written by `write_notes`.
    pub(super) fn diagnostic(
        &self,
        excerpts: &Excerpts,
        places: &[(Span, &str)],
        sources: &Sources,
        prose: Option<usize>,
    ) -> Diagnostic<usize> {
        let labels = places.iter().enumerate().map(|(number, (span, message))| {
            let (file, range) = excerpts.place(*span, sources);
            let style =
                if number == 0 { diagnostic::LabelStyle::Primary } else { diagnostic::LabelStyle::Secondary };
            diagnostic::Label::new(style, file, range).with_message(defused(message))
        });
        Diagnostic::new(severity_of(self.severity))
            .with_code(self.name)
            .with_message(self.headline(prose))
            .with_labels(labels.collect())
    }

    /// The message, in lines of so many columns, if there is a width.
    fn headline(&self, prose: Option<usize>) -> Cow<'a, str> {
        let message = defused(self.message);
        let before = self.severity.name().len() + self.name.len() + "[]: ".len();
        match prose.map(|width| width - HANGING.len()) {
            Some(width) => wrap(&message, before - HANGING.len(), width).join(&format!("\n{HANGING}")).into(),
            None => message,
        }
    }
}

/// A severity as codespan knows it.
pub(super) fn severity_of(severity: Severity) -> diagnostic::Severity {
    match severity {
        Severity::Error => diagnostic::Severity::Error,
        Severity::Warning => diagnostic::Severity::Warning,
        Severity::Note => diagnostic::Severity::Note,
    }
}

/// What stands before the second line of a headline.
const HANGING: &str = "    ";

/// What was said already, on a terminal where it need not be said again.
#[derive(Default)]
struct Said<'a> {
    authorities: HashSet<(&'a str, &'a str)>,
    pages: HashSet<&'a str>,
}

impl<'a> Said<'a> {
    fn drawing(
        &mut self,
        shown: &Shown<'a>,
        page: Option<String>,
        screen: &Screen,
        sources: &Sources,
    ) -> Drawing<'a> {
        let finding = shown.finding;
        let mut drawing = Drawing::of_finding(finding);
        // With a help, a fix and an address.
        drawing.notes.reserve(finding.notes.len() + 3);
        let is_new = |note: &&'a str| {
            let is_authority = screen.width.is_some() && note.starts_with("RFC ");
            !is_authority || self.authorities.insert((finding.rule, *note))
        };
        let notes = finding.notes.iter().map(|note| &**note).filter(is_new);
        drawing.notes.extend(notes.map(|note| Note::Fact(note.into())));
        drawing.notes.extend(includes(finding, sources).map(|note| Note::Fact(note.into())));
        drawing.notes.extend(also(&shown.also).map(|note| Note::Fact(note.into())));
        drawing.notes.extend(finding.help.iter().map(|help| Note::Help((&**help).into())));
        drawing.notes.extend(finding.fix.as_ref().map(|fix| {
            let described = [&*fix.description, " (", fix.applicability.name(), ")"].concat();
            Note::Fix(described, changed_lines(fix, sources, screen.width))
        }));
        match page {
            Some(page) if screen.has_links => drawing.page = Some(page),
            Some(page) if screen.width.is_none() || self.pages.insert(finding.rule) => {
                drawing.notes.push(Note::Page(page));
            }
            _ => {}
        }
        drawing
    }
}

/// How many lines are named that say the same.
const MOST_LINES: usize = 8;

/// Where else a file says the same.
fn also(lines: &[u32]) -> Option<String> {
    let named: Vec<String> = lines.iter().take(MOST_LINES).map(u32::to_string).collect();
    let more = match lines.len().saturating_sub(MOST_LINES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let word = if lines.len() == 1 { "line" } else { "lines" };
    (!lines.is_empty()).then(|| format!("the same in {word} {}{more}", named.join(", ")))
}

fn emit(
    out: &mut dyn WriteColor,
    drawing: &Drawing<'_>,
    sources: &Sources,
    screen: &Screen,
) -> io::Result<()> {
    let places = written(&drawing.places, sources);
    let excerpts = Excerpts::new(&places, sources, screen.columns());
    let mut painter = Painter::new(&mut *out, drawing.page.as_deref());
    let lines = excerpts.simple_lines(&places, sources);
    draw_by(&mut painter, drawing, lines.as_ref(), (&excerpts, &places, sources), screen.prose())?;
    if drawing.notes.is_empty() {
        return painter.finish();
    }
    write_notes(out, &drawing.notes, excerpts.digits, screen.prose())
}

/// Draws by ourselves, if there are simple lines, else by codespan.
fn draw_by(
    painter: &mut Painter<'_>,
    drawing: &Drawing<'_>,
    simple: Option<&SimpleLines<'_>>,
    (excerpts, places, sources): (&Excerpts, &[(Span, &str)], &Sources),
    prose: Option<usize>,
) -> io::Result<()> {
    if let Some(lines) = simple {
        return draw(painter, severity_of(drawing.severity), drawing.name, &drawing.headline(prose), lines);
    }
    let config = Config { tab_width: TAB_WIDTH, ..Config::default() };
    let diagnostic = drawing.diagnostic(excerpts, places, sources, prose);
    emit_to_write_style(painter, &config, excerpts, &diagnostic).map_err(as_io_error)
}

/// The places as they are written in files.
pub(super) fn written<'a>(places: &[(Span, &'a str)], sources: &Sources) -> Vec<(Span, &'a str)> {
    places.iter().map(|(span, message)| (sources.written(*span), *message)).collect()
}

/// An error of codespan, which has no other than those of the output.
pub(super) fn as_io_error(error: files::Error) -> io::Error {
    match error {
        files::Error::Io(error) => error,
        error => io::Error::other(error),
    }
}

/// The `$INCLUDE`s through which its zone reads the file that a finding is in, innermost first.
pub(super) fn includes(finding: &Finding, sources: &Sources) -> Option<String> {
    let place = |span: &Span| {
        let line = sources.position(span.source, span.start).line;
        format!("{}:{line}", sources.file(span.source).path)
    };
    let chain: Vec<String> = finding.included.iter().map(place).collect();
    (!chain.is_empty()).then(|| format!("included from {}", chain.join(", from ")))
}

#[cfg(test)]
mod tests {
    use codespan_reporting::term::termcolor::Ansi;

    use super::*;

    #[test]
    fn simple_lines_are_drawn_as_codespan_draws_them() {
        let lines =
            ["a SRV 0 0 1 b", "\tIN\tSRV\t0 ; c", "", "x", "y y", "z", "@ 3600\tNS ns", "1", "2", "3", "4"];
        let (sources, mut text, mut starts) = (Sources::default(), Vec::new(), Vec::new());
        for line in lines {
            starts.push(text.len() as u32);
            text.extend_from_slice(line.as_bytes());
            text.push(b'\n');
        }
        let id = sources.add("zones/example".into(), None, text, None);
        let place = |line: usize, start: usize, length: usize| {
            let (start, end) = (start.min(lines[line].len()), (start + length).min(lines[line].len()));
            Span::new(id, starts[line] + start as u32, starts[line] + end as u32)
        };
        let (mut simple, mut others) = (0, 0);
        let numbers = 0..lines.len();
        for (first, second) in
            numbers.clone().flat_map(|first| numbers.clone().map(move |second| (first, second)))
        {
            for (start, length) in
                [0, 1, 3, 8, 40].iter().flat_map(|start| [0, 1, 4, 40].map(|length| (*start, length)))
            {
                let mut places =
                    vec![(place(first, start, length), ""), (place(second, length, start), "and here")];
                places[0].1 = if start == 3 { "this one" } else { "" };
                places.truncate(if length == 1 { 1 } else { 2 });
                let drawing = Drawing {
                    severity: Severity::Warning,
                    name: "rule",
                    message: "wrong",
                    places: places.clone(),
                    notes: Vec::new(),
                    page: None,
                };
                let excerpts = Excerpts::new(&places, &sources, None);
                let draw = |is_simple| {
                    let mut out = Ansi::new(Vec::new());
                    let mut painter = Painter::new(&mut out, None);
                    let lines = excerpts.simple_lines(&places, &sources).filter(|_| is_simple);
                    draw_by(&mut painter, &drawing, lines.as_ref(), (&excerpts, &places, &sources), None)
                        .expect("memory");
                    painter.finish().expect("memory");
                    (String::from_utf8(out.into_inner()).expect("text"), lines.is_some())
                };
                let ((drawn, is_simple), (expected, _)) = (draw(true), draw(false));
                assert_eq!(drawn, expected, "{places:?}");
                *(if is_simple { &mut simple } else { &mut others }) += 1;
            }
        }
        assert!(simple > 1_000 && others > 100, "{simple} {others}");
    }
}
