//! Whether the name of a file says that a walk passes over it: a backup, a journal, a signed copy, a file of keys. Knows
//! names alone.

use crate::files::{is_key, without_beginning, without_ending};

/// Endings of backups, journals and signed copies (`reference/conventions.md` 3.2).
const ENDINGS: &[&str] = &[
    "~",
    ".rpmsave",
    ".rpmnew",
    ".rpmorig",
    ".dpkg-old",
    ".dpkg-new",
    ".dpkg-dist",
    ".dpkg-bak",
    ".dpkg-tmp",
    ".ucf-old",
    ".ucf-new",
    ".ucf-dist",
    ".pacnew",
    ".pacsave",
    ".jnl",
    ".signed",
    ".jbk",
];
/// Words of backups. They stand last, after a dot, a hyphen or an underscore, and may have a number or a day.
const WORDS: &[&str] = &[
    "bak", "bk", "bck", "bkp", "bkup", "backup", "old", "orig", "original", "save", "saved", "prev",
    "previous",
];

/// Why a directory's walk passes over a file of this name: it is a key, a journal, a signed copy or a backup; `None` if it
/// does not.
pub fn passed_over(file_name: &str) -> Option<&'static str> {
    if is_key(file_name) {
        return Some("a file of keys, by its name");
    }
    without_backup_ending(file_name)?;
    Some(match file_name {
        _ if unsigned(file_name).is_some() => "a signed copy, by its name",
        _ if without_ending(file_name, &[".jnl", ".jbk"]).is_some() => "a journal, by its name",
        _ => "a backup, by its name",
    })
}

/// The name of the zone file that a signed copy of this name was made of.
pub fn unsigned(file_name: &str) -> Option<&str> {
    without_ending(file_name, &[".signed"])
}

/// The name before a backup's ending.
pub fn without_backup_ending(file_name: &str) -> Option<&str> {
    without_ending(file_name, ENDINGS)
        .map(|stem| without_emacs_number(file_name, stem))
        .or_else(|| without_word(file_name))
        .or_else(|| without_date(file_name))
        .or_else(|| without_copy_mark(file_name))
}

/// The rest of a backup's name that Emacs numbered: `x` of `x.~1~`, of which `stem` is `x.~1`.
fn without_emacs_number<'a>(file_name: &str, stem: &'a str) -> &'a str {
    let unnumbered = stem.trim_end_matches(|character: char| character.is_ascii_digit());
    let is_numbered = unnumbered.len() < stem.len() && file_name.ends_with('~');
    unnumbered.strip_suffix(".~").filter(|rest| is_numbered && !rest.is_empty()).unwrap_or(stem)
}

/// The name before a word of backups, which may be numbered: `x.bak`, `x-old`, `x.save.1`, `x.backup2`, `x_backup-3`.
fn without_word(file_name: &str) -> Option<&str> {
    let unnumbered = file_name.trim_end_matches(|character: char| character.is_ascii_digit());
    let is_numbered = unnumbered.len() < file_name.len();
    let parted = unnumbered.strip_suffix(SEPARATORS).filter(|_| is_numbered);
    let (stem, word) = parted.unwrap_or(unnumbered).rsplit_once(SEPARATORS)?;
    let is_word = WORDS.iter().any(|known| word.eq_ignore_ascii_case(known));
    (is_word && !stem.is_empty()).then_some(stem)
}

/// What parts a word, such as a backup's mark, from a file's name.
pub(super) const SEPARATORS: [char; 3] = ['.', '-', '_'];

/// The name before the day on which a copy was made: `.20240131`, `-2024-01-31`, with two digits more as a serial, or with a
/// time of day.
fn without_date(file_name: &str) -> Option<&str> {
    file_name.match_indices(SEPARATORS).find_map(|(at, _)| {
        let (stem, day) = (&file_name[..at], &file_name[at + 1..]);
        (!stem.is_empty() && is_day(day)).then_some(stem)
    })
}

/// The longest day with a time: `2024-01-31_12:00:00`.
const LONGEST_DAY: usize = 19;

/// Whether it is a day, perhaps with a serial or a time: `20240131`, `2024-01-31`, `2024_01_31`, `20240131-1200`.
fn is_day(text: &str) -> bool {
    let octets = text.as_bytes();
    let stands_between = |octet: &u8| matches!(octet, b'-' | b'_' | b':' | b'T' | b't');
    if octets.len() > LONGEST_DAY
        || !octets.iter().all(|octet| octet.is_ascii_digit() || stands_between(octet))
    {
        return false;
    }
    // What parts the date parts all of it.
    let is_whole = match octets.get(4) {
        Some(b'0'..=b'9') => octets.iter().take(8).all(u8::is_ascii_digit),
        Some(part @ (b'-' | b'_')) => octets.get(7) == Some(part),
        _ => false,
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok());
    let is_date = || {
        matches!((number(0..4), number(4..6), number(6..8)), (Some(1990..=2099), Some(1..=12), Some(1..=31)))
    };
    is_whole && matches!(digits.len(), 8 | 10 | 12 | 14) && is_date()
}

/// The name of the file that a file manager or an editor made a copy of: `Copy of x`, `x copy`, `x - Copy.zone`,
/// `x (1).zone`, `#x#`.
fn without_copy_mark(file_name: &str) -> Option<&str> {
    if let Some(stem) = without_beginning(file_name, &["Copy of "]) {
        return Some(stem);
    }
    if let Some(stem) = file_name.strip_prefix('#').and_then(|rest| rest.strip_suffix('#')) {
        return Some(stem).filter(|stem| !stem.is_empty());
    }
    let (stem, mark) = file_name.rsplit_once(' ')?;
    let mark = mark.split_once('.').map_or(mark, |(mark, _)| mark);
    let number = mark.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    let is_mark = mark.eq_ignore_ascii_case("copy") || number.is_some_and(is_number);
    let stem = stem.strip_suffix(" -").unwrap_or(stem);
    (is_mark && !stem.is_empty()).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Random;

    #[test]
    fn names_say_what_the_table_says() {
        let table = include_str!("../../testdata/file_names.tsv");
        let rows = table.lines().filter(|row| !row.is_empty() && !row.starts_with('#'));
        for row in rows {
            let [file_name, _, walk] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
            if !walk.is_empty() {
                assert_eq!(passed_over(file_name).is_some(), walk == "backup", "{file_name}");
            }
        }
        assert_eq!(passed_over(""), None);
    }

    #[test]
    fn every_ending_and_word_makes_a_backup() {
        for ending in ENDINGS {
            assert_eq!(without_backup_ending(&format!("db.x{ending}")), Some("db.x"), "{ending}");
        }
        for word in WORDS {
            let upper = word.to_uppercase();
            for mark in [
                format!(".{word}"),
                format!("-{word}"),
                format!("_{word}"),
                format!(".{upper}"),
                format!(".{word}1"),
                format!(".{word}.12"),
                format!(".{word}-2"),
                format!(".{word}_20240131"),
                format!("-{word}-20240131120000"),
            ] {
                assert_eq!(without_backup_ending(&format!("db.x{mark}")), Some("db.x"), "{mark}");
            }
            for name in [word.to_string(), format!(".{word}"), format!("{word}1"), format!("db.x{word}")] {
                assert_eq!(passed_over(&name), None, "{name}");
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic() {
        let alphabet: Vec<char> = "ab.1~-_!\\é\u{10ffff}\0KsaveA+#".chars().collect();
        let mut random = Random::new(7);
        for _ in 0..6_000 {
            let length = random.below(12);
            passed_over(&random.text(length, &alphabet));
        }
    }
}
