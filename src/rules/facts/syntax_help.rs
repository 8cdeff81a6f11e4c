//! What helps with mistakes that are of one kind in all records: what is missing is written, what is too much is removed. Knows
//! the messages, and no text.

/// Beginnings of messages, and what helps.
const BY_BEGINNING: [(&str, &str); 6] = [
    ("unexpected end of the ", "complete the record, or remove this line"),
    ("unexpected end of line", "complete the line, or remove it"),
    ("extra text after the ", "remove it, or write `;` before it, which begins a comment"),
    ("the quoted string is not closed", "close it with `\"`"),
    ("unknown record type `IN`", "write the class once, before the type"),
    ("class ", "leave the class out: each record has that of its zone"),
];

/// Ends of messages, and what helps.
const BY_END: [(&str, &str); 4] = [
    ("` is not a number", "write a number in decimal digits"),
    ("is not an IPv4 address", "write four numbers of 0 to 255 with dots between them"),
    ("is not an IPv6 address", "write groups of hexadecimal digits, such as `2001:db8::1`"),
    ("two dots in a row, or a leading dot", "write one dot between two labels, and none before the first"),
];

/// What helps with a mistake of this message, if it is of a kind that is alike in all records.
pub fn usual_help(message: &str) -> Option<&'static str> {
    let is_name = |message: &str| message.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if message.ends_with("is not an IPv4 address") && message.strip_prefix('`').is_some_and(is_name) {
        return Some("write an address: a name takes the type `CNAME`");
    }
    let begins = BY_BEGINNING.iter().find(|(begin, _)| message.starts_with(begin));
    let ends = || BY_END.iter().find(|(end, _)| message.ends_with(end));
    begins.or_else(ends).map(|(_, help)| *help)
}
