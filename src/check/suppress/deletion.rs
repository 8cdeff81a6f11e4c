//! What deletes a rule's name from a suppression, or the suppression that names no other rule. Knows no finding.

use crate::check::suppress::comment::CommentRange;

/// The octets to delete, for the name of a rule at `name`.
pub fn deletion(text: &[u8], name: CommentRange) -> CommentRange {
    let (start, end) = (name.0 as usize, name.1 as usize);
    let begin = text[..start].iter().rposition(|octet| *octet == b'\n').map_or(0, |at| at + 1);
    let line_end = memchr::memchr(b'\n', &text[end..]).map_or(text.len(), |at| end + at);
    let found = |at: Option<usize>, from: usize| at.map(|at| from + at);
    let open = text[begin..start].iter().rposition(|octet| *octet == b'[').map(|at| begin + at);
    let close = found(memchr::memchr(b']', &text[end..line_end]), end);
    let (Some(open), Some(close)) = (open, close) else { return (name.0, name.0) };
    let is_between = |octet: &u8| matches!(octet, b',' | b' ' | b'\t');
    let has_name = |part: &[u8]| !part.iter().all(is_between);
    if has_name(&text[end..close]) {
        let behind = text[end..close].iter().take_while(|octet| is_between(octet)).count();
        return (name.0, (end + behind) as u32);
    }
    if has_name(&text[open + 1..start]) {
        let before = text[open + 1..start].iter().rev().take_while(|octet| is_between(octet)).count();
        return ((start - before) as u32, name.1);
    }
    let Some(semicolon) = text[begin..open].iter().rposition(|octet| *octet == b';').map(|at| begin + at)
    else {
        return (name.0, name.0);
    };
    if let Some(next) = found(memchr::memchr(b';', &text[close..line_end]), close) {
        return (semicolon as u32, next as u32);
    }
    let blanks = text[begin..semicolon].iter().rev().take_while(|octet| matches!(octet, b' ' | b'\t' | b';'));
    let from = semicolon - blanks.count();
    let return_before = usize::from(text[..line_end].ends_with(b"\r"));
    match from == begin {
        true => (begin as u32, (line_end + 1).min(text.len()) as u32),
        false => (from as u32, (line_end - return_before).max(close + 1) as u32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_the_whole_comment_goes() {
        for (text, expected) in [
            ("a A 1 ; srvlint: ignore[x] why\nb\n", "a A 1\nb\n"),
            ("a A 1 ; srvlint: ignore[x] why\r\n", "a A 1\r\n"),
            ("a A 1 ; the PBX ; srvlint: ignore[x]", "a A 1 ; the PBX"),
            ("a A 1 ; srvlint: ignore[x] why ; the PBX\n", "a A 1 ; the PBX\n"),
            (";; srvlint: ignore[x] why\nb\n", "b\n"),
            ("  ; srvlint: ignore-file[ x ]\r\nb\n", "b\n"),
            ("; srvlint: ignore[x, y] why\n", "; srvlint: ignore[y] why\n"),
            ("; srvlint: ignore[y , x]\n", "; srvlint: ignore[y]\n"),
            ("; srvlint: ignore[y,x,z]\n", "; srvlint: ignore[y,z]\n"),
        ] {
            let at = text.find('x').expect("the rule") as u32;
            let (start, end) = deletion(text.as_bytes(), (at, at + 1));
            let left = format!("{}{}", &text[..start as usize], &text[end as usize..]);
            assert_eq!(left, expected, "{text}");
        }
    }
}
