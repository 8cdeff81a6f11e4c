//! How a zone's name became known. Finds none out.

/// How the zone's name became known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginSource {
    /// `--origin`
    CommandLine,
    /// The configuration's zone map.
    Configuration,
    /// The owner of the SOA record.
    Soa,
    /// A name server's configuration; the text says file and line.
    NamedConf(String),
    /// The comment that a program which exports zones writes above the records.
    Comment,
    /// The layout of an export: its `$ORIGIN`, or the name that all its owners lie below.
    Export,
    /// The file's name.
    FileName,
    /// The names in the file, where the file's name tells another or none.
    Names,
    /// Nothing says it.
    Unknown,
}

impl OriginSource {
    /// The word that `zones` and JSON show.
    pub fn name(&self) -> &'static str {
        match self {
            OriginSource::CommandLine => "command-line",
            OriginSource::Configuration => "configuration",
            OriginSource::Soa => "soa",
            OriginSource::NamedConf(_) => "named.conf",
            OriginSource::Comment => "comment",
            OriginSource::Export => "export",
            OriginSource::FileName => "file-name",
            OriginSource::Names => "names",
            OriginSource::Unknown => "unknown",
        }
    }

    /// What tells the name, to stand in a note; `None` where the file or the user does.
    pub fn elsewhere(&self) -> Option<&str> {
        match self {
            OriginSource::Configuration => Some("the configuration's map"),
            OriginSource::NamedConf(place) => Some(place),
            OriginSource::Comment => Some("the comment above the records"),
            OriginSource::Export => Some("the layout of the export"),
            OriginSource::FileName => Some("the file's name"),
            OriginSource::Names => Some("the names in the file"),
            OriginSource::CommandLine | OriginSource::Soa | OriginSource::Unknown => None,
        }
    }
}
