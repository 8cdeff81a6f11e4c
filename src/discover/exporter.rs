//! The comment that a program which exports a zone writes above it: whose zone it is, and whose program it was. Knows the
//! head of a text alone.

use hickory_proto::rr::Name;
use memchr::memmem;

use crate::base::lines::words_of;
use crate::syntax::name::absolute_name;

/// How much of a text is looked at, in octets.
const HEAD: usize = 8 << 10;

/// The zone's name that an exporter's comment above the records gives; `None` if there is none.
pub fn exported_origin(text: &[u8]) -> Option<Name> {
    comments(text).find_map(|(_, comment)| {
        let words: Vec<&str> = comment.split_ascii_whitespace().collect();
        let name = match words[..] {
            // Cloudflare, GoDaddy
            [label, name] if label.eq_ignore_ascii_case("domain:") => name,
            // Azure
            [zone, label, name]
                if zone.eq_ignore_ascii_case("zone") && label.eq_ignore_ascii_case("name:") =>
            {
                name
            }
            // Windows
            ["Database", "file", _, "for", name, "zone."] => name,
            _ => return None,
        };
        absolute_name(name).ok().filter(|name| name.iter().count() >= 2)
    })
}

/// Whether an exporter's comment above the records says that the text holds all of a zone's.
pub fn is_export(text: &[u8]) -> bool {
    exported_origin(text).is_some()
        && comments(text).any(|(signs, comment)| {
            let word = comment.split_ascii_whitespace().next().unwrap_or_default();
            signs == 2 && word == "Domain:" || matches!(word, "Exported" | "Exported:" | "Database")
        })
}

/// Whether a text is an export of Cloudflare's, which writes 1 for a TTL that it chooses itself; or a piece of one, with
/// its titles (`;; SRV Records`) or tags (`; cf_tags=…`) and such a TTL behind a whole name.
pub fn is_of_cloudflare(text: &[u8]) -> bool {
    let is_label = |word: &str| word.eq_ignore_ascii_case("domain:");
    let mut comments = comments(text);
    comments
        .any(|(signs, comment)| signs == 2 && comment.split_ascii_whitespace().next().is_some_and(is_label))
        || is_piece_of_cloudflare(text)
}

fn is_piece_of_cloudflare(text: &[u8]) -> bool {
    let lines = || text.split(|octet| *octet == b'\n').map(<[u8]>::trim_ascii_end);
    let is_title = |line: &[u8]| {
        let rtype = line.strip_prefix(b";; ").and_then(|line| line.strip_suffix(b" Records"));
        rtype.is_some_and(|rtype| !rtype.is_empty() && rtype.iter().all(u8::is_ascii_uppercase))
    };
    // People who paste it often lose the tabs.
    let is_automatic = |line: &[u8]| {
        let mut words = words_of(line);
        let owner = words.next().unwrap_or_default();
        owner.ends_with(b".") && words.next() == Some(b"1") && words.next() == Some(b"IN")
    };
    let is_tagged = |line: &[u8]| memmem::find(line, b"; cf_tags=").is_some();
    lines().any(|line| is_title(line) || is_tagged(line)) && lines().any(is_automatic)
}

/// The comments before the first record, each with the number of semicolons that begin it.
fn comments(text: &[u8]) -> impl Iterator<Item = (usize, &str)> {
    let head = &text[..text.len().min(HEAD)];
    let lines = head.split(|octet| *octet == b'\n').map(<[u8]>::trim_ascii);
    let lines = lines.take_while(|line| line.is_empty() || line.starts_with(b";") || line.starts_with(b"$"));
    lines.filter(|line| line.starts_with(b";")).filter_map(|line| {
        let signs = line.iter().take_while(|octet| **octet == b';').count();
        Some((signs, std::str::from_utf8(&line[signs..]).ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::display_name;

    #[test]
    fn exporters_name_the_zone() {
        for (text, origin, cloudflare) in [
            (";;\n;; Domain:     example.com.\n;; Exported:   2026-01-01\n", Some("example.com."), true),
            (
                "; Domain: example.com\n; Exported (y-m-d hh:mm:ss): 2026-01-01 00:00:00\n",
                Some("example.com."),
                false,
            ),
            (
                "; \n; Exported zone file from Azure DNS\n;      Zone name: example.com\n$TTL 1h\n",
                Some("example.com."),
                false,
            ),
            (";\r\n;  Database file example.com.dns for example.com zone.\r\n", Some("example.com."), false),
            (";  Database file example.com.dns for Default zone.\n", None, false),
            ("$TTL 300\n; Zone name: example.com\n", Some("example.com."), false),
            ("a A 192.0.2.1\n; Domain: example.com\n", None, false),
            ("; Domain: of example.com\n", None, false),
            ("; Domain:\n", None, false),
            ("; the domain: example.com\n", None, false),
            ("; Domain: a..b\n", None, false),
            ("; \u{e9}\n; \u{1f600} Domain: x\n", None, false),
            ("", None, false),
        ] {
            let found = exported_origin(text.as_bytes()).map(|name| display_name(&name));
            assert!(!cloudflare || is_export(text.as_bytes()), "{text}");
            assert_eq!((found.as_deref(), is_of_cloudflare(text.as_bytes())), (origin, cloudflare), "{text}");
        }
    }

    #[test]
    fn a_piece_of_an_export_is_known_by_its_titles_and_tags() {
        for (text, is_piece) in [
            (";; SRV Records\n_sip._tcp.example.com.\t1\tIN\tSRV\t0 5 5060 a.example.com.\n", true),
            ("; SRV Records\n_sip._tcp.example.com.\t1\tIN\tSRV\t0 5 5060 a.example.com.\n", false),
            (";; SRV Records\n_sip._tcp.example.com.  1  IN  SRV 0 5 5060 a.example.com.\n", true),
            ("a.example.com.\t1\tIN\tA\t192.0.2.1 ; cf_tags=cf-proxied:true\n", true),
            ("a.example.com.\t300\tIN\tA\t192.0.2.1 ; cf_tags=cf-proxied:true\n", false),
            ("a.example.com.\t1\tIN\tA\t192.0.2.1\n", false),
            (";; SRV Records\n_sip._tcp 1 IN SRV 0 5 5060 a.example.com.\n", false),
            (";; our Records\n_sip._tcp.example.com.\t1\tIN\tSRV\t0 5 5060 a.example.com.\n", false),
        ] {
            assert_eq!(is_of_cloudflare(text.as_bytes()), is_piece, "{text}");
        }
    }
}
