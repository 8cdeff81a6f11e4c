//! What a kind of rdata field is: how its words become octets, which octets may stand for it, and how BIND writes
//! them. Holds the cursors that these three read from and write to; knows no kind and no type.

use hickory_proto::rr::{Name, RecordType};

use crate::base::printable::printable;
use crate::syntax::name::{display_name, parse_name, relative_to};
use crate::syntax::record_type::type_name;
use crate::syntax::ttl::decimal;
use crate::syntax::{SyntaxError, Word};
use crate::zone::rdata::fields::BadField;

/// What is wrong with rdata as octets, in a few words.
pub type Bad = &'static str;

/// One kind of field, as BIND has it: `fromtext`, `fromwire` and `totext` of `lib/dns/rdata`.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Reads the words of the field and appends its octets.
    pub read: fn(&mut Reader<'_>) -> Result<(), BadField>,
    /// Takes the octets of the field, if they may stand for one.
    pub check: fn(&mut Octets<'_>) -> Result<(), Bad>,
    /// Takes the octets of the field and writes them as BIND does; an error if BIND writes such rdata as `\# …`.
    pub write: fn(&mut Octets<'_>, &mut Writer<'_>) -> Result<(), Bad>,
}

/// A field of a type: what messages call it, and its kind.
#[derive(Debug, Clone, Copy)]
pub struct Field(pub &'static str, pub Kind);

/// The words of a record's rdata, taken one after the other, and the octets that they have made so far.
#[derive(Debug)]
pub struct Reader<'r> {
    /// The octets of the fields before, and of this one so far.
    pub octets: Vec<u8>,
    /// What messages call the field that is being read.
    pub what: &'static str,
    words: &'r [Word],
    at: usize,
    text: &'r [u8],
    origin: &'r Name,
    rtype: (RecordType, Word),
}

impl<'r> Reader<'r> {
    /// A reader of `words`, which lie in `text`; relative names are completed with `origin`. The type's word stands
    /// in for a field that is missing.
    pub fn new(words: &'r [Word], text: &'r [u8], origin: &'r Name, rtype: (RecordType, Word)) -> Self {
        Reader { octets: Vec::new(), what: "rdata", words, at: 0, text, origin, rtype }
    }

    /// The octets of a word, without its quotes.
    pub fn text(&self, word: Word) -> &'r [u8] {
        word.text(self.text)
    }

    /// The next word, if there is one; it is not taken.
    pub fn peek(&self) -> Option<Word> {
        self.words.get(self.at).copied()
    }

    /// Takes the next word, quoted or not.
    pub fn any(&mut self) -> Result<Word, BadField> {
        let Some(word) = self.peek() else {
            let last = self.words.last().copied().unwrap_or(self.rtype.1);
            let message =
                format!("unexpected end of the {} record: the {} is missing", self.type_name(), self.what);
            return Err(fault(last, message));
        };
        self.at += 1;
        Ok(word)
    }

    /// Takes the next word, which must not be quoted.
    pub fn plain(&mut self) -> Result<(Word, &'r [u8]), BadField> {
        let word = self.any()?;
        if word.quoted {
            let bare = self.text(word);
            if bare.is_empty() {
                return Err(fault(word, format!("the {} is empty", self.what)));
            }
            let mut fault = fault(word, format!("the {} must not be quoted", self.what));
            fault.help = Some(format!("write `{}` without quotes", printable(bare)));
            return Err(fault);
        }
        Ok((word, self.text(word)))
    }

    /// Takes a number, which is decimal digits alone.
    pub fn number(&mut self, most: u32) -> Result<u32, BadField> {
        let (word, text) = self.plain()?;
        match decimal(text) {
            Some(number) if number <= most => Ok(number),
            None if !text.iter().all(u8::is_ascii_digit) => Err(self.no(word, "a number")),
            _ => Err(self.out_of_range(word, most)),
        }
    }

    /// Takes a name and appends it.
    pub fn name(&mut self, quoted: bool) -> Result<(), BadField> {
        let word = if quoted { self.any()? } else { self.plain()?.0 };
        let name = parse_name(self.text(word), self.origin).map_err(|bad| {
            fault(word, format!("the {} is not a domain name: {}", self.what, bad.reason()))
        })?;
        for label in name.iter() {
            self.octets.push(label.len() as u8);
            self.octets.extend_from_slice(label);
        }
        self.octets.push(0);
        Ok(())
    }

    /// An error unless all words are taken.
    pub fn finish(&self) -> Result<(), BadField> {
        let Some(extra) = self.peek() else { return Ok(()) };
        let last = self.words[self.words.len() - 1];
        let extra = Word { end: last.end, ..extra };
        Err(fault(extra, format!("extra text after the {} record", self.type_name())))
    }

    /// The error that `word` is not what it should be.
    pub fn no(&self, word: Word, what: &str) -> BadField {
        fault(word, format!("the {} `{}` is not {what}", self.what, printable(self.text(word))))
    }

    /// The error that the number `word` is too large.
    pub fn out_of_range(&self, word: Word, most: u32) -> BadField {
        let shown = printable(self.text(word));
        fault(word, format!("the {} {shown} is out of range: it is 0 to {most}", self.what))
    }

    /// All words, from the first to the last.
    pub fn all(&self) -> Word {
        match (self.words.first(), self.words.last()) {
            (Some(first), Some(last)) => Word { end: last.end, ..*first },
            _ => self.rtype.1,
        }
    }

    /// The mnemonic of the record's type.
    pub fn type_name(&self) -> String {
        type_name(self.rtype.0)
    }
}

/// The error `message` at `word`.
#[cold]
pub fn fault(word: Word, message: String) -> BadField {
    Box::new(SyntaxError { start: word.start, end: word.end, message, help: None, label: None })
}

/// The octets of rdata, taken one field after the other.
#[derive(Debug, Clone, Copy)]
pub struct Octets<'o> {
    whole: &'o [u8],
    at: usize,
}

/// What is wrong with octets that end inside a field.
const SHORT: Bad = "they end too early";

impl<'o> Octets<'o> {
    /// From the beginning of `whole` on.
    pub fn new(whole: &'o [u8]) -> Self {
        Octets { whole, at: 0 }
    }

    /// All octets, the taken ones too.
    pub fn whole(&self) -> &'o [u8] {
        self.whole
    }

    /// How many are left.
    pub fn left(&self) -> usize {
        self.whole.len() - self.at
    }

    /// The octet before the next one: the field before tells how long some fields are.
    pub fn before(&self) -> u8 {
        self.at.checked_sub(1).map_or(0, |at| self.whole[at])
    }

    /// Takes the next `count`.
    pub fn take(&mut self, count: usize) -> Result<&'o [u8], Bad> {
        let taken = self.whole.get(self.at..self.at + count).ok_or(SHORT)?;
        self.at += count;
        Ok(taken)
    }

    /// Takes all that are left.
    pub fn rest(&mut self) -> &'o [u8] {
        let rest = &self.whole[self.at..];
        self.at = self.whole.len();
        rest
    }

    /// Takes all that are left, which must be `least` or more.
    pub fn at_least(&mut self, least: usize) -> Result<&'o [u8], Bad> {
        if self.left() < least { Err(SHORT) } else { Ok(self.rest()) }
    }

    /// Takes a number of one octet.
    pub fn u8(&mut self) -> Result<u8, Bad> {
        self.take(1).map(|octets| octets[0])
    }

    /// Takes a number of two octets.
    pub fn u16(&mut self) -> Result<u16, Bad> {
        self.take(2).map(|octets| u16::from_be_bytes([octets[0], octets[1]]))
    }

    /// Takes a number of four octets.
    pub fn u32(&mut self) -> Result<u32, Bad> {
        self.take(4).map(|octets| u32::from_be_bytes([octets[0], octets[1], octets[2], octets[3]]))
    }

    /// Takes a name, which must not be compressed (RFC 3597 section 4).
    pub fn name(&mut self) -> Result<Name, Bad> {
        let (start, mut labels) = (self.at, Vec::new());
        loop {
            match self.u8()? {
                0 => break,
                length @ 1..=63 => labels.push(self.take(usize::from(length))?),
                0xc0..=0xff => return Err("a name in it is compressed"),
                _ => return Err("a label in it is longer than 63 octets"),
            }
        }
        if self.at - start > 255 {
            return Err("a name in it is longer than 255 octets");
        }
        let mut name = Name::from_labels(labels).map_err(|_| "a name in it is longer than 255 octets")?;
        name.set_fqdn(true);
        Ok(name)
    }
}

/// Where rdata is written to as text.
#[derive(Debug)]
pub struct Writer<'w> {
    /// What is written.
    pub text: String,
    /// The name that stands for that of a zone whose name is unknown: names below it are written relative.
    unnamed: Option<&'w Name>,
}

impl<'w> Writer<'w> {
    /// A writer that has written nothing.
    pub fn new(unnamed: Option<&'w Name>) -> Self {
        Writer { text: String::new(), unnamed }
    }

    /// Writes a name as BIND does.
    pub fn name(&mut self, name: &Name) {
        let text = match self.unnamed {
            Some(unnamed) => relative_to(name, unnamed),
            None => display_name(name),
        };
        self.text.push_str(&text);
    }

    /// Writes what can be displayed.
    pub fn push(&mut self, shown: impl std::fmt::Display) {
        use std::fmt::Write;
        // Writing to a string does not fail.
        let _ = write!(self.text, "{shown}");
    }
}
