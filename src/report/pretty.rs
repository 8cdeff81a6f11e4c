//! JSON for people: the same text that `serde_json` writes for them, in a third of the time. Most of a report are the names of
//! its fields and plain words, which are written at one go and not octet by octet. Knows no finding.

use std::io;

use serde::Serialize;
use serde::ser::{
    Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    SerializeTupleStruct, Serializer,
};
use serde_json::{Error, Result, to_string};

/// `value` in indented lines.
pub fn pretty(value: &impl Serialize) -> io::Result<String> {
    let mut pretty = Pretty::default();
    value.serialize(&mut pretty)?;
    Ok(pretty.text)
}

/// A line end, and blanks for as deep as reports go.
const LINE: &str = "\n                                ";

/// The text as far as it is written.
#[derive(Default)]
struct Pretty {
    text: String,
    depth: usize,
}

impl Pretty {
    fn new_line(&mut self) {
        let length = 2 * self.depth + 1;
        match LINE.get(..length) {
            Some(line) => self.text.push_str(line),
            None => self.text.extend(LINE.chars().chain(std::iter::repeat_n(' ', length - LINE.len()))),
        }
    }

    fn string(&mut self, text: &str) -> Result<()> {
        if is_plain(text) {
            self.quoted(text);
        } else {
            self.text.push_str(&to_string(text)?);
        }
        Ok(())
    }

    /// Writes a text that needs no escapes.
    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        self.text.push_str(text);
        self.text.push('"');
    }

    /// Begins an array or an object.
    fn begin(&mut self, open: char, close: char) -> Parts<'_> {
        self.text.push(open);
        self.depth += 1;
        Parts { pretty: self, is_empty: true, close }
    }
}

/// Whether a text stands between quotes as it is.
fn is_plain(text: &str) -> bool {
    // All octets, so that several are looked at together.
    !text.bytes().fold(false, |odd, octet| odd | (octet < b' ') | (octet == b'"') | (octet == b'\\'))
}

/// An array or an object as far as it is written.
struct Parts<'p> {
    pretty: &'p mut Pretty,
    is_empty: bool,
    close: char,
}

impl Parts<'_> {
    fn begin_part(&mut self) {
        if !self.is_empty {
            self.pretty.text.push(',');
        }
        self.is_empty = false;
        self.pretty.new_line();
    }

    /// An element of an array.
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.begin_part();
        value.serialize(&mut *self.pretty)
    }

    /// A field of a name that a program has given.
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        self.begin_part();
        self.pretty.text.push('"');
        self.pretty.text.push_str(name);
        self.pretty.text.push_str("\": ");
        value.serialize(&mut *self.pretty)
    }

    fn finish(self) -> Result<()> {
        self.pretty.depth -= 1;
        if !self.is_empty {
            self.pretty.new_line();
        }
        self.pretty.text.push(self.close);
        Ok(())
    }
}

impl<'p> Serializer for &'p mut Pretty {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Parts<'p>;
    type SerializeTuple = Parts<'p>;
    type SerializeTupleStruct = Parts<'p>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Parts<'p>;
    type SerializeStruct = Parts<'p>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_bool(self, value: bool) -> Result<()> {
        self.text.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<()> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<()> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<()> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<()> {
        if value < 0 {
            self.text.push('-');
        }
        self.text.push_str(itoa::Buffer::new().format(value.unsigned_abs()));
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<()> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<()> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<()> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<()> {
        self.text.push_str(itoa::Buffer::new().format(value));
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Result<()> {
        self.text.push_str(&to_string(&value)?);
        Ok(())
    }

    fn serialize_u128(self, value: u128) -> Result<()> {
        self.text.push_str(&to_string(&value)?);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<()> {
        self.text.push_str(&to_string(&value)?);
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<()> {
        self.text.push_str(&to_string(&value)?);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<()> {
        self.string(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<()> {
        self.string(value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<()> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.text.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.quoted(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<()> {
        let mut object = self.begin('{', '}');
        object.field(variant, value)?;
        object.finish()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'p>> {
        Ok(self.begin('[', ']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'p>> {
        Ok(self.begin('[', ']'))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'p>> {
        Ok(self.begin('[', ']'))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        Err(Error::custom(format!("no report has a case of `{name}` with several values")))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'p>> {
        Ok(self.begin('{', '}'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'p>> {
        Ok(self.begin('{', '}'))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        Err(Error::custom(format!("no report has a case of `{name}` with fields")))
    }
}

impl SerializeSeq for Parts<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.element(value)
    }

    fn end(self) -> Result<()> {
        self.finish()
    }
}

impl SerializeTuple for Parts<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.element(value)
    }

    fn end(self) -> Result<()> {
        self.finish()
    }
}

impl SerializeTupleStruct for Parts<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.element(value)
    }

    fn end(self) -> Result<()> {
        self.finish()
    }
}

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.begin_part();
        let key = to_string(key)?;
        match key.starts_with('"') {
            true => self.pretty.text.push_str(&key),
            // A number, or whether something is so.
            false => self.pretty.quoted(&key),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.pretty.text.push_str(": ");
        value.serialize(&mut *self.pretty)
    }

    fn end(self) -> Result<()> {
        self.finish()
    }
}

impl SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        self.field(name, value)
    }

    fn end(self) -> Result<()> {
        self.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    enum Case {
        OfNothing,
        OfOne(Option<u8>),
    }

    #[derive(Serialize)]
    struct Fields<'a> {
        texts: [&'a str; 6],
        letters: (char, char, char),
        numbers: (u8, u16, u32, u64, usize),
        signed: (i8, i16, i32, i64),
        large: (i128, u128),
        fractions: Vec<f64>,
        single: f32,
        cases: [Case; 3],
        by_text: BTreeMap<&'a str, bool>,
        by_number: BTreeMap<i32, ()>,
        nothing: [Option<()>; 0],
        #[serde(flatten)]
        more: BTreeMap<char, String>,
    }

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
        let fields = Fields {
            texts: ["", "plain ~ text", "\"", "a\\b", "\u{1}\u{1f}\u{7f}\n", "é𐐀\u{2028}"],
            letters: ('a', '"', '\u{fffd}'),
            numbers: (0, 10, 4_294_967_295, u64::MAX, 1_234_567_890),
            signed: (-128, -1, 2_147_483_647, i64::MIN),
            large: (i128::MIN, u128::MAX),
            fractions: vec![0.0, -0.5, 1.0, 1e300, 0.1 + 0.2, f64::NAN, f64::INFINITY],
            single: 0.1,
            cases: [Case::OfNothing, Case::OfOne(None), Case::OfOne(Some(7))],
            by_text: [("a", true), ("\"b\"", false)].into(),
            by_number: [(-7, ()), (12, ())].into(),
            nothing: [],
            more: [('x', "\t".to_owned()), ('"', String::new())].into(),
        };
        let expected = serde_json::to_string_pretty(&fields).expect("plain values");
        assert_eq!(pretty(&fields).expect("plain values"), expected);
    }
}
