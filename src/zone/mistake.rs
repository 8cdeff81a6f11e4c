//! What keeps a server from loading a zone as it is written, as data. Knows no rule: `rules` makes findings
//! of it.

use crate::base::span::Span;
use crate::zone::record::NameRef;

/// What a mistake is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MistakeKind {
    /// What BIND refuses to read.
    Syntax,
    /// What BIND refuses of a zone whose every line it reads.
    Refused,
    /// A name that lacks its final dot, which is read as it was meant.
    MissingDot,
    /// An `$INCLUDE` of a file that is not read.
    NotIncluded,
    /// An `$INCLUDE` of a file that is here, but in no clone of the repository.
    Untracked,
}

/// The name that a mistake is about, where more can be found out of it than is known when a zone has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// An alias with other records beside it.
    Alias(NameRef),
    /// A name server in the zone that has no address.
    Server(NameRef),
    /// A name server whose name lacks its final dot.
    ServerWithoutDot(NameRef),
}

/// One mistake, or several that are counted and not listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What it is about.
    pub kind: MistakeKind,
    /// The place at fault.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
    /// The authority.
    pub note: Option<&'static str>,
    /// Another place that explains it, and what is there.
    pub label: Option<(Span, String)>,
    /// The name to find out more of.
    pub about: Option<About>,
    /// What, besides its zone, makes the mistake this one.
    pub detail: String,
    /// How many mistakes it stands for that are not listed; 0 for one that stands for itself.
    pub not_listed: usize,
    /// How many records besides its own it concerns, where that is counted.
    pub places: u32,
    /// Whether `detail` names what all of a file have in common that are this one mistake.
    pub is_habit: bool,
}

impl Mistake {
    /// A mistake with nothing but its place and message.
    pub fn new(kind: MistakeKind, span: Span, message: impl Into<String>) -> Self {
        let (message, detail) = (message.into(), String::new());
        let (help, note, label, about) = (None, None, None, None);
        Mistake {
            kind,
            span,
            message,
            help,
            note,
            label,
            about,
            detail,
            not_listed: 0,
            places: 0,
            is_habit: false,
        }
    }
}
