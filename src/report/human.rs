//! Findings for people: the source lines with the token at fault marked, by codespan-reporting.

use std::io;
use std::ops::Range;

use codespan_reporting::diagnostic::Diagnostic;
use codespan_reporting::files::Files;
use codespan_reporting::term::termcolor::WriteColor;
use codespan_reporting::term::{Config, DisplayStyle, emit_to_write_style};
use codespan_reporting::{diagnostic, files};

use crate::base::printable::{defused, defused_path, harmless_text, printable_chars};
use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::Outcome;
use crate::check::config::ConfigError;
use crate::rules::finding::Finding;

/// The longest source line that is shown whole, in code points.
const LONGEST_LINE: usize = 160;
/// The longest message about a configuration, in code points.
const LONGEST_MESSAGE: usize = 400;

/// Writes every finding with its source lines.
pub fn write(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    write_in(out, &outcome.findings, &outcome.workspace.sources, DisplayStyle::Rich)
}

/// Writes why a configuration cannot be used: with the lines of the file, if there are any to show.
pub fn write_config_error(out: &mut dyn WriteColor, error: &ConfigError) -> io::Result<()> {
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
        notes: Vec::new(),
        help: bad.help.as_deref(),
    };
    emit(out, &drawing, &sources, DisplayStyle::Rich)
}

/// Writes one line a finding.
pub fn write_concise(out: &mut dyn WriteColor, outcome: &Outcome) -> io::Result<()> {
    write_lines(out, &outcome.findings, &outcome.workspace.sources)
}

/// Writes one line for each of `findings`.
pub fn write_lines<'a>(
    out: &mut dyn WriteColor,
    findings: impl IntoIterator<Item = &'a Finding>,
    sources: &Sources,
) -> io::Result<()> {
    write_in(out, findings, sources, DisplayStyle::Short)
}

fn write_in<'a>(
    out: &mut dyn WriteColor,
    findings: impl IntoIterator<Item = &'a Finding>,
    sources: &Sources,
    display_style: DisplayStyle,
) -> io::Result<()> {
    let drawing = match display_style {
        DisplayStyle::Short => Drawing::of_headline,
        _ => Drawing::of_finding,
    };
    findings.into_iter().try_for_each(|finding| emit(out, &drawing(finding), sources, display_style.clone()))
}

/// What is drawn with source lines.
struct Drawing<'a> {
    severity: Severity,
    name: &'a str,
    message: &'a str,
    /// The place at fault first, then those that explain it, each with a few words.
    places: Vec<(Span, &'a str)>,
    notes: Vec<String>,
    help: Option<&'a str>,
}

impl<'a> Drawing<'a> {
    /// A finding as one line: the place at fault and the message.
    fn of_headline(finding: &'a Finding) -> Self {
        Self {
            severity: finding.severity,
            name: finding.rule,
            message: &finding.message,
            places: vec![(finding.span, "")],
            notes: Vec::new(),
            help: None,
        }
    }

    fn of_finding(finding: &'a Finding) -> Self {
        let labels = finding.labels.iter().map(|label| (label.span, label.message.as_str()));
        Self {
            severity: finding.severity,
            name: finding.rule,
            message: &finding.message,
            places: std::iter::once((finding.span, finding.span_label.as_str())).chain(labels).collect(),
            notes: finding.notes.clone(),
            help: finding.help.as_deref(),
        }
    }
}

fn emit(
    out: &mut dyn WriteColor,
    drawing: &Drawing<'_>,
    sources: &Sources,
    display_style: DisplayStyle,
) -> io::Result<()> {
    let config = Config { display_style, tab_width: 8, ..Config::default() };
    let (excerpts, diagnostic) = diagnostic(drawing, sources);
    emit_to_write_style(out, &config, &excerpts, &diagnostic).map_err(|error| match error {
        files::Error::Io(error) => error,
        error => io::Error::other(error),
    })
}

/// A drawing as codespan draws it, with the lines that it shows.
fn diagnostic(drawing: &Drawing<'_>, sources: &Sources) -> (Excerpts, Diagnostic<usize>) {
    let severity = match drawing.severity {
        Severity::Error => diagnostic::Severity::Error,
        Severity::Warning => diagnostic::Severity::Warning,
        Severity::Note => diagnostic::Severity::Note,
    };
    let written = drawing.places.iter().map(|(span, message)| (sources.written(*span), *message));
    let places: Vec<(Span, &str)> = written.collect();
    let excerpts = Excerpts::new(&places, sources);
    let labels = places.iter().enumerate().map(|(number, (span, message))| {
        let (file, range) = excerpts.place(*span, sources);
        let style =
            if number == 0 { diagnostic::LabelStyle::Primary } else { diagnostic::LabelStyle::Secondary };
        diagnostic::Label::new(style, file, range).with_message(defused(message))
    });
    let labels = labels.collect();
    let mut notes = drawing.notes.clone();
    notes.extend(includes(drawing.places[0].0, sources));
    notes.extend(drawing.help.iter().map(|help| format!("help: {help}")));
    let diagnostic = Diagnostic::new(severity)
        .with_code(drawing.name)
        .with_message(defused(drawing.message))
        .with_labels(labels)
        .with_notes(notes.iter().map(|note| defused(note).into_owned()).collect());
    (excerpts, diagnostic)
}

/// The `$INCLUDE`s through which a place was reached, innermost first.
fn includes(span: Span, sources: &Sources) -> Option<String> {
    let mut chain = Vec::new();
    let mut source = span.source;
    while let Some(at) = sources.file(source).included_at() {
        chain.push(format!(
            "{}:{}",
            sources.file(at.source).path,
            sources.position(at.source, at.start).line
        ));
        source = at.source;
    }
    (!chain.is_empty()).then(|| format!("included from {}", chain.join(", from ")))
}

/// The lines that a finding shows, made harmless and cut to a readable length.
struct Excerpts(Vec<Excerpt>);

/// The shown lines of one file.
struct Excerpt {
    source: SourceId,
    path: String,
    text: String,
    lines: Vec<Line>,
}

/// One shown line.
#[derive(Debug)]
struct Line {
    /// Index of the line in its file, from 0.
    index: usize,
    /// Where it begins in the excerpt's text.
    start: usize,
    /// How many code points were cut off before what is shown.
    cut: usize,
    /// Whether an ellipsis stands for them.
    ellipsis: bool,
}

impl Excerpts {
    fn new(places: &[(Span, &str)], sources: &Sources) -> Self {
        let mut excerpts: Vec<Excerpt> = Vec::new();
        for (span, _) in places {
            if excerpts.iter().any(|excerpt| excerpt.source == span.source) {
                continue;
            }
            let mut spans: Vec<Span> =
                places.iter().map(|(other, _)| *other).filter(|other| other.source == span.source).collect();
            // The first label of a line decides which part of a long line is shown.
            spans.sort_by_key(|other| sources.file(other.source).line_index(other.start));
            excerpts.push(Excerpt::new(span.source, &spans, sources));
        }
        Excerpts(excerpts)
    }

    /// The excerpt that shows `span`, and where in its text.
    fn place(&self, span: Span, sources: &Sources) -> (usize, Range<usize>) {
        let number =
            self.0.iter().position(|excerpt| excerpt.source == span.source).expect("made for every label");
        let excerpt = &self.0[number];
        let file = sources.file(span.source);
        let index = file.line_index(span.start);
        let line =
            excerpt.lines.iter().position(|line| line.index == index).expect("made for every label's line");
        let range = excerpt.line_bounds(line);
        let (start, octets) = file.line(index);
        let shown = &excerpt.text[range.clone()];
        let line = &excerpt.lines[line];
        let offset = |byte: u32| {
            let within = ((byte - start) as usize).min(octets.len());
            let column = printable_chars(&octets[..within]).count();
            let column = (column + usize::from(line.ellipsis)).saturating_sub(line.cut);
            shown.char_indices().nth(column).map_or(shown.len(), |(at, _)| at)
        };
        (number, range.start + offset(span.start)..range.start + offset(span.end.max(span.start)))
    }
}

impl Excerpt {
    fn new(source: SourceId, spans: &[Span], sources: &Sources) -> Self {
        let file = sources.file(source);
        let mut excerpt = Excerpt {
            source,
            path: defused_path(&file.path).into_owned(),
            text: String::new(),
            lines: Vec::new(),
        };
        for span in spans {
            let index = file.line_index(span.start);
            match excerpt.lines.last().map(|line| line.index) {
                Some(last) if last == index => continue,
                // Codespan shows a single line between, and marks a longer gap.
                Some(last) if last + 2 == index => excerpt.push(last + 1, None, sources),
                Some(last) if last + 2 < index => {
                    excerpt.push_gap();
                    excerpt.push_gap();
                }
                _ => {}
            }
            excerpt.push(index, Some(*span), sources);
        }
        excerpt
    }

    fn push_gap(&mut self) {
        self.lines.push(Line { index: usize::MAX, start: self.text.len(), cut: 0, ellipsis: false });
        self.text.push('\n');
    }

    fn push(&mut self, index: usize, around: Option<Span>, sources: &Sources) {
        let (start, octets) = sources.file(self.source).line(index);
        let from = around.map_or(0, |span| (span.start - start) as usize).min(octets.len());
        // A line may be megabytes long: only the octets around the label are counted.
        let first = from.saturating_sub(4 * LONGEST_LINE);
        let column = printable_chars(&octets[first..from]).count();
        let before = if first > 0 { printable_chars(&octets[..first]).count() } else { 0 };
        let near = &octets[first..octets.len().min(from + 8 * LONGEST_LINE)];
        let whole = first == 0 && near.len() == octets.len() && printable_chars(near).count() <= LONGEST_LINE;
        let skip = if whole || column <= LONGEST_LINE / 2 { 0 } else { column - LONGEST_LINE / 3 };
        let cut = before + skip;
        self.lines.push(Line { index, start: self.text.len(), cut, ellipsis: cut > 0 });
        if cut > 0 {
            self.text.push('…');
        }
        let mut rest = printable_chars(near).skip(skip);
        let shown: String = rest.by_ref().take(LONGEST_LINE).collect();
        self.text.push_str(&defused(&shown));
        if rest.next().is_some() {
            self.text.push('…');
        }
        self.text.push('\n');
    }

    fn line_bounds(&self, line: usize) -> Range<usize> {
        let end = self.lines.get(line + 1).map_or(self.text.len(), |next| next.start);
        self.lines[line].start..end - 1
    }
}

impl<'a> Files<'a> for Excerpts {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, files::Error> {
        Ok(&self.0[id].path)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, files::Error> {
        Ok(&self.0[id].text)
    }

    fn line_index(&'a self, id: usize, byte_index: usize) -> Result<usize, files::Error> {
        Ok(self.0[id].lines.partition_point(|line| line.start <= byte_index).saturating_sub(1))
    }

    fn line_number(&'a self, id: usize, line_index: usize) -> Result<usize, files::Error> {
        let line = self.0[id]
            .lines
            .get(line_index)
            .ok_or(files::Error::LineTooLarge { given: line_index, max: 0 })?;
        Ok(line.index.wrapping_add(1).max(1))
    }

    fn column_number(
        &'a self,
        id: usize,
        line_index: usize,
        byte_index: usize,
    ) -> Result<usize, files::Error> {
        let excerpt = &self.0[id];
        let line = &excerpt.lines[line_index];
        let shown = excerpt.text[line.start..byte_index].chars().count();
        Ok(shown + line.cut + 1 - usize::from(line.ellipsis && shown > 0))
    }

    fn line_range(&'a self, id: usize, line_index: usize) -> Result<Range<usize>, files::Error> {
        let excerpt = &self.0[id];
        if line_index >= excerpt.lines.len() {
            return Err(files::Error::LineTooLarge { given: line_index, max: excerpt.lines.len() });
        }
        let bounds = excerpt.line_bounds(line_index);
        Ok(bounds.start..bounds.end + 1)
    }
}
