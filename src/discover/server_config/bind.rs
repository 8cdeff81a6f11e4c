//! BIND's `named.conf` to the zones it declares. Opens no file, and leaves it to others to find those that
//! are declared.

use crate::discover::server_config::statement::{Include, ServerConfig, ZoneStatement};
use crate::discover::server_config::token::{ConfTokens, ConfWord, Token};

/// Reads a `named.conf` or a part of one. Never fails: what cannot be understood is skipped to the
/// next `;` or the matching brace. A zone or view statement always ends the zone before it, so that
/// a missing brace costs one zone and not the rest of the file.
pub fn parse_named_conf(text: &[u8]) -> ServerConfig {
    let mut reader = BlockReader::default();
    let mut words = Vec::new();
    for token in ConfTokens::new(text) {
        match token {
            Token::Word(word) => {
                if words.len() < MOST_WORDS {
                    words.push(word);
                }
                continue;
            }
            Token::Open => reader.open(&words),
            Token::End => reader.statement(&words),
            Token::Close => {
                reader.statement(&words);
                reader.close();
            }
        }
        words.clear();
    }
    reader.end_zone();
    reader.conf
}

/// Whether a text begins, comments and template tags aside, as only a `named.conf` does.
pub fn looks_like_named_conf(text: &[u8]) -> bool {
    let mut words = Vec::new();
    for token in ConfTokens::new(text) {
        match token {
            Token::Word(word) if words.len() < MOST_WORDS => words.push(word),
            Token::Word(_) => return false,
            Token::Open => return opens_named_conf(&words),
            Token::End => {
                return matches!(&words[..], [include, path] if include.is("include") && path.quoted);
            }
            Token::Close => return false,
        }
    }
    false
}

/// Whether there is nothing in a text but blanks, comments and template tags.
pub fn has_no_statement(text: &[u8]) -> bool {
    ConfTokens::new(text).next().is_none()
}

/// Whether braces are open at the end of a text, or one is closed that is not open.
pub fn has_open_braces(text: &[u8]) -> bool {
    let mut open = 0_usize;
    for token in ConfTokens::new(text) {
        match token {
            Token::Open => open += 1,
            Token::Close if open == 0 => return true,
            Token::Close => open -= 1,
            Token::Word(_) | Token::End => {}
        }
    }
    open > 0
}

fn opens_named_conf(words: &[ConfWord]) -> bool {
    let [keyword, arguments @ ..] = words else { return false };
    let bare = [
        "options",
        "logging",
        "controls",
        "statistics-channels",
        "trusted-keys",
        "managed-keys",
        "trust-anchors",
    ];
    let named = [
        "acl",
        "key",
        "masters",
        "primaries",
        "parental-agents",
        "tls",
        "dnssec-policy",
        "server",
        "dyndb",
        "template",
    ];
    declared(words, "zone").is_some()
        || declared(words, "view").is_some()
        || arguments.is_empty() && bare.iter().any(|name| keyword.is(name))
        || !arguments.is_empty() && named.iter().any(|name| keyword.is(name))
}

/// No statement that is read has more words before its `;` or brace.
const MOST_WORDS: usize = 4;

/// Every zone keeps its view's name, which therefore must not be long. BIND's are file names.
const LONGEST_VIEW: usize = 255;

/// What encloses the statement that is read next.
#[derive(Default)]
struct BlockReader {
    conf: ServerConfig,
    /// Name and class.
    view: Option<(String, Option<String>)>,
    zone: Option<ZoneStatement>,
    in_options: bool,
    /// Whether clients may change the zone.
    is_dynamic: bool,
    /// Open braces of blocks that say nothing about zones.
    skipped: usize,
}

impl BlockReader {
    fn open(&mut self, words: &[ConfWord]) {
        if let Some((name, class)) = declared(words, "zone") {
            self.end_zone();
            (self.in_options, self.skipped) = (false, 0);
            let (view, view_class) = self.view.clone().unzip();
            self.zone = Some(ZoneStatement {
                name: name.string(),
                offset: name.offset,
                view,
                class: class.map(|class| class.string()).or(view_class.flatten()),
                kind: None,
                file: None,
                file_offset: None,
                in_view: None,
                check_names: None,
            });
            self.is_dynamic = false;
        } else if let Some((name, class)) =
            declared(words, "view").filter(|(name, _)| name.text.len() <= LONGEST_VIEW)
        {
            self.end_zone();
            (self.in_options, self.skipped) = (false, 0);
            self.view = Some((name.string(), class.map(|class| class.string())));
        } else if self.skipped == 0 && self.zone.is_none() && matches!(words, [word] if word.is("options")) {
            self.in_options = true;
        } else {
            // What clients change, a server writes.
            self.is_dynamic |= self.skipped == 0
                && matches!(words, [word, ..] if word.is("update-policy") || word.is("allow-update"));
            self.skipped += 1;
        }
    }

    fn close(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
        } else if self.zone.is_some() {
            self.end_zone();
        } else if self.in_options {
            self.in_options = false;
        } else {
            self.view = None;
        }
    }

    fn statement(&mut self, words: &[ConfWord]) {
        if self.skipped == 1 && matches!(words, [word] if word.is("none")) {
            self.is_dynamic = false;
        }
        if self.skipped > 0 {
            return;
        }
        if let [keyword, kind, value] = words
            && keyword.is("check-names")
            && (kind.is("primary") || kind.is("master"))
        {
            let view = self.view.as_ref().map(|(name, _)| name.clone());
            self.conf.check_names.push((view, value.string().to_ascii_lowercase()));
        }
        let [keyword, value] = words else { return };
        if keyword.is("include") {
            let (view, class) = self.view.clone().unzip();
            let class = class.flatten();
            self.conf.includes.push(Include { path: value.string(), offset: value.offset, view, class });
        } else if let Some(zone) = &mut self.zone {
            if keyword.is("type") {
                zone.kind.get_or_insert_with(|| kind(&value.string()));
            } else if keyword.is("file") {
                zone.file.get_or_insert_with(|| value.string());
                zone.file_offset.get_or_insert(value.offset);
            } else if keyword.is("in-view") {
                zone.in_view.get_or_insert_with(|| value.string());
            } else if keyword.is("check-names") {
                zone.check_names.get_or_insert_with(|| value.string().to_ascii_lowercase());
            }
        } else if keyword.is("directory") {
            // Also outside `options`: the block's content often lies in a file of its own.
            self.conf.directory.get_or_insert_with(|| value.string());
        }
    }

    fn end_zone(&mut self) {
        if let Some(zone) = self.zone.as_mut().filter(|_| self.is_dynamic) {
            zone.file_offset = None;
        }
        self.conf.zones.extend(self.zone.take());
    }
}

/// Name and class of a zone or view statement that opens a block.
fn declared<'w, 'a>(
    words: &'w [ConfWord<'a>],
    keyword: &str,
) -> Option<(&'w ConfWord<'a>, Option<&'w ConfWord<'a>>)> {
    match words {
        [first, name] if first.is(keyword) => Some((name, None)),
        [first, name, class] if first.is(keyword) && class.is_class() => Some((name, Some(class))),
        _ => None,
    }
}

fn kind(written: &str) -> String {
    match written.to_ascii_lowercase().as_str() {
        "master" => "primary".into(),
        "slave" => "secondary".into(),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::server_config::statement::tests::{cases, zones};

    fn bind(text: &str) -> Vec<String> {
        zones(&parse_named_conf(text.as_bytes()))
    }

    #[test]
    fn configurations_declare_what_the_cases_say() {
        for (text, expected) in cases("bind.txt") {
            assert_eq!(bind(&text), expected, "{text}");
        }
    }

    #[test]
    fn templates_of_configurations_are_read_around_their_tags() {
        let text = r#"{# written by {{ ansible_user }} #}
            {% for zone in zones %}
            zone "{{ zone.name }}" { type primary; file "{{ dir }}/db.{{ zone.name }}"; };
            zone {{ zone }} IN { type primary; };
            {% endfor %}
            {% if x %}zone "example.com" { type {{ kind }}; file "{{ dir }}/db.example.com"; };{% endif %}"#;
        assert_eq!(
            bind(text),
            [
                "{{ zone.name }} - primary {{ dir }}/db.{{ zone.name }}",
                "{{ zone }} IN primary -",
                "example.com - {{ kind }} {{ dir }}/db.example.com"
            ]
        );
        assert!(looks_like_named_conf(text.as_bytes()));
    }

    #[test]
    fn includes_directory_and_offsets_are_kept() {
        let text = r#"include "/etc/bind/named.conf.options";
            options { directory "/var/cache/bind"; include "x"; listen-on { any; }; };
            view "in\"side" { include "/etc/bind/zones.rfc1918"; zone "a" { file "f"; }; };
            include "last.conf";"#;
        let conf = parse_named_conf(text.as_bytes());
        let includes: Vec<_> = conf.includes.iter().map(|i| (i.path.as_str(), i.view.as_deref())).collect();
        let rfc1918 = ("/etc/bind/zones.rfc1918", Some("in\"side"));
        assert_eq!(
            includes,
            [("/etc/bind/named.conf.options", None), ("x", None), rfc1918, ("last.conf", None)]
        );
        assert_eq!(conf.directory.as_deref(), Some("/var/cache/bind"));
        assert_eq!(&text[conf.zones[0].offset..][..2], "a\"");
        assert!(conf.includes.iter().all(|include| text[include.offset..].starts_with(&include.path)));
        let part = parse_named_conf(b"directory \"/srv\";\nrecursion no;\n");
        assert_eq!(part.directory.as_deref(), Some("/srv"));
    }

    #[test]
    fn a_zone_has_the_class_that_it_or_its_view_says() {
        let text =
            "zone a { }; zone b CH { }; view v CHAOS { zone c { }; zone d CLASS4 { }; include \"e\"; };
            view w { zone f { }; include \"g\"; }; view x ANY { zone h { }; };";
        let conf = parse_named_conf(text.as_bytes());
        let classes: Vec<String> = conf.zones.iter().map(|zone| zone.class(None).to_string()).collect();
        assert_eq!(classes, ["IN", "CH", "CH", "HS", "IN", "IN"]);
        assert_eq!(conf.zones[0].class(Some("hs")).to_string(), "HS");
        assert_eq!(conf.zones[1].class(Some("hs")).to_string(), "CH");
        let of_includes: Vec<_> = conf.includes.iter().map(|include| include.class.as_deref()).collect();
        assert_eq!(of_includes, [Some("CHAOS"), None]);
    }

    #[test]
    fn only_primaries_are_authored() {
        let text = "zone a { type primary; }; zone b in { type master; }; zone c { type slave; }; zone d { type hint; };
            zone e CH { type primary; }; zone f { file \"x\"; }; zone g { type redirect; }; view v CH { zone h { }; };";
        let conf = parse_named_conf(text.as_bytes());
        let authored = conf.zones.iter().filter(|zone| zone.authored()).map(|zone| zone.name.as_str());
        assert_eq!(authored.collect::<String>(), "abefgh");
    }
}
