//! `srvlint explain`: the pages of rules that are named, or that found something at a place.

use std::io;
use std::path::Path;

use codespan_reporting::term::termcolor::{Buffer, ColorChoice, WriteColor};

use crate::base::printable::harmless_text;
use crate::check::{Exit, Outcome, check as lint};
use crate::cli::args::{Color, Explain};
use crate::cli::choices::ListFormat;
use crate::cli::color::output_color;
use crate::cli::environment::Environment;
use crate::cli::input_args::Inputs;
use crate::cli::inputs::{Asked, input_options};
use crate::cli::messages::{Refusal, complain, report_faults, usage_error};
use crate::cli::pager;
use crate::cli::screen::output_screen;
use crate::files::{Contents, resolved};
use crate::report::manual::{write_explained, write_page};
use crate::report::{Format, Screen, finding_objects, write_on};
use crate::rules::{self, Published, Rule, unknown_rule};

/// The columns of a page where no terminal reads.
const USUAL_WIDTH: usize = 100;

/// A line of a file, from 1.
struct Line<'a> {
    path: &'a str,
    number: u64,
}

impl Line<'_> {
    /// That there is no such line in a file of so many, or no file with lines.
    fn is_nowhere(&self, lines: Option<u32>) -> Option<String> {
        let path = harmless_text(self.path);
        let Some(lines) = lines else {
            return Some(format!("`{path}` is not a file that was read as a zone's"));
        };
        let has = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
        let is_there = (1..=u64::from(lines)).contains(&self.number);
        (!is_there).then(|| format!("there is no line {} in `{path}`, which has {has}", self.number))
    }
}

/// Shows the pages of rules, and what is found at places.
pub fn explain(arguments: &Explain, environment: &Environment, color: Color) -> io::Result<Exit> {
    let screen = output_screen(environment, true);
    let mut out = match output_color(color, environment) {
        ColorChoice::Never => Buffer::no_color(),
        _ => Buffer::ansi(),
    };
    let mut rules: Vec<&Rule> = Vec::new();
    let mut places = Vec::new();
    for word in &arguments.what {
        if let Some(rule) = rules::find(word) {
            add(&mut rules, rule);
            continue;
        }
        let Some(line) = line_of(word) else { return Ok(usage_error(&unknown_rule(word))) };
        let found = match found_at(&line, environment) {
            Ok(found) => found,
            Err(refusal) => return Ok(refusal.tell(environment, color)),
        };
        let outcome = &found.outcome;
        report_faults(&outcome.faults);
        if !outcome.faults.is_empty() {
            return Ok(Exit::Faulty);
        }
        if let Some(message) = line.is_nowhere(found.lines) {
            return Ok(usage_error(&message));
        }
        if outcome.findings.is_empty() {
            complain(&format!("nothing is found in line {} of `{}`", line.number, line.path));
        }
        outcome
            .findings
            .iter()
            .filter_map(|finding| rules::find(finding.rule))
            .for_each(|rule| add(&mut rules, rule));
        if arguments.format == ListFormat::Text {
            write_on(&screen, Format::Human, &mut out, outcome)?;
        }
        places.push(found);
    }
    match arguments.format {
        ListFormat::Text => write_pages(&mut out, &rules, &screen)?,
        ListFormat::Json => write_as_json(&mut out, &rules, &places)?,
    }
    pager::show(out.as_slice(), environment)?;
    Ok(Exit::Clean)
}

fn add(rules: &mut Vec<&'static Rule>, rule: &'static Rule) {
    if !rules.iter().any(|known| known.name == rule.name) {
        rules.push(rule);
    }
}

fn write_pages(out: &mut dyn WriteColor, rules: &[&Rule], screen: &Screen) -> io::Result<()> {
    let published = Published::by_manifest();
    let width = screen.width.unwrap_or(USUAL_WIDTH).min(USUAL_WIDTH);
    rules.iter().try_for_each(|rule| write_page(out, rule, &published, width))
}

/// The pages, and what is found at the places, if any were named.
fn write_as_json(out: &mut dyn WriteColor, rules: &[&Rule], places: &[Found]) -> io::Result<()> {
    let findings = places.iter().flat_map(|found| finding_objects(&found.outcome, &found.fingerprints));
    let findings = (!places.is_empty()).then(|| findings.collect());
    write_explained(out, rules, findings, &Published::by_manifest())
}

/// The place that `text` names, as compilers and editors do: `FILE:LINE`, or `FILE:LINE:COLUMN`.
fn line_of(text: &str) -> Option<Line<'_>> {
    let (before, last) = text.rsplit_once(':')?;
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
        // One that is too large is that of no line.
        is_number.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    let last = number(last)?;
    let whole = before.rsplit_once(':').and_then(|(path, text)| Some((path, number(text)?)));
    let (path, number) = whole.unwrap_or((before, last));
    (!path.is_empty()).then_some(Line { path, number })
}

/// What is found at a place, and the fingerprints that it has among all that is found in the file.
struct Found {
    outcome: Outcome,
    fingerprints: Vec<String>,
    /// How many lines the file has, the empty one at its end too; `None` if the run did not read it.
    lines: Option<u32>,
}

/// What a run on the file finds in the line, or what it finds elsewhere and explains by the line.
fn found_at(line: &Line<'_>, environment: &Environment) -> Result<Found, Refusal> {
    let inputs = Inputs { paths: vec![line.path.into()], ..Inputs::default() };
    let Asked { inputs, mut options, settings } =
        input_options(&inputs, Contents::WorkTree, None, environment)?;
    settings.apply_services(&mut options);
    options.today = Some(environment.today()?);
    // What stands in another line and is told with others is found there, too.
    options.tells_each = true;
    let file = resolved(&options.surroundings.here.join(Path::new(line.path)));
    let mut outcome = lint(&inputs, &options);
    let sources = &outcome.workspace.sources;
    let is_there = |span| {
        let span = sources.written(span);
        let is_file = sources.location(span.source) == file.as_deref();
        is_file && u64::from(sources.position(span.source, span.start).line) == line.number
    };
    let read = outcome.workspace.zones().flat_map(|zone| &zone.files);
    let own = read.copied().find(|id| sources.location(*id) == file.as_deref());
    let lines = own.map(|id| sources.position(id, sources.file(id).bytes().len() as u32).line);
    let wanted: Vec<bool> = outcome
        .findings
        .iter()
        .map(|finding| is_there(finding.span) || finding.labels.iter().any(|label| is_there(label.span)))
        .collect();
    let fingerprints = outcome.fingerprints();
    let fingerprints =
        fingerprints.into_iter().zip(&wanted).filter_map(|(print, wanted)| wanted.then_some(print));
    let fingerprints = fingerprints.collect();
    let mut wanted = wanted.into_iter();
    outcome.findings.retain(|_| wanted.next().unwrap_or(false));
    outcome.suppressed.clear();
    Ok(Found { outcome, fingerprints, lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_as_compilers_write_them() {
        let place = |text| line_of(text).map(|line| (line.path, line.number));
        assert_eq!(place("zones/x:27"), Some(("zones/x", 27)));
        assert_eq!(place("zones/x:27:5"), Some(("zones/x", 27)));
        assert_eq!(place("a:b:27"), Some(("a:b", 27)));
        assert_eq!(place("x:99999999999999999999"), Some(("x", u64::MAX)));
        assert_eq!(
            (place("cname-target"), place(":3"), place("x:y"), place("x:+1")),
            (None, None, None, None)
        );
    }
}
