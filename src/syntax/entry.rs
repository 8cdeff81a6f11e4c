//! What an entry of a zone file says, as written: its words, and what they are. Knows no text.

use hickory_proto::rr::{DNSClass, RecordType};

/// A word or quoted string of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Offset of its first octet, in the text that was parsed; of the quote, if quoted.
    pub start: u32,
    /// Offset behind its last octet.
    pub end: u32,
    /// Whether it stands in quotes.
    pub quoted: bool,
    /// Whether a backslash stands in it.
    pub escaped: bool,
}

impl Word {
    /// Its octets, of a word that is known to have no quotes.
    #[inline(always)]
    pub fn plain_text<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.start as usize..self.end as usize]
    }

    /// Its octets without quotes, escapes as written.
    pub fn text<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        let quote = u32::from(self.quoted);
        &text[(self.start + quote) as usize..(self.end - quote) as usize]
    }
}

/// What one entry of a zone file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry<'p> {
    /// A resource record (RFC 1035 section 5.1).
    Record(RecordEntry<'p>),
    /// `$ORIGIN name`
    Origin(Word),
    /// `$TTL ttl` (RFC 2308 section 4)
    Ttl(Word),
    /// `$TTL`, the word, with nothing or too much behind it.
    UnreadTtl(Word),
    /// `$INCLUDE file [origin]`
    Include {
        /// The file's name.
        path: Word,
        /// The origin of the included records.
        origin: Option<Word>,
    },
    /// `$GENERATE range lhs [ttl] [class] type rhs`, a directive of BIND's.
    Generate(GenerateEntry),
    /// `$DATE when`, which BIND accepts.
    Date,
    /// An owner with nothing after it that could be read; the next entries inherit it.
    Broken {
        /// The owner, if one was written.
        owner: Option<Word>,
    },
}

/// A record as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordEntry<'p> {
    /// The owner; `None` where the line begins with a blank and the last owner goes on.
    pub owner: Option<Word>,
    /// The TTL in seconds with its token.
    pub ttl: Option<(u32, Word)>,
    /// The class with its token.
    pub class: Option<(DNSClass, Word)>,
    /// The type.
    pub rtype: RecordType,
    /// The type's token.
    pub type_word: Word,
    /// Everything behind the type.
    pub rdata: &'p [Word],
    /// Offset of the line end, for what is missing.
    pub end: u32,
}

/// A `$GENERATE` as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GenerateEntry {
    /// The directive itself.
    pub directive: Word,
    /// `start-stop[/step]`
    pub range: Word,
    /// The pattern of the owners.
    pub owner: Word,
    /// The TTL in seconds with its token.
    pub ttl: Option<(u32, Word)>,
    /// The class with its token.
    pub class: Option<(DNSClass, Word)>,
    /// The type's token.
    pub type_word: Word,
    /// The pattern of the rdata.
    pub rdata: Word,
}
