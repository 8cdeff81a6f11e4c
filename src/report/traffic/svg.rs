//! Services as an SVG file that stands alone: a bar for each host's share, in light or dark as the reader's screen, with all
//! of it as text too. Names come from strangers: there is no script, no link and no style but the file's own.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;

use crate::report::escape::xml;
use crate::report::summary::plural;
use crate::report::traffic::changes::{host_rows, service_notes, state_text};
use crate::report::traffic::listing::{Listing, why_unserved};
use crate::report::traffic::words::{alias_text, gap_text, reached_text};
use crate::workspace::traffic::change::Change;
use crate::workspace::traffic::service::{Reached, Service, State};

/// The columns of a character and the height of a line, in the units of the drawing.
const CHARACTER: usize = 8;
const LINE: usize = 22;
/// The length of a bar of 100 %.
const BAR: usize = 160;
/// The edge around everything.
const EDGE: usize = 16;
/// The longest line, in characters: what is longer goes on below.
const LONGEST: usize = 140;
/// How many addresses of a host are shown.
const MOST_ADDRESSES: usize = 4;

const STYLE: &str = "\
text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#1f2328;white-space:pre}
.owner{font-weight:bold}.note{fill:#59636e}.lost{fill:#b3202a}
.page{fill:#fff}.bar{fill:#0969da}.was{fill:#8c959f}.gone{fill:#b3202a}
@media(prefers-color-scheme:dark){
text{fill:#f0f6fc}.note{fill:#9198a1}.lost{fill:#ff8a80}
.page{fill:#0d1117}.bar{fill:#4493f8}.was{fill:#656c76}.gone{fill:#ff8a80}}
";

/// A line of the drawing.
struct Line {
    text: String,
    class: &'static str,
    /// Bars from 0 to 1, each with its class: that before a change above the one after it.
    bars: Vec<(f64, &'static str)>,
}

/// Writes the drawing.
pub fn write(out: &mut dyn WriteColor, listing: &Listing<'_>) -> io::Result<()> {
    let mut blocks: Vec<Vec<Line>> = match &listing.changes {
        None => listing.services().iter().map(|service| service_lines(service, listing)).collect(),
        Some(changes) => changes.iter().map(|change| change_lines(change, listing)).collect(),
    };
    let what = match &listing.changes {
        None => plural(blocks.len() as u64, "service"),
        Some(_) => format!("{} before and after a change", plural(blocks.len() as u64, "service")),
    };
    if let Some(gaps) = listing.gaps_line() {
        blocks.insert(0, vec![line(&gaps, "note")]);
    }
    let longest = blocks.iter().flatten().map(|line| line.text.chars().count()).max().unwrap_or(0);
    let width = 2 * EDGE + BAR + EDGE + longest.clamp(30, LONGEST) * CHARACTER;
    let lines: usize = blocks.iter().flatten().map(|line| pieces(&line.text).len()).sum();
    let height = 2 * EDGE + (lines + blocks.len() + 1) * LINE;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"graphics-document\" aria-labelledby=\"title description\" \
         width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">"
    )?;
    writeln!(out, "<title id=\"title\">Who gets the traffic</title>")?;
    writeln!(out, "<desc id=\"description\">{what}: the share of requests of each host, by srvlint</desc>")?;
    writeln!(out, "<style>\n{STYLE}</style>\n<rect class=\"page\" width=\"{width}\" height=\"{height}\"/>")?;
    let mut y = EDGE + LINE;
    for block in &blocks {
        writeln!(out, "<g>")?;
        for line in block {
            write_line(out, line, y)?;
            y += LINE * pieces(&line.text).len();
        }
        writeln!(out, "</g>")?;
        y += LINE;
    }
    writeln!(out, "</svg>")
}

fn write_line(out: &mut dyn WriteColor, line: &Line, y: usize) -> io::Result<()> {
    let thickness = match line.bars.len() {
        0 | 1 => 12,
        count => 12 / count,
    };
    for (number, (share, class)) in line.bars.iter().enumerate() {
        // What is not nothing is seen.
        let length = (share * BAR as f64).round().max(if *share > 0.0 { 1.0 } else { 0.0 });
        let top = y - 12 + number * thickness;
        writeln!(
            out,
            "<rect class=\"{class}\" x=\"{EDGE}\" y=\"{top}\" width=\"{length}\" height=\"{}\"/>",
            thickness - 1
        )?;
    }
    let x = if line.class == "owner" || line.class == "note" { EDGE } else { 2 * EDGE + BAR };
    let class = if line.class.is_empty() { String::new() } else { format!(" class=\"{}\"", line.class) };
    write!(out, "<text x=\"{x}\" y=\"{y}\"{class}>")?;
    for (number, piece) in pieces(&line.text).into_iter().enumerate() {
        match number {
            0 => write!(out, "{}", xml(piece))?,
            _ => write!(out, "<tspan x=\"{}\" dy=\"{LINE}\">{}</tspan>", x + EDGE, xml(piece))?,
        }
    }
    writeln!(out, "</text>")
}

/// A text in pieces that are no longer than a line: put together, they are the text. A line ends behind a blank if one is in
/// its second half, else within a word.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((end, _)) = rest.char_indices().nth(LONGEST) {
        let blank = rest[..end].rfind(' ').map(|blank| blank + 1).filter(|blank| *blank > end / 2);
        let (piece, more) = rest.split_at(blank.unwrap_or(end));
        pieces.push(piece);
        rest = more;
    }
    pieces.push(rest);
    pieces
}

fn line(text: &str, class: &'static str) -> Line {
    Line { text: text.to_owned(), class, bars: Vec::new() }
}

fn service_lines(service: &Service, listing: &Listing<'_>) -> Vec<Line> {
    let mut lines = vec![line(&listing.apart.owner(service), "owner")];
    lines.extend(service.alias.as_ref().map(|alias| line(&alias_text(alias), "note")));
    lines.extend(service.gap.map(|gap| line(&gap_text(gap, listing.sources), "note")));
    match &service.state {
        State::Offered => {}
        State::Absent => {
            lines.push(line(state_text(&service.state), "note"));
            return lines;
        }
        State::NeverServed(why) => {
            lines.push(line(&format!("{}: {}", state_text(&service.state), why_unserved(why)), "note"));
            return lines;
        }
    }
    for (number, tier) in service.tiers.iter().enumerate() {
        if service.tiers.len() > 1 {
            let when = if number > 0 { ", when all of these fail" } else { "" };
            lines.push(line(&format!("priority {}{when}", tier.priority), "note"));
        }
        for entry in &tier.records {
            let reached = reached_text(&entry.target, MOST_ADDRESSES).join(" ");
            let text = format!("{:>7}  {}:{}  {reached}", entry.share.text(), entry.target.name, entry.port);
            let is_lost = entry.target.reached == Reached::None;
            let (class, bar) = if is_lost { ("lost", "gone") } else { ("", "bar") };
            lines.push(Line { bars: vec![(entry.share.value(), bar)], ..line(&text, class) });
        }
    }
    lines
}

fn change_lines(change: &Change<'_>, listing: &Listing<'_>) -> Vec<Line> {
    let mut lines = vec![line(&listing.apart.owner(change.service()), "owner")];
    lines.extend(service_notes(change, listing.sources).iter().map(|note| line(note, "note")));
    for row in host_rows(change).into_iter().filter(|row| !row.is_declaration) {
        let notes = row.notes.join("; ");
        let text = format!("{:>7} → {:>7}  {}:{}  {notes}", row.before, row.after, row.target.name, row.port);
        let bars = vec![(row.shares[0], "was"), (row.shares[1], if row.is_lost { "gone" } else { "bar" })];
        lines.push(Line { bars, ..line(&text, if row.is_lost { "lost" } else { "" }) });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_go_on_below() {
        let long = "ü".repeat(LONGEST);
        for (text, expected) in [
            ("a b".to_owned(), vec!["a b".to_owned()]),
            (long.clone(), vec![long.clone()]),
            (format!("{long}ab c"), vec![long.clone(), "ab c".to_owned()]),
            (
                format!("{} b{long}", &long[2..]),
                vec![format!("{} ", &long[2..]), format!("b{}", &long[2..]), "ü".to_owned()],
            ),
        ] {
            assert_eq!(pieces(&text), expected);
        }
    }
}
