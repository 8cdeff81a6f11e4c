//! JSON for people: as `serde_json` writes it by itself, with the same blanks, but these at one go and not two by two. Knows
//! no finding.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// `value` in indented lines.
pub fn pretty(value: &impl Serialize) -> io::Result<String> {
    let mut octets = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut octets, Indented::default()))?;
    String::from_utf8(octets).map_err(io::Error::other)
}

/// A line end, and blanks for as deep as reports go.
const LINE: &[u8] = b"\n                                ";

/// Writes each value in a line of its own, indented.
#[derive(Default)]
struct Indented {
    depth: usize,
    /// Whether the innermost array or object holds something.
    is_filled: bool,
}

impl Indented {
    fn new_line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        let mut left = 2 * self.depth + 1;
        let begin = &LINE[..left.min(LINE.len())];
        out.write_all(begin)?;
        left -= begin.len();
        (0..left).try_for_each(|_| out.write_all(b" "))
    }

    fn begin<W: ?Sized + Write>(&mut self, out: &mut W, sign: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.is_filled = false;
        out.write_all(sign)
    }

    fn end<W: ?Sized + Write>(&mut self, out: &mut W, sign: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.is_filled {
            self.new_line(out)?;
        }
        out.write_all(sign)
    }

    fn begin_value<W: ?Sized + Write>(&self, out: &mut W, is_first: bool) -> io::Result<()> {
        if !is_first {
            out.write_all(b",")?;
        }
        self.new_line(out)
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        self.begin_value(out, is_first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        self.begin_value(out, is_first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_serde_json_writes() {
        let deep = (0..40).fold(serde_json::json!([]), |inner, depth| match depth % 2 {
            0 => serde_json::json!([inner, depth, {}]),
            _ => serde_json::json!({ "inner": inner, "empty": [], "text": "a\n\"b" }),
        });
        for value in [deep, serde_json::json!({}), serde_json::json!([[], [1, null], {"a": {}}])] {
            let expected = serde_json::to_string_pretty(&value).expect("plain values");
            assert_eq!(pretty(&value).expect("plain values"), expected);
        }
    }
}
