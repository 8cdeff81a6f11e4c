//! What the loader is asked for, and what it returns. Knows no file but the one that holds the zone.

use hickory_proto::rr::{DNSClass, Name};

use crate::base::span::SourceId;
use crate::syntax::Word;
use crate::zone::declared_class::DeclaredClass;
use crate::zone::in_view::InView;
use crate::zone::mistake::Mistake;
use crate::zone::model::Zone;
use crate::zone::origin_source::OriginSource;
use crate::zone::rdata::{Reader, octets_of, text_of};
use crate::zone::record::Record;

/// Which zone a file holds.
#[derive(Debug, Clone)]
pub struct Request {
    /// The file.
    pub source: SourceId,
    /// The zone's name, absolute; `None` if unknown.
    pub apex: Option<Name>,
    /// How the name became known.
    pub origin_source: OriginSource,
    /// The view of the name server that the zone is loaded in, if one is known.
    pub view: Option<String>,
    /// All views that load it, this one among them, if it is the same in several.
    pub views: Vec<InView>,
    /// What other sources say of its name instead, a sentence each.
    pub disagreements: Vec<String>,
    /// The declarations of it as another zone, a sentence each.
    pub refused_as: Vec<String>,
    /// Why every server that declares it loads names that are not hosts' (`check-names`).
    pub unchecked: Option<String>,
    /// The class that a name server's configuration says, if one declares it.
    pub class: Option<DeclaredClass>,
    /// Whether it is a whole zone even without an SOA record.
    pub is_whole: bool,
    /// Whether the addresses of its hosts are kept.
    pub keeps_addresses: bool,
}

impl Request {
    /// The zone that the text `source` is, under a name that the user gives; `None` if that is unknown.
    pub fn new(source: SourceId, apex: Option<Name>) -> Self {
        let origin_source = OriginSource::CommandLine;
        let (disagreements, refused_as) = Default::default();
        let (unchecked, is_whole, keeps_addresses) = (None, false, false);
        Request {
            source,
            apex,
            origin_source,
            view: None,
            views: Vec::new(),
            disagreements,
            refused_as,
            unchecked,
            class: None,
            is_whole,
            keeps_addresses,
        }
    }

    /// The same zone once more.
    pub fn again(zone: &Zone) -> Self {
        Request {
            source: zone.source,
            apex: zone.is_named().then(|| zone.apex.name.clone()),
            origin_source: zone.origin_source.clone(),
            view: zone.view.clone(),
            views: zone.views.clone(),
            disagreements: zone.disagreements.clone(),
            refused_as: zone.refused_as.clone(),
            unchecked: zone.unchecked.clone(),
            class: zone.declared_class.clone(),
            is_whole: zone.is_whole,
            keeps_addresses: false,
        }
    }
}

/// A zone, with what keeps a server from loading it as it is written.
#[derive(Debug)]
pub struct Loaded {
    /// The zone.
    pub zone: Zone,
    /// The mistakes, in the order in which they were found.
    pub mistakes: Vec<Mistake>,
}

/// A record at the moment it is loaded, with everything that it says.
#[derive(Debug)]
pub struct LoadedRecord<'l> {
    /// The record. Its rdata is `Other` for types that rules do not read.
    pub record: &'l Record,
    /// The class.
    pub class: DNSClass,
    /// The text that the words lie in.
    pub(super) text: &'l [u8],
    /// The type's word and those of the rdata, as written.
    pub(super) words: (Word, &'l [Word]),
    /// The octets of the rdata, if they are at hand.
    pub(super) octets: Option<&'l [u8]>,
    /// What relative names in the rdata are completed with.
    pub(super) origin: &'l Name,
}

impl LoadedRecord<'_> {
    /// The rdata as BIND writes it.
    pub fn rdata_text(&self, zone: &Zone) -> String {
        let rtype = self.record.rtype;
        let unnamed = (!zone.is_named()).then_some(&zone.apex.name);
        if let Some(octets) = self.octets {
            return text_of(self.class, rtype, octets, unnamed);
        }
        let (type_word, words) = self.words;
        let reader = Reader::new(words, self.text, self.origin, (rtype, type_word));
        let octets = octets_of(self.class, rtype, reader).expect("what was loaded can be read again");
        text_of(self.class, rtype, &octets, unnamed)
    }

    /// Where the field of the rdata with this number, from 0, begins and ends in its text; `None` if it has fewer.
    pub fn field(&self, number: usize) -> Option<(u32, u32)> {
        self.words.1.get(number).map(|word| (word.start, word.end))
    }

    /// What relative names in the rdata are completed with.
    pub fn origin(&self) -> &Name {
        self.origin
    }

    /// The rdata as BIND would write it if another `origin` were in force; `None` if it could not be read then.
    pub fn rdata_text_below(&self, origin: &Name) -> Option<String> {
        let (rtype, (type_word, words)) = (self.record.rtype, self.words);
        let reader = Reader::new(words, self.text, origin, (rtype, type_word));
        let octets = octets_of(self.class, rtype, reader).ok()?;
        Some(text_of(self.class, rtype, &octets, None))
    }
}

/// Called with each record that a server would load, in file order.
pub type Observer<'o> = &'o mut dyn FnMut(&Zone, &LoadedRecord<'_>);
