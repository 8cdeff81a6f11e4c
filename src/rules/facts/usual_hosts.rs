//! Whether one label is a slip of the hand for a host's, or a name that people give to a host. Knows no zone.

use crate::base::spelling::{is_swap, replaced};

/// What hosts are called, besides after a service.
const USUAL: [&str; 104] = [
    "access",
    "admin",
    "alpha",
    "apps",
    "archive",
    "asset",
    "assets",
    "auth",
    "autoconfig",
    "backup",
    "beta",
    "blog",
    "board",
    "build",
    "cache",
    "calendar",
    "call",
    "calls",
    "cdn",
    "chat",
    "client",
    "cloud",
    "cluster",
    "code",
    "conference",
    "console",
    "contacts",
    "control",
    "core",
    "data",
    "database",
    "demo",
    "devel",
    "direct",
    "director",
    "docs",
    "domain",
    "edge",
    "email",
    "exchange",
    "federation",
    "file",
    "files",
    "forum",
    "game",
    "games",
    "gateway",
    "global",
    "groups",
    "home",
    "host",
    "hosting",
    "image",
    "images",
    "imap",
    "internal",
    "jabber",
    "lists",
    "live",
    "login",
    "mail",
    "mailer",
    "mailhost",
    "main",
    "manager",
    "master",
    "media",
    "meet",
    "mirror",
    "mobile",
    "monitor",
    "news",
    "node",
    "phone",
    "play",
    "pool",
    "portal",
    "primary",
    "prod",
    "proxy",
    "public",
    "radio",
    "relay",
    "remote",
    "search",
    "secure",
    "server",
    "service",
    "share",
    "shop",
    "site",
    "sites",
    "smtp",
    "stage",
    "staging",
    "static",
    "store",
    "stream",
    "support",
    "test",
    "video",
    "voice",
    "voip",
    "webmail",
];

/// What hosts are called as well, for the services in the registry and others.
const OF_SERVICES: [&str; 30] = [
    "carddav",
    "caldav",
    "ceph",
    "etcd",
    "http",
    "https",
    "imaps",
    "jmap",
    "kerberos",
    "kpasswd",
    "ldap",
    "ldaps",
    "matrix",
    "minecraft",
    "mongo",
    "mongodb",
    "mumble",
    "mysql",
    "nntp",
    "openvpn",
    "pop3",
    "redis",
    "sieve",
    "sips",
    "sftp",
    "smtps",
    "stun",
    "teamspeak",
    "turn",
    "xmpp",
];

/// Words that are one letter, or a swap, away from one of those, or of each other, and people's names.
const WORDS: [&str; 60] = [
    "angel", "angle", "brain", "brian", "calm", "chap", "chart", "chit", "clam", "coat", "cold", "could",
    "cube", "dairy", "date", "diary", "east", "fires", "form", "from", "gale", "gate", "gates", "gmail",
    "hoist", "horst", "karin", "karen", "left", "logan", "loud", "mall", "mill", "mint", "muster", "nail",
    "nets", "north", "page", "plan", "planet", "postal", "proj", "ratio", "replay", "ship", "shore", "south",
    "stan", "star", "stone", "stop", "tent", "text", "tile", "tide", "trail", "trial", "west", "work",
];

/// Whether people call a host so.
fn is_usual(word: &str) -> bool {
    USUAL.contains(&word) || OF_SERVICES.contains(&word) || WORDS.contains(&word)
}

/// Shorter words have neighbours that are other hosts'.
const SHORTEST_WORD: usize = 4;

/// Whether a label, which is another but for one typing mistake, is no name of its own: it is no word that hosts are called, and
/// has two letters swapped, or another mistake behind the first letter of a word that they are called.
pub fn is_slip_of(written: &[u8], meant: &[u8]) -> bool {
    let lower = |label: &[u8]| String::from_utf8_lossy(label).to_ascii_lowercase();
    let (written, meant) = (lower(written), lower(meant));
    let is_between = |octet: char| !octet.is_ascii_alphabetic();
    let mut pairs =
        written.split(is_between).zip(meant.split(is_between)).filter(|(one, other)| one != other);
    let (Some((written_word, meant_word)), None) = (pairs.next(), pairs.next()) else { return false };
    let ends = |word: &str| (word.chars().next(), word.chars().next_back());
    let is_inside = || ends(written_word) == ends(meant_word);
    let is_replaced = || replaced(written_word, meant_word).is_some_and(|(at, _)| at > 0);
    written.split(is_between).count() == meant.split(is_between).count()
        && written_word.len().min(meant_word.len()) >= SHORTEST_WORD
        && !is_usual(written_word)
        && (is_swap(written_word, meant_word) || is_usual(meant_word) && (is_inside() || is_replaced()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_names() {
        for (written, meant, expected) in [
            ("mial", "mail", true),
            ("webmial", "webmail", true),
            ("MIAL-1", "mail-1", true),
            ("maill", "mail", true),
            ("jaber", "jabber", true),
            ("gaem", "game", true),
            ("sbc-muenhcen", "sbc-muenchen", true),
            ("maik", "mail", true),
            ("xail", "mail", false),
            ("smtp", "sftp", false),
            ("mail", "email", false),
            ("mail", "main", false),
            ("stun", "stan", false),
            ("chat", "chap", false),
            ("prod", "proj", false),
            ("test", "text", false),
            ("form", "from", false),
            ("mail-dk", "mail-de", false),
            ("sbc-muc", "sbc-mue", false),
            ("hanna", "hannah", false),
            ("xmail", "mail", false),
            ("maildk", "mail-dk", false),
        ] {
            assert_eq!(is_slip_of(written.as_bytes(), meant.as_bytes()), expected, "{written} {meant}");
        }
    }
}
