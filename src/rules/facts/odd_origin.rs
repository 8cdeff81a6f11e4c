//! What is wrong with the name that an `$ORIGIN` sets, as it is written, and which one was meant. Knows no records.

use hickory_proto::rr::Name;

use crate::base::unfilled::{is_marked, is_unfilled};
use crate::rules::facts::lookalike::{lookalike, without_deleted};
use crate::syntax::name::{display_name, is_public_top_level_domain, parse_name};

/// What is wrong with an origin, and what is to be written in its place, if that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddOrigin {
    /// What it has, or is, to stand behind `$ORIGIN`.
    pub what: String,
    /// The origin that was meant, as it is to be written.
    pub meant: Option<String>,
    /// What helps besides.
    pub help: &'static str,
}

/// What is wrong with the `text` of an origin in a zone with this name, if no domain is called so.
pub fn odd_origin(text: &str, apex: &Name) -> Option<OddOrigin> {
    let told = |what: String, meant: Option<String>, help| Some(OddOrigin { what, meant, help });
    if text == "@" || text.contains('\\') {
        return None;
    }
    if text.split('.').any(|label| label == "@") {
        let kept: Vec<&str> = text.split('.').filter(|label| *label != "@").collect();
        let what = "has `@` inside its name, which means the origin only alone".to_owned();
        return told(what, Some(kept.join(".")), "");
    }
    // The words of one with blanks in it are another argument.
    if text.contains('<') || text.split('.').any(is_marked) || is_unfilled(text.as_bytes()) {
        return told(
            "stands for a name that is not filled in".to_owned(),
            None,
            "write the name in its place",
        );
    }
    if let Some((what, left)) = without_deleted(text) {
        return told(
            format!("has {what}"),
            Some(dotted(&left, apex)).filter(|left| !left.is_empty()),
            WRITE_NAME,
        );
    }
    if let Some(found) = text.split('.').find_map(|label| lookalike(label.as_bytes())) {
        let meant = |label| lookalike(str::as_bytes(label)).map_or(label.to_owned(), |found| found.meant);
        let meant: Vec<String> = text.split('.').map(meant).collect();
        return told(format!("has {}", found.what), Some(dotted(&meant.join("."), apex)), WRITE_NAME);
    }
    if let Some((_, behind)) = text.split_once("://") {
        let host = behind.split(['/', ':']).next().filter(|host| host.contains('.'));
        return told("is a URL".to_owned(), host.map(|host| dotted(host, apex)), WRITE_NAME);
    }
    if text.split('.').any(|label| label == "*") {
        let help = "write the records at each name that the service is for: no wildcard stands for the end of a name";
        let what =
            "has `*`, which is a wildcard as the first label of an owner alone (RFC 4592 section 2.1.1)";
        return told(what.to_owned(), None, help);
    }
    // Networks smaller than 256 addresses have names such as `0/25` (RFC 2317).
    let is_of_network = apex.iter().next_back().is_some_and(|top| top.eq_ignore_ascii_case(b"arpa"));
    let is_of_network = is_of_network || text.trim_end_matches('.').ends_with("arpa");
    let letter = text.chars().find(|letter| is_odd(*letter)).filter(|_| !is_of_network)?;
    let edged = text.trim_matches(is_odd);
    let meant = match edged.contains(is_odd) {
        true => Some(edged.replace(is_odd, ".")).filter(|name| own(name, apex).is_some()),
        false => Some(edged.to_owned()).filter(|name| !name.is_empty()),
    };
    let meant = meant.map(|meant| dotted(&meant, apex));
    told(format!("has the character `{letter}`, which no domain's name has"), meant, WRITE_NAME)
}

/// What helps where no name was meant for certain.
const WRITE_NAME: &str = "write the name of a domain";

fn is_odd(letter: char) -> bool {
    letter.is_ascii_punctuation() && !"-_.*@\\".contains(letter)
}

/// A name of the zone, absolute, that a text without its final dot or with it is.
fn own(text: &str, apex: &Name) -> Option<Name> {
    let name = parse_name(text.as_bytes(), &Name::root()).ok()?;
    (!apex.is_root() && apex.zone_of(&name)).then_some(name)
}

/// A text with its final dot where it ends in the zone's name.
fn dotted(text: &str, apex: &Name) -> String {
    let is_own = !text.ends_with('.') && own(text, apex).is_some();
    if is_own { format!("{text}.") } else { text.to_owned() }
}

/// The origin in the zone that was meant by one outside it, and what is wrong with that if no domain is called so.
pub fn inside(text: &[u8], apex: &Name) -> (Option<String>, Option<String>) {
    let Ok(text) = std::str::from_utf8(text) else { return (None, None) };
    match odd_origin(text, apex) {
        Some(OddOrigin { meant: Some(meant), what, .. }) if own(&meant, apex).is_some() => {
            (Some(meant), Some(what))
        }
        Some(OddOrigin { what, .. }) => (None, Some(what)),
        None => (meant_inside(text, apex), None),
    }
}

/// The origin in the zone that was meant by an absolute one outside it: it ends in the first labels of the zone's name, is a label of services alone, or
/// has another sign in the place of a dot.
fn meant_inside(text: &str, apex: &Name) -> Option<String> {
    let bare = text.strip_suffix('.').filter(|bare| !bare.is_empty() && !text.contains('\\'))?;
    if apex.is_root() {
        return None;
    }
    let (labels, own_labels): (Vec<&str>, Vec<&[u8]>) = (bare.split('.').collect(), apex.iter().collect());
    let is_same = |(label, own): (&&str, &&[u8])| label.as_bytes().eq_ignore_ascii_case(own);
    let ends_in = |count: &usize| {
        labels.len() >= *count
            && labels[labels.len() - count..].iter().zip(&own_labels[..*count]).all(is_same)
    };
    let begun = (1..own_labels.len())
        .rev()
        .find(ends_in)
        .filter(|_| !is_public_top_level_domain(labels[labels.len() - 1].as_bytes()));
    let is_of_service = labels.len() == 1 && bare.starts_with('_');
    if let Some(count) = begun.or_else(|| is_of_service.then_some(0)) {
        let rest = display_name(&apex.trim_to(own_labels.len() - count));
        return Some(format!("{bare}.{rest}"));
    }
    let with_dots = text.replace('_', ".");
    own(&with_dots, apex).filter(|_| with_dots != text).map(|_| with_dots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apex() -> Name {
        parse_name(b"example.com.", &Name::root()).expect("a name")
    }

    #[test]
    fn origins_that_no_domain_has_are_told_with_what_was_meant() {
        for (text, what, meant) in [
            ("lab.example.com.\u{a0}", "has a no-break space (U+00A0)", Some("lab.example.com.")),
            (
                "\u{200b}lab.example.com.",
                "has a zero-width space (U+200B), which is not seen",
                Some("lab.example.com."),
            ),
            (
                "lab.example.com.,",
                "has the character `,`, which no domain's name has",
                Some("lab.example.com."),
            ),
            (
                "lab.example.com,",
                "has the character `,`, which no domain's name has",
                Some("lab.example.com."),
            ),
            (
                "lab.example.com:",
                "has the character `:`, which no domain's name has",
                Some("lab.example.com."),
            ),
            (
                "lab.example,com.",
                "has the character `,`, which no domain's name has",
                Some("lab.example.com."),
            ),
            ("lab/", "has the character `/`, which no domain's name has", Some("lab")),
            ("a/b", "has the character `/`, which no domain's name has", None),
            ("http://lab.example.com.", "is a URL", Some("lab.example.com.")),
            ("{{zone}}", "stands for a name that is not filled in", None),
            ("<domain>.", "stands for a name that is not filled in", None),
            (
                "l\u{430}b.example.com.",
                "has a Cyrillic letter (U+0430) that looks like `a`",
                Some("lab.example.com."),
            ),
            ("play.@", "has `@` inside its name, which means the origin only alone", Some("play")),
        ] {
            let found = odd_origin(text, &apex()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((&*found.what, found.meant.as_deref()), (what, meant), "{text}");
        }
        assert!(odd_origin("*.example.com.", &apex()).is_some_and(|found| found.meant.is_none()));
        for text in
            ["@", "lab", "lab.example.com.", "_tcp.example.com.", "b\u{fc}cher.example.com.", "a\\,b", "."]
        {
            assert_eq!(odd_origin(text, &apex()), None, "{text}");
        }
        let network = parse_name(b"2.0.192.in-addr.arpa.", &Name::root()).expect("a name");
        assert_eq!(odd_origin("0/25", &network), None);
    }

    #[test]
    fn origins_outside_the_zone_are_told_with_one_in_it() {
        for (text, meant) in [
            ("lab.example.", Some("lab.example.com.")),
            ("_tcp.example.", Some("_tcp.example.com.")),
            ("_tcp.", Some("_tcp.example.com.")),
            ("lab_example.com.", Some("lab.example.com.")),
            ("lab.example,com.", Some("lab.example.com.")),
            ("lab.", None),
            ("lab.example.org.", None),
            ("lab.example", None),
            (".", None),
        ] {
            assert_eq!(inside(text.as_bytes(), &apex()).0.as_deref(), meant, "{text}");
        }
        let other = parse_name(b"de.example.", &Name::root()).expect("a name");
        assert_eq!(inside(b"lab.de.", &other), (None, None));
    }
}
