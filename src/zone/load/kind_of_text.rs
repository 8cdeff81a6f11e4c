//! What a text as a whole is that holds hardly a record: another format, another encoding, lines that are all indented. Reads no
//! record.

use crate::base::lines::words_of;
use crate::syntax::is_type_in_capitals;

/// How much of the beginning of a text is looked at, in octets.
const BEGINNING: usize = 4 << 10;

/// What a text without a single record is, for its beginning.
pub(super) fn kind_of_text(text: &[u8]) -> Option<&'static str> {
    let begins = |beginnings: &[&[u8]]| {
        let text = text.trim_ascii_start();
        beginnings.iter().any(|beginning| text.starts_with(beginning))
    };
    if is_utf16(text) {
        Some(UTF16)
    } else if begins(&[b"{", b"["]) && !begins(&TEMPLATES) {
        Some("it looks like JSON")
    } else if begins(&[b"<"]) {
        Some("it looks like HTML or XML")
    } else if begins(&[b"---", b"%YAML"]) {
        Some("it looks like YAML")
    } else if memchr::memchr(0, &text[..text.len().min(BEGINNING)]).is_some() {
        Some(NO_TEXT)
    } else {
        None
    }
}

/// How templates begin that do not begin as JSON does.
const TEMPLATES: [&[u8]; 3] = [b"{{", b"{%", b"{#"];

const UTF16: &str = "it is in UTF-16: save it as UTF-8 without a byte order mark";
const NO_TEXT: &str = "it is not a text";

fn is_utf16(text: &[u8]) -> bool {
    // The mark of UTF-32 begins with that of UTF-16.
    let is_utf32 = text.starts_with(&[0xff, 0xfe, 0, 0]);
    (text.starts_with(&[0xff, 0xfe]) || text.starts_with(&[0xfe, 0xff])) && !is_utf32
}

/// What a file is whose octets are hardly a text's, if that can be seen: each of them would be a mistake.
pub(super) fn kind_of_octets(octets: &[u8]) -> Option<&'static str> {
    let beginning = &octets[..octets.len().min(BEGINNING)];
    // A text that lost an octet or two is judged line by line.
    let is_text = memchr::memchr_iter(0, beginning).count() * 8 <= beginning.len();
    if is_utf16(octets) { Some(UTF16) } else { Some(NO_TEXT).filter(|_| !is_text) }
}

/// Whether most lines of a text have a type in capitals where one belongs: these are records, whatever is wrong with them.
pub(super) fn are_records(text: &[u8]) -> bool {
    let (mut lines, mut records) = (0_usize, 0_usize);
    for line in text.split(|octet| *octet == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let mut words = words_of(line).take(4).skip(1);
        lines += 1;
        records += usize::from(words.any(|word| word.len() > 1 && is_type_in_capitals(word)));
    }
    records * 2 > lines
}

/// Whether every line of a text that is not empty begins with a blank, and the first is one that no record begins with.
pub(super) fn is_indented(text: &[u8]) -> bool {
    let mut lines = text.split(|octet| *octet == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let begins = |line: &[u8]| line.first().is_some_and(|octet| matches!(octet, b' ' | b'\t'));
    let first = lines.next().filter(|line| begins(line));
    let is_head =
        first.is_some_and(|line| matches!(line.trim_ascii_start().first(), Some(b'$' | b'@' | b';')));
    is_head && lines.all(begins)
}
