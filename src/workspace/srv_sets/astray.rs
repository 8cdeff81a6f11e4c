//! Whether an absolute target outside its zone may be a host of the zone, written wrongly. Found out from its text, while that
//! is at hand. Does not know which names exist.

use crate::base::spelling::{are_counted, is_one_mistake, is_swap, replaced};
use crate::syntax::name::display_name;
use crate::zone::Zone;

/// Domains shorter than this, but for their top-level domain, have neighbours that are other people's.
const SHORTEST_DOMAIN: usize = 4;

/// What targets outside a zone are compared with.
pub struct Neighbourhood {
    /// The zone's name in lower case, without the final dot; empty if it is unknown.
    apex: String,
    /// That name less one of its dots, in each way, behind a dot.
    apex_less_dot: Vec<String>,
    /// That name with a part of itself behind it, in each way: what is behind it, with the dot before.
    behind_apex: Vec<String>,
}

impl Neighbourhood {
    /// That of a zone.
    pub fn of(zone: &Zone) -> Self {
        let mut apex = if zone.is_named() { display_name(&zone.apex.name) } else { String::new() };
        apex.make_ascii_lowercase();
        apex.truncate(apex.len().saturating_sub(1));
        Neighbourhood::of_name(apex)
    }

    fn of_name(apex: String) -> Self {
        let less = |(at, _): (usize, &str)| format!(".{}{}", &apex[..at], &apex[at + 1..]);
        let apex_less_dot = apex.match_indices('.').map(less).collect();
        let dots = apex.match_indices('.');
        let behind_apex = dots.flat_map(|(at, _)| [format!(".{}", &apex[..at]), apex[at..].to_owned()]);
        let behind_apex = behind_apex.collect();
        Neighbourhood { apex, apex_less_dot, behind_apex }
    }

    /// A name, without its final dot, without a part of the zone's name that stands behind that, if one does.
    pub fn without_end_behind<'t>(&self, text: &'t str) -> Option<&'t str> {
        let is_whole = |name: &&str| {
            without_end(name, &self.apex).is_some_and(|before| before.ends_with('.') && before.len() > 1)
        };
        self.behind_apex.iter().filter_map(|end| without_end(text, end)).find(is_whole)
    }

    /// Whether a name, without its final dot, lacks a dot in or before the zone's name.
    fn lacks_inner_dot(&self, text: &str) -> bool {
        let ends = |end: &str| {
            let at = text.len().checked_sub(end.len()).filter(|at| *at > 0 && text.is_char_boundary(*at));
            at.is_some_and(|at| text[at..].eq_ignore_ascii_case(end))
        };
        ends(&self.apex) && !text[..text.len() - self.apex.len()].ends_with('.')
            || self.apex_less_dot.iter().any(|end| ends(end))
    }

    /// A name, without its final dot, with the dot that it lacks in or before the zone's name.
    pub fn with_inner_dot(&self, text: &str) -> Option<String> {
        if !self.lacks_inner_dot(text) {
            return None;
        }
        let lower = text.to_ascii_lowercase();
        let before = self.apex_less_dot.iter().find_map(|end| lower.strip_suffix(end.as_str()));
        let before = before.or_else(|| lower.strip_suffix(self.apex.as_str()))?;
        Some(format!("{before}.{}.", self.apex))
    }

    /// Whether a target, which is absolute and outside the zone, may mean a host of the zone: it has one label; it is cut short,
    /// or has a dot too many at its end; or the zone's name is misspelt in it, or a dot is missing.
    pub fn may_be_meant(&self, target: &[u8]) -> bool {
        let Some(text) = target.strip_suffix(b".").and_then(|text| std::str::from_utf8(text).ok()) else {
            return false;
        };
        if text.contains('\\') {
            return false;
        }
        let Some((before, last)) = text.rsplit_once('.') else { return !text.is_empty() };
        if !is_top_level(last) && (no_domain(last).is_some() || misspelt_top_level(last).is_some()) {
            return true;
        }
        if !self.apex.is_empty() && domain_of_manual(text).is_some() && domain_of_manual(&self.apex).is_none()
        {
            return true;
        }
        let has_two_labels = !before.contains('.');
        if self.apex.is_empty() {
            return has_two_labels && last.eq_ignore_ascii_case("local");
        }
        let mut own = self.apex.rsplit('.').skip(1);
        own.any(|label| label.eq_ignore_ascii_case(last))
            || has_two_labels && !is_top_level(last)
            || self.lacks_inner_dot(text)
            || self.without_end_behind(text).is_some()
            || misspelt_domain(text, &self.apex).is_some()
    }
}

/// A text without an end, in whatever case.
fn without_end<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(end.len()).filter(|at| text.is_char_boundary(*at))?;
    text[at..].eq_ignore_ascii_case(end).then_some(&text[..at])
}

/// Names at the top that no name server ever has, with who says so. Some clients do have a way to those below `onion.`.
const NO_DOMAINS: [(&str, &str); 2] = [
    ("invalid", "RFC 6761 section 6.4: no name below `invalid.` exists"),
    ("alt", "RFC 9476 section 2: no name server has names below `alt.`"),
];

/// Who says that no name server has names below this label.
pub fn no_domain(label: &str) -> Option<&'static str> {
    NO_DOMAINS.iter().find(|(name, _)| label.eq_ignore_ascii_case(name)).map(|(_, authority)| *authority)
}

/// Second-level names that manuals write for the domain of their reader.
const FILL_INS: [&str; 6] =
    ["yourdomain", "your-domain", "mydomain", "yourcompany", "your-company", "yourserver"];

/// The domain in which a name lies, both without the final dot, that manuals write for the domain of their reader: RFC 2606
/// reserves some.
pub fn domain_of_manual(name: &str) -> Option<&str> {
    let (before, top) = name.rsplit_once('.')?;
    if top.eq_ignore_ascii_case("example") {
        return Some(top);
    }
    let second = before.rsplit('.').next()?;
    let is_old = ["com", "net", "org"].iter().any(|old| top.eq_ignore_ascii_case(old));
    let is_reserved = is_old && second.eq_ignore_ascii_case("example");
    let is_fill_in =
        FILL_INS.iter().any(|word| second.eq_ignore_ascii_case(word)) || top.eq_ignore_ascii_case("tld");
    // What is called so in other top-level domains may be there.
    let is_domain = (is_old || top.eq_ignore_ascii_case("tld")) && second.eq_ignore_ascii_case("domain");
    (is_reserved || is_fill_in || is_domain).then(|| &name[name.len() - second.len() - 1 - top.len()..])
}

/// The top-level domain that a label, which is none, misspells: one of the oldest, which most names lie in. Another first letter
/// makes another word.
pub fn misspelt_top_level(label: &str) -> Option<&'static str> {
    let label = label.to_ascii_lowercase();
    let is_meant = |known: &&str| {
        let is_swapped = label.as_bytes().get(1) == known.as_bytes().first();
        is_one_mistake(&label, known) && (label.as_bytes().first() == known.as_bytes().first() || is_swapped)
    };
    (label.len() >= 3).then(|| ["com", "net", "org"].into_iter().find(is_meant)).flatten()
}

/// Whether a label is a top-level domain of the public DNS.
pub fn is_top_level(label: &str) -> bool {
    tld::exist(&label.to_ascii_lowercase())
}

fn digits(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_digit)
}

/// What of a name, without its final dot, is `apex` but for one typing mistake.
pub fn misspelt_domain<'t>(name: &'t str, apex: &str) -> Option<&'t str> {
    // One name under several top-level domains, or numbered ones, are several domains. What is cheap to see comes first:
    // nearly every target of another domain gets no further.
    let is_long = apex.split('.').next().is_some_and(|label| label.len() >= SHORTEST_DOMAIN);
    let labels = apex.split('.').count();
    let (start, _) = name.rmatch_indices('.').nth(labels - 1).map_or((0, ""), |(dot, text)| (dot + 1, text));
    let domain = &name[start..];
    if labels < 2 || !is_long || domain.len().abs_diff(apex.len()) > 1 || domain.split('.').count() != labels
    {
        return None;
    }
    let lower = domain.to_ascii_lowercase();
    if !digits(domain).eq(digits(apex)) {
        return has_digit_for_letter(&lower, apex).then_some(domain);
    }
    let top = |name: &str| name.rsplit_once('.').map_or(String::new(), |(_, top)| top.to_owned());
    // `co` is a slip of the hand for `com` more often than another domain of that name; `se` is none for `de`.
    let (own, meant) = (top(&lower), top(apex));
    let is_other = own != meant && is_top_level(&own) && own.len() >= meant.len();
    let is_meant = !is_other && is_one_mistake(&lower, apex) && !are_siblings(&lower, apex);
    is_meant.then_some(domain)
}

/// Whether one text is another but for a digit in place of the letter that it looks like.
fn has_digit_for_letter(one: &str, other: &str) -> bool {
    replaced(one, other).is_some_and(|(_, pair)| matches!(pair, [b'0', b'o'] | [b'1', b'i' | b'l']))
}

/// Whether two domains of as many labels are of sites or clusters that are called alike: they differ in a letter that counts, or
/// below a domain of two labels in the first or last letter of one label; or their names are those of others.
fn are_siblings(one: &str, other: &str) -> bool {
    let mut pairs = one.split('.').zip(other.split('.')).enumerate().filter(|(_, (one, other))| one != other);
    let (Some((number, (first, second))), None) = (pairs.next(), pairs.next()) else { return false };
    let (is_below, is_top) = (number + 2 < one.split('.').count(), number + 1 == one.split('.').count());
    let at_an_end = || replaced(first, second).is_some_and(|(at, _)| at == 0 || at + 1 == first.len());
    are_counted(first, second)
        || are_hyphened_alike(first, second)
        || is_below && at_an_end()
        || !is_top && are_others(first, second)
}

/// Whether two labels are names of their own although one letter tells them apart: one is the other's plural, or they are short,
/// and no two letters are swapped.
fn are_others(one: &str, other: &str) -> bool {
    let is_plural = one.strip_suffix('s') == Some(other) || other.strip_suffix('s') == Some(one);
    is_plural || one.len().min(other.len()) < SHORTEST_LABEL && !is_swap(one, other)
}

/// Whether two labels are one name with and without hyphens, as a firm has both: `acme-corp` and `acmecorp`.
fn are_hyphened_alike(one: &str, other: &str) -> bool {
    let is_doubled = one.contains("--") || other.contains("--");
    one.len() != other.len() && !is_doubled && one.replace('-', "") == other.replace('-', "")
}

/// How many domains of targets outside a zone are compared with each other.
pub const MOST_DOMAINS: usize = 16;
/// How many targets a misspelt domain has at most.
pub const MOST_MISSPELT: usize = 3;
/// Shorter labels are one letter away from others that are meant.
const SHORTEST_LABEL: usize = 5;

/// Whether two domains are the same but for one typing mistake in a label, top-level domains aside: letters swapped, one
/// missing or too many, or another inside. Labels that differ in a digit, or in the letter at an end, are different names
/// more often: `lab1` and `lab2`, `cloud` and `clouds`, `site-a` and `site-b`. Both are in lower case, without the final dot.
pub fn are_one_but_misspelt(one: &str, other: &str) -> bool {
    // Of nearly all this tells. What differs in one label alone is one mistake there, too.
    if one.len().abs_diff(other.len()) > 1 || !is_one_mistake(one, other) {
        return false;
    }
    let labels = one.split('.').count();
    if labels != other.split('.').count() {
        return false;
    }
    let mut pairs = one.split('.').zip(other.split('.')).take(labels - 1).filter(|(one, other)| one != other);
    let (Some((first, second)), None) = (pairs.next(), pairs.next()) else { return false };
    let ends = |label: &str| (label.bytes().next(), label.bytes().next_back());
    let parts =
        |label: &str| label.split('-').filter(|part| part.len() == 1).map(str::to_owned).collect::<Vec<_>>();
    one.rsplit('.').next() == other.rsplit('.').next()
        && first.len().min(second.len()) >= SHORTEST_LABEL
        && !are_hyphened_alike(first, second)
        && digits(first).eq(digits(second))
        && ends(first) == ends(second)
        && parts(first) == parts(second)
}

/// The first label of an absolute target and the domain behind it, in lower case, without the final dot.
pub fn host_and_domain(target: &[u8]) -> Option<(String, String)> {
    let (host, domain) = host_and_domain_of(target)?;
    Some((host.to_ascii_lowercase(), domain.to_ascii_lowercase()))
}

/// The same as they are written.
pub fn host_and_domain_of(target: &[u8]) -> Option<(&str, &str)> {
    let text = target.strip_suffix(b".").filter(|text| memchr::memchr(b'\\', text).is_none())?;
    std::str::from_utf8(text).ok()?.split_once('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_meant_for_a_host_of_the_zone() {
        let here = Neighbourhood::of_name("example.com".to_owned());
        for (target, expected) in [
            ("mail.", true),
            ("mail.floor.", true),
            ("mail.example.", true),
            ("a.mail.example.", true),
            ("mail.exampel.com.", true),
            ("exampel.com.", true),
            ("mail.EXMPLE.com.", true),
            ("mail.example.cmo.", true),
            ("mail.example.co.", true),
            ("mailexample.com.", true),
            ("mail.Examplecom.", true),
            ("examplecom.net.", false),
            ("mail.example.net.", false),
            ("mail.example2.com.", false),
            ("mail.examp1e.com.", true),
            ("mail.example.com.com.", true),
            ("mail.example.com.EXAMPLE.", true),
            ("mail.example.com.net.", false),
            ("example.net.", false),
            ("mail.corp.internal.", false),
            ("mail.fxample.com.", true),
            ("mail", false),
            (".", false),
        ] {
            assert_eq!(here.may_be_meant(target.as_bytes()), expected, "{target}");
        }
        for (apex, target, expected) in [
            ("us-east-1a.example.com", "ldap.us-east-1b.example.com.", false),
            ("cluster-a.net", "ldap.cluster-b.net.", false),
            ("emea.example.com", "ldap.amea.example.com.", false),
            ("london.example.com", "ldap.lodnon.example.com.", true),
            ("london.example.com", "ldap.london.exampld.com.", true),
            ("server.net", "mail.servers.net.", false),
            ("servers.net", "mail.server.net.", false),
            ("acme.com", "mail.acne.com.", false),
            ("acme.com", "mail.amce.com.", true),
            ("acme.com", "mail.acme.co.", true),
            ("acme-corp.de", "mail.acmecorp.de.", false),
            ("acmecorp.de", "mail.acme-corp.de.", false),
            ("acme-corp.de", "mail.acme--corp.de.", true),
            ("acme-corp.de", "mail.acm-ecorp.de.", true),
        ] {
            let here = Neighbourhood::of_name(apex.to_owned());
            assert_eq!(here.may_be_meant(target.as_bytes()), expected, "{target}");
        }
        let other = Neighbourhood::of_name("example.de".to_owned());
        assert!(!other.may_be_meant(b"mail.example.dk."), "neighbours have domains of the same name");
        for (text, expected) in [
            ("MAILexample.com", Some("mail.example.com.")),
            ("mail.examplecom", Some("mail.example.com.")),
            ("mail.example.com", None),
            ("example.com", None),
            ("m\u{e4}il.\u{e4}xample.com", None),
        ] {
            assert_eq!(here.with_inner_dot(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn domains_that_are_one_but_for_a_mistake() {
        for (one, other, expected) in [
            ("provider.net", "provdier.net", true),
            ("provider.net", "proivder.net", true),
            ("provider.net", "provder.net", true),
            ("provider.net", "provvider.net", true),
            ("provider.net", "provuder.net", true),
            ("online.provider.net", "onlnie.provider.net", true),
            ("provider.net", "provider.org", false),
            ("provider.net", "providers.net", false),
            ("site-a.net", "site-b.net", false),
            ("a-site.net", "b-site.net", false),
            ("my-a-site.net", "my-b-site.net", false),
            ("hosta.net", "hostb.net", false),
            ("berlin.net", "merlin.net", false),
            ("data1x.net", "data2x.net", false),
            ("lab.net", "lba.net", false),
            ("pro-vider.net", "provider.net", false),
            ("provider.net", "provider.net", false),
            ("provider.net", "net", false),
            ("net", "nte", false),
        ] {
            assert_eq!(are_one_but_misspelt(one, other), expected, "{one} {other}");
            assert_eq!(are_one_but_misspelt(other, one), expected, "{other} {one}");
        }
    }
}
