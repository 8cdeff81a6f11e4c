//! A rule's page for people: its Markdown in lines of a width, without what is there for tests.

use std::io;

use codespan_reporting::term::termcolor::WriteColor;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::base::severity::Severity;
use crate::report::manual::prose::{Look, Prose};
use crate::report::manual::table::write_table;
use crate::report::paint::{Ink, write_bold, write_in};
use crate::rules::{Published, Rule};

/// Writes a rule's name and what it is in short, then its page, in lines of at most `width` columns.
pub fn write_page(
    out: &mut dyn WriteColor,
    rule: &Rule,
    published: &Published,
    width: usize,
) -> io::Result<()> {
    let page = rule.page();
    write_bold(out, rule.name)?;
    write!(out, " (")?;
    write_in(out, Ink::of(page.severity), true, page.severity.name())?;
    writeln!(out, "{})", if page.on_by_default { "" } else { ", off by default" })?;
    let (fix, authority) = (page.fix, page.authority);
    let lines = [page.summary.to_owned(), format!("authority: {authority}"), format!("fix: {fix}")];
    for line in lines.into_iter().chain(published.page(rule.name).map(|page| format!("see {page}"))) {
        let mut prose = Prose::default();
        prose.push(&line, Look::Plain);
        write_lines(out, &prose, "", "", width)?;
    }
    writeln!(out)?;
    let mut writer = Writer::new(out, width);
    Parser::new_ext(page.text, Options::ENABLE_TABLES).try_for_each(|event| writer.add(event))
}

/// Writes a text that begins with `first`; its other lines begin with `rest`, which is as wide.
fn write_lines(
    out: &mut dyn WriteColor,
    prose: &Prose,
    first: &str,
    rest: &str,
    width: usize,
) -> io::Result<()> {
    for (number, line) in prose.lines(width.saturating_sub(rest.len())).iter().enumerate() {
        write!(out, "{}", if number == 0 { first } else { rest })?;
        line.write(out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// What stands before examples, and between a margin and a table.
const INDENT: usize = 4;

/// Writes the blocks of a page as they end.
struct Writer<'a> {
    out: &'a mut dyn WriteColor,
    width: usize,
    /// The text of the block that is open.
    text: Prose,
    looks: Vec<Look>,
    /// The numbers of the open lists' next items; `None` where they have none.
    lists: Vec<Option<u64>>,
    /// What stands before the first line of an item.
    bullet: String,
    /// The example that is open: whether it is a zone, and its text.
    example: Option<(bool, String)>,
    rows: Vec<Vec<Prose>>,
    link: String,
    /// Where the links of the open table lead.
    addresses: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(out: &'a mut dyn WriteColor, width: usize) -> Self {
        Self {
            out,
            width,
            text: Prose::default(),
            looks: Vec::new(),
            lists: Vec::new(),
            bullet: String::new(),
            example: None,
            rows: Vec::new(),
            link: String::new(),
            addresses: Vec::new(),
        }
    }

    fn add(&mut self, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Start(tag) => return self.start(tag),
            Event::End(tag) => return self.end(tag),
            Event::Text(text) => match &mut self.example {
                Some((_, example)) => example.push_str(&text),
                None => self.text.push(&text, self.looks.last().copied().unwrap_or(Look::Plain)),
            },
            Event::Code(text) => self.text.push(&format!("`{text}`"), Look::Code),
            Event::SoftBreak | Event::HardBreak => self.text.push(" ", Look::Plain),
            // Comments, which mark places for tests, and what these pages do not have.
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: Tag<'_>) -> io::Result<()> {
        match tag {
            Tag::Heading { .. } | Tag::Strong | Tag::Emphasis => self.looks.push(Look::Strong),
            Tag::List(first) => {
                // The text of an item ends where a list in it begins.
                self.end_text()?;
                self.lists.push(first);
            }
            Tag::Item => {
                self.bullet = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
            }
            Tag::CodeBlock(kind) => {
                let is_zone = matches!(kind, CodeBlockKind::Fenced(info) if info.starts_with("zone"));
                self.example = Some((is_zone, String::new()));
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            Tag::Link { dest_url, .. } => self.link = dest_url.to_string(),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) -> io::Result<()> {
        match tag {
            TagEnd::Heading(level) => {
                self.looks.pop();
                let title = std::mem::take(&mut self.text);
                write_lines(self.out, &title, "", "", self.width)?;
                let line = if level == HeadingLevel::H1 { "═" } else { "─" };
                write_in(self.out, Ink::Frame, false, &line.repeat(title.width().min(self.width)))?;
                writeln!(self.out, "\n")?;
            }
            TagEnd::Strong | TagEnd::Emphasis => _ = self.looks.pop(),
            TagEnd::Paragraph => {
                self.end_text()?;
                if self.lists.is_empty() {
                    writeln!(self.out)?;
                }
            }
            TagEnd::Item => self.end_text()?,
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    writeln!(self.out)?;
                }
            }
            TagEnd::CodeBlock => self.end_example()?,
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                self.rows.last_mut().expect("a cell stands in a row").push(cell);
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                write_table(self.out, &rows, INDENT, self.width)?;
                for address in std::mem::take(&mut self.addresses) {
                    writeln!(self.out, "{}{address}", " ".repeat(INDENT))?;
                }
                writeln!(self.out)?;
            }
            // Links between pages lead nowhere here.
            TagEnd::Link if self.link.starts_with("https://") => self.end_link(),
            _ => {}
        }
        Ok(())
    }

    /// Adds the address behind the words that lead there; those of a table stand below it.
    fn end_link(&mut self) {
        let address = std::mem::take(&mut self.link);
        match self.rows.is_empty() {
            true => self.text.push(&format!(" ({address})"), Look::Plain),
            false if self.addresses.contains(&address) => {}
            false => self.addresses.push(address),
        }
    }

    /// Writes the text of a paragraph or an item.
    fn end_text(&mut self) -> io::Result<()> {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return Ok(());
        }
        let margin = "  ".repeat(self.lists.len());
        let bullet = std::mem::take(&mut self.bullet);
        let rest = match self.lists.is_empty() {
            true => String::new(),
            false => format!("{margin}  "),
        };
        let first = if bullet.is_empty() { rest.clone() } else { format!("{margin}{bullet}") };
        write_lines(self.out, &text, &first, &rest, self.width)
    }

    /// Writes an example. What a zone's line ends in for the tests is shown as an arrow.
    fn end_example(&mut self) -> io::Result<()> {
        let Some((is_zone, text)) = self.example.take() else { return Ok(()) };
        for line in text.lines() {
            write!(self.out, "{}", " ".repeat(if line.is_empty() { 0 } else { INDENT }))?;
            let mark =
                [Severity::Error, Severity::Warning, Severity::Note].into_iter().find_map(|severity| {
                    Some((line.strip_suffix(severity.name())?.strip_suffix("; ")?, severity))
                });
            let (line, severity) =
                mark.map_or((line, None), |(line, severity)| (line.trim_end(), Some(severity)));
            write!(self.out, "{line}")?;
            // Elsewhere the line is quoted in what srvlint says of it.
            if let Some(severity) = severity.filter(|_| is_zone) {
                write_in(self.out, Ink::of(severity), true, &format!("  ← {}", severity.name()))?;
            }
            writeln!(self.out)?;
        }
        writeln!(self.out)
    }
}
