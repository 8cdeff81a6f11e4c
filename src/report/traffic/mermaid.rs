//! Services as a Mermaid flow chart: arrows from each service to its hosts. Names come from strangers: labels are quoted, and
//! no sign in them has a meaning.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::span::SourceId;
use crate::report::summary::plural;
use crate::report::traffic::changes::host_rows;
use crate::report::traffic::listing::Listing;
use crate::report::traffic::words::alias_text;
use crate::workspace::traffic::service::{Reached, Service, State, Target};

/// The most arrows, and the most octets: Mermaid draws no more than 500 arrows, and reads 50,000 characters.
const MOST_ARROWS: usize = 400;
const MOST_OCTETS: usize = 45_000;
/// The longest label, in characters.
const LONGEST_LABEL: usize = 120;
/// How many addresses of a host are shown.
const MOST_ADDRESSES: usize = 2;

/// A flow chart.
#[derive(Debug)]
pub struct Drawing {
    /// Its text.
    pub text: String,
    /// How many hosts it has.
    pub hosts: usize,
    /// Whether every service that was asked for is in it.
    pub is_whole: bool,
}

/// Writes the flow chart.
pub fn write(out: &mut dyn WriteColor, listing: &Listing<'_>) -> io::Result<()> {
    write!(out, "{}", drawing(listing).text)
}

/// The flow chart of what is shown.
pub fn drawing(listing: &Listing<'_>) -> Drawing {
    let mut chart =
        Chart { text: "flowchart LR\n".to_owned(), hosts: HashMap::new(), arrows: 0, services: 0 };
    let mut left_out = 0;
    match &listing.changes {
        None => {
            for service in listing.services() {
                left_out += usize::from(!chart.add(|chart| chart.service(service, listing)));
            }
        }
        Some(changes) => {
            for change in changes {
                let draw = |chart: &mut Chart| {
                    let has_gap = change.gaps().iter().any(Option::is_some);
                    let from = chart.node_of_service(change.service(), has_gap, listing);
                    for row in host_rows(change).into_iter().filter(|row| !row.is_declaration) {
                        let arrow = match (row.is_lost, row.is_new) {
                            (true, _) => "-.->",
                            (false, true) => "==>",
                            (false, false) => "-->",
                        };
                        chart.arrow(
                            &from,
                            arrow,
                            &format!("{} → {}", row.before, row.after),
                            row.target,
                            row.port,
                            change.service().source,
                        );
                    }
                };
                left_out += usize::from(!chart.add(draw));
            }
        }
    }
    if let Some(gaps) = listing.gaps_line() {
        chart.text.push_str(&format!("  unread[\"{}\"]\n", label(&gaps)));
    }
    if left_out > 0 {
        chart.text.push_str(&format!("  more[\"and {}\"]\n", plural(left_out as u64, "more service")));
    }
    Drawing { hosts: chart.hosts.len(), is_whole: left_out == 0, text: chart.text }
}

/// A host as it is drawn: its name in lower case, and its addresses, which may be others in another view or file. A name
/// that is not absolute is the file's own.
type Host = (String, Vec<IpAddr>, Option<SourceId>);

/// A flow chart in the making.
#[derive(Clone)]
struct Chart {
    text: String,
    /// The number of each host.
    hosts: HashMap<Host, usize>,
    arrows: usize,
    services: usize,
}

impl Chart {
    /// Draws something, unless the chart gets too large by it.
    fn add(&mut self, draw: impl FnOnce(&mut Chart)) -> bool {
        if self.arrows >= MOST_ARROWS || self.text.len() >= MOST_OCTETS {
            return false;
        }
        let (length, hosts, arrows, services) =
            (self.text.len(), self.hosts.len(), self.arrows, self.services);
        draw(self);
        let fits = self.arrows <= MOST_ARROWS && self.text.len() <= MOST_OCTETS;
        if !fits {
            self.text.truncate(length);
            self.hosts.retain(|_, number| *number < hosts);
            (self.arrows, self.services) = (arrows, services);
        }
        fits
    }

    fn service(&mut self, service: &Service, listing: &Listing<'_>) {
        let from = self.node_of_service(service, service.gap.is_some(), listing);
        if service.state != State::Offered {
            return;
        }
        for (number, tier) in service.tiers.iter().enumerate() {
            for entry in &tier.records {
                let priority =
                    if number > 0 { format!(", priority {}", tier.priority) } else { String::new() };
                let arrow = match (entry.target.reached, number) {
                    (Reached::None, _) | (_, 1..) => "-.->",
                    _ => "-->",
                };
                let label = format!("{}{priority}", entry.share.text());
                self.arrow(&from, arrow, &label, &entry.target, entry.port, service.source);
            }
        }
    }

    fn node_of_service(&mut self, service: &Service, has_gap: bool, listing: &Listing<'_>) -> String {
        let name = format!("s{}", self.services);
        self.services += 1;
        let state = match service.state {
            State::Offered => "",
            State::Absent => " (declared absent)",
            State::NeverServed(_) => " (never served)",
        };
        let alias =
            service.alias.as_ref().map_or_else(String::new, |alias| format!(" ({})", alias_text(alias)));
        let gap = if has_gap { " (not known in full)" } else { "" };
        self.text.push_str(&format!(
            "  {name}[\"{}\"]\n",
            label(&format!("{}{alias}{state}{gap}", listing.apart.owner(service)))
        ));
        name
    }

    fn arrow(&mut self, from: &str, arrow: &str, text: &str, target: &Target, port: u16, source: SourceId) {
        let next = self.hosts.len();
        let source = (!target.name.ends_with('.')).then_some(source);
        let host = (target.name.to_ascii_lowercase(), target.addresses.to_vec(), source);
        let number = *self.hosts.entry(host).or_insert(next);
        if number == next {
            let addresses: Vec<String> = match target.reached {
                Reached::None if target.is_null() => vec!["no host".to_owned()],
                Reached::None => vec!["no address".to_owned()],
                _ => target.addresses.iter().take(MOST_ADDRESSES).map(ToString::to_string).collect(),
            };
            let shown = label(format!("{} {}", target.name, addresses.join(" ")).trim_end());
            self.text.push_str(&format!("  h{number}([\"{shown}\"])\n"));
        }
        self.arrows += 1;
        self.text.push_str(&format!("  {from} {arrow}|\"{} : {port}\"| h{number}\n", label(text)));
    }
}

/// Text for a quoted label: every sign that could have a meaning as its number.
fn label(text: &str) -> String {
    let mut shown = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST_LABEL {
            shown.push('…');
            break;
        }
        match character {
            'a'..='z'
            | 'A'..='Z'
            | '0'..='9'
            | ' '
            | '.'
            | '-'
            | '_'
            | ':'
            | ','
            | '%'
            | '→'
            | '–'
            | '('
            | ')' => {
                shown.push(character);
            }
            control if control.is_control() => shown.push('\u{fffd}'),
            other => shown.push_str(&format!("#{};", u32::from(other))),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn no_sign_of_a_name_has_a_meaning() {
        assert_eq!(label("a\"]; click `x`<b>#1"), "a#34;#93;#59; click #96;x#96;#60;b#62;#35;1");
        assert_eq!(label(&"x".repeat(500)).chars().count(), 121);
    }
}
