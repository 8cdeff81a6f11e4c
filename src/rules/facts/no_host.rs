//! Why a name is none of a host, and what causes it for several names at once. Does not know which names have to be hosts'.

use std::collections::HashSet;

use hickory_proto::rr::{Name, RecordType};
use unicode_width::UnicodeWidthChar;

use crate::base::printable::printable;
use crate::base::span::Span;
use crate::base::unfilled::holds_mark;
use crate::rules::engine::context::Context;
use crate::rules::engine::draft::Draft;
use crate::rules::facts::lookalike::lookalike;
use crate::rules::facts::null_meant::is_told_of_port;
use crate::rules::facts::target::TargetProblem;
use crate::rules::facts::target_text::{LabelProblem, label_problem};
use crate::syntax::name::NameKey;
use crate::syntax::record_type::type_name;
use crate::zone::NameRef;
use crate::zone::no_host::NoHost;

/// What makes a name, and perhaps others, none of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Where it lies.
    pub place: Place,
    /// The label, escapes resolved.
    pub label: Vec<u8>,
    /// What is wrong with it.
    pub problem: LabelProblem,
}

/// Where a label lies that no host has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the zone's own name.
    Zone,
    /// In an `$ORIGIN`, set here.
    Origin(Span),
    /// In the name itself: the name that begins with it.
    Name(NameKey),
}

/// The place of all names with a template's marks: one cause. No name is wrong for the root.
pub fn marks() -> Place {
    Place::Name(NameKey::root())
}

/// Whether a name, as it is written, has a template's marks.
pub fn is_marked(cx: &Context<'_>, name: &NameRef) -> bool {
    holds_mark(cx.sources.bytes(name.span))
}

/// The label nearest to the root for which a name of the zone, or in it, is none of a host; `None` if it is one.
pub fn cause(cx: &Context<'_>, name: &NameRef) -> Option<Cause> {
    let whole = cx.name(name);
    let labels: Vec<&[u8]> = whole.iter().collect();
    let (origin, place) = cx.zone.origin_of(name);
    let bad = |(_, label): &(usize, &&[u8])| label_problem(label).is_some();
    let (at, label) = labels.iter().enumerate().rfind(bad)?;
    let from_end = labels.len() - at;
    let is_inside = cx.zone.apex.name.zone_of(&whole);
    let place = match place.filter(|_| name.is_relative() && from_end <= origin.name.iter().count()) {
        _ if is_inside && from_end <= cx.zone.apex.name.iter().count() => Place::Zone,
        Some(span) => Place::Origin(span),
        None => Place::Name(NameKey::of(&whole.trim_to(from_end))),
    };
    Some(Cause { place, label: label.to_vec(), problem: label_problem(label)? })
}

/// The causes in the zone's name and in `$ORIGIN`s for which targets of SRV records are reported already.
pub fn told_of_targets(cx: &Context<'_>) -> HashSet<Place> {
    if !cx.options.levels.is_selected("invalid-hostname-target") {
        return HashSet::new();
    }
    let targets = cx.target_problems().filter_map(|(_, srv, problem)| match problem {
        TargetProblem::NoHostname(_) => cause(cx, &srv.target),
        _ => None,
    });
    targets.map(|cause| cause.place).filter(|place| !matches!(place, Place::Name(_))).collect()
}

/// The hosts that are told of where SRV records name them, with the place of their addresses.
pub fn told_hosts(cx: &Context<'_>) -> HashSet<NameKey> {
    let is_told = cx.options.levels.is_selected("invalid-hostname-target");
    let targets = cx.target_problems().filter_map(|(record, srv, problem)| match problem {
        TargetProblem::NoHostname(bad)
            if is_told && !bad.from_origin && !is_told_of_port(cx, record, srv) =>
        {
            Some(srv.target.key)
        }
        _ => None,
    });
    targets.collect()
}

/// The servers of names and of mail that are told of where records name them: their addresses are no mistake of their own.
pub fn told_servers(cx: &Context<'_>) -> HashSet<NameKey> {
    let is_server =
        |no_host: &&NoHost| !no_host.is_owner && matches!(no_host.rtype, RecordType::NS | RecordType::MX);
    let is_told = cx.options.levels.is_selected("invalid-hostname-target");
    let servers = cx.zone.no_hosts.iter().filter(|_| is_told).filter(is_server);
    servers.map(|server| server.name.key).collect()
}

/// What is wrong with a label, in words.
pub fn what(label: &[u8], problem: LabelProblem) -> String {
    if let Some(lookalike) = lookalike(label) {
        return format!("has {}", lookalike.what);
    }
    match problem {
        LabelProblem::Underscore => "has an underscore".into(),
        LabelProblem::NotAscii => "has non-ASCII characters".into(),
        LabelProblem::Dot => "has an escaped dot".into(),
        LabelProblem::LeadingHyphen => "begins with a hyphen".into(),
        LabelProblem::TrailingHyphen => "ends with a hyphen".into(),
        LabelProblem::Wildcard => "is a wildcard".into(),
        LabelProblem::Octet(octet @ 0x21..=0x7e) => format!("has the character `{}`", char::from(octet)),
        LabelProblem::Octet(octet) => format!("has the character `\\{octet:03}`"),
    }
}

/// The label as a host could be called, if that is near.
pub fn as_host(label: &[u8], problem: LabelProblem) -> Option<String> {
    if let Some(lookalike) = lookalike(label) {
        // What looks like a dot separates labels.
        let is_host = |meant: &String| {
            meant.split('.').all(|label| !label.is_empty() && label_problem(label.as_bytes()).is_none())
        };
        return Some(lookalike.meant).filter(is_host);
    }
    let text = printable(label);
    let hosts = text.replace("\\.", ".").replace('_', "-");
    let hosts = hosts.trim_matches('-').to_owned();
    let is_near = matches!(
        problem,
        LabelProblem::Underscore | LabelProblem::LeadingHyphen | LabelProblem::TrailingHyphen
    );
    (is_near && label_problem(hosts.as_bytes()).is_none() && !hosts.is_empty()).then_some(hosts)
}

/// Whether a label that is not ASCII may have an A-label: IDNA has letters, digits and marks alone (RFC 5892), and no symbols.
pub fn may_have_a_label(label: &[u8]) -> bool {
    std::str::from_utf8(label).is_ok_and(|text| {
        text.chars().all(|sign| {
            sign.is_alphanumeric() || sign == '-' || sign.width() == Some(0) && !is_selector(sign)
        })
    })
}

/// A name of a host as it stands in the DNS, with an A-label in place of each label that has other letters than those of ASCII
/// (RFC 5891 section 4.4).
pub fn with_a_labels(text: &str) -> Option<String> {
    let mut others = text.split('.').filter(|label| !label.is_ascii()).peekable();
    others.peek()?;
    let has_letters = others.all(|label| may_have_a_label(label.as_bytes()));
    Name::from_utf8(text).ok().filter(|_| has_letters).map(|name| name.to_ascii())
}

/// Whether a sign only chooses how the one before it is drawn.
fn is_selector(sign: char) -> bool {
    ('\u{fe00}'..='\u{fe0f}').contains(&sign) || sign == '\u{200d}'
}

/// How many other names are labelled.
const MOST_LABELS: usize = 3;

/// Other names that the cause of a finding makes none of a host.
#[derive(Default)]
pub struct Others {
    /// How many there are.
    pub count: usize,
    /// Where some of them are.
    places: Vec<Span>,
}

impl Others {
    /// Counts another one, which stands here.
    pub fn add(&mut self, place: Span) {
        self.count += 1;
        if self.places.len() < MOST_LABELS {
            self.places.push(place);
        }
    }

    /// What to add to a message; `what` they are.
    pub fn words(&self, what: &str) -> String {
        match self.count {
            0 => String::new(),
            1 => format!("; so has another {what}"),
            count => format!("; so have {count} other {what}s"),
        }
    }

    /// Adds their places and their number to a finding.
    pub fn add_to(&self, finding: &mut Draft<'_>) {
        for place in &self.places {
            finding.label(*place, "and here");
        }
        finding.places(1 + self.count);
    }
}

/// What a name in a record is there.
pub fn role(no_host: &NoHost) -> String {
    match no_host.rtype {
        RecordType::NS => "name server".to_owned(),
        RecordType::MX => "mail server".to_owned(),
        RecordType::SOA => "name in the SOA record".to_owned(),
        RecordType::PTR => "PTR target".to_owned(),
        RecordType::SRV => "SRV target".to_owned(),
        other if no_host.is_mailbox => format!("name in an {} record", type_name(other)),
        other => format!("target of an {} record", type_name(other)),
    }
}

/// Adds who refuses such a name.
pub fn add_authority(finding: &mut Draft<'_>, unchecked: Option<&str>) {
    finding.note("RFC 1123 section 2.1: a host name has letters, digits and inner hyphens");
    match unchecked {
        Some(why) => {
            finding
                .severity(crate::base::severity::Severity::Note)
                .note(format!("BIND's default would refuse the whole zone, but {why}"));
        }
        None => {
            finding.note(
                "BIND refuses the whole zone: `check-names primary fail` is named's default, not named-checkzone's",
            );
        }
    }
}
