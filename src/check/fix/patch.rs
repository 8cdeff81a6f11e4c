//! What fixes change, as a patch that `git apply` and `patch` take. Knows no zone.

use std::path::Path;

use similar::{Algorithm, DiffTag, capture_diff_slices, group_diff_ops};

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// The patch that makes `after` of the text `before`, of the file at `path` from the top of the repository, with `/`. Empty
/// if nothing changes.
pub fn patch(path: &[u8], before: &[u8], after: &[u8]) -> Vec<u8> {
    let lines = |text| -> Vec<&[u8]> { <[u8]>::split_inclusive(text, |octet| *octet == b'\n').collect() };
    let (old, new) = (lines(before), lines(after));
    let mut patch = Vec::new();
    for hunk in group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), CONTEXT) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
        if patch.is_empty() {
            let [old, new] = [b"a/", b"b/"].map(|side| quoted(&[side, path].concat()));
            // By this line git knows that the path begins at the top, in whichever directory it is asked.
            let line = format!("diff --git {old} {new}\n--- {}\n+++ {}\n", ended(&old), ended(&new));
            patch.extend_from_slice(line.as_bytes());
        }
        let range = |start: usize, end: usize| match end - start {
            0 => format!("{start},0"),
            1 => format!("{}", start + 1),
            count => format!("{},{count}", start + 1),
        };
        let old_range = range(first.old_range().start, last.old_range().end);
        let new_range = range(first.new_range().start, last.new_range().end);
        patch.extend_from_slice(format!("@@ -{old_range} +{new_range} @@\n").as_bytes());
        for op in hunk {
            let (tag, old_lines, new_lines) = (op.tag(), &old[op.old_range()], &new[op.new_range()]);
            let mark = if tag == DiffTag::Equal { b' ' } else { b'-' };
            old_lines.iter().for_each(|line| push(&mut patch, mark, line));
            if tag != DiffTag::Equal {
                new_lines.iter().for_each(|line| push(&mut patch, b'+', line));
            }
        }
    }
    patch
}

fn push(patch: &mut Vec<u8>, mark: u8, line: &[u8]) {
    patch.push(mark);
    patch.extend_from_slice(line);
    if !line.ends_with(b"\n") {
        patch.extend_from_slice(b"\n\\ No newline at end of file\n");
    }
}

/// A path as git writes it: in quotes if it holds what a patch could not.
fn quoted(path: &[u8]) -> String {
    let is_plain = |octet: u8| (0x20..0x7f).contains(&octet) && octet != b'"' && octet != b'\\';
    if path.iter().all(|octet| is_plain(*octet)) {
        return path.iter().copied().map(char::from).collect();
    }
    let mut quoted = String::from("\"");
    for octet in path {
        match octet {
            b'"' | b'\\' => quoted.extend(['\\', char::from(*octet)]),
            octet if is_plain(*octet) => quoted.push(char::from(*octet)),
            octet => quoted.push_str(&format!("\\{octet:03o}")),
        }
    }
    quoted + "\""
}

/// A path with a tab behind it that tells where it ends, if it holds a blank.
fn ended(quoted: &str) -> String {
    if quoted.contains(' ') && !quoted.starts_with('"') { format!("{quoted}\t") } else { quoted.to_owned() }
}

/// The path of a file from the `top` of its repository, with `/`, as the system holds it; as it stands if it does not lie
/// there.
pub fn path_from(top: &Path, path: &Path) -> Vec<u8> {
    let below = path.strip_prefix(top).unwrap_or(path).as_os_str().as_encoded_bytes();
    let separator = std::path::MAIN_SEPARATOR as u8;
    let path = below.iter().map(|octet| if *octet == separator { b'/' } else { *octet });
    path.skip_while(|octet| *octet == b'/').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_keeps_every_octet_of_a_line() {
        for (before, after, expected) in [
            (
                "a\r\nb\r\n",
                "a\r\nc\r\n",
                "diff --git a/z b/z\n--- a/z\n+++ b/z\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n",
            ),
            (
                "a",
                "b",
                "diff --git a/z b/z\n--- a/z\n+++ b/z\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n",
            ),
            ("a\n", "a\nb\n", "diff --git a/z b/z\n--- a/z\n+++ b/z\n@@ -1 +1,2 @@\n a\n+b\n"),
            ("a\n", "a\n", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&patch(b"z", before.as_bytes(), after.as_bytes())), expected);
        }
    }

    #[test]
    fn odd_paths_are_quoted() {
        assert_eq!(ended(&quoted(b"a/b c")), "a/b c\t");
        assert_eq!(ended(&quoted("a/\u{fc}\"\n".as_bytes())), "\"a/\\303\\274\\\"\\012\"");
        assert_eq!(ended(&quoted(b"a/l \xe9")), "\"a/l \\351\"");
    }
}
