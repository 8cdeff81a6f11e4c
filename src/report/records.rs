//! Records and zones as tab-separated text.

use std::io::{self, Write};

use crate::base::printable::harmless_text;
use crate::base::printable::{defused, defused_path, defused_record};
use crate::base::source::Sources;
use crate::syntax::Word;
use crate::syntax::address::ipv6_text;
use crate::syntax::record_type::{class_name, type_name};
use crate::workspace::Workspace;
use crate::zone::load::{LoadedRecord, PerRun, Request, load};
use crate::zone::rdata::quoted;
use crate::zone::{OriginSource, Rdata, Zone};

/// Writes every record of every zone, one a line: owner, TTL, class, type, rdata.
pub fn write(out: &mut dyn Write, workspace: &Workspace) -> io::Result<()> {
    let mut result = Ok(());
    let spent = PerRun::default();
    for member in &workspace.members {
        let mut print = |zone: &Zone, loaded: &LoadedRecord<'_>| {
            if result.is_ok() {
                result = write_record(out, zone, loaded, &workspace.sources);
            }
        };
        let includes = workspace.includes(member);
        load(Request::again(&member.zone), &workspace.sources, &includes, &spent, Some(&mut print));
    }
    result
}

fn write_record(
    out: &mut dyn Write,
    zone: &Zone,
    loaded: &LoadedRecord<'_>,
    sources: &Sources,
) -> io::Result<()> {
    let record = loaded.record;
    let owner = zone.display(&record.owner, sources);
    let ttl = zone.ttl(record).map_or("-".to_owned(), |ttl| ttl.seconds.to_string());
    let rdata = rdata_text(zone, loaded, sources);
    let (class, rtype) = (class_name(loaded.class), type_name(record.rtype));
    writeln!(out, "{}", defused_record(&format!("{owner}\t{ttl}\t{class}\t{rtype}\t{rdata}")))
}

/// The rdata as BIND writes it, for the types that rules read; else as it was written, on one line.
fn rdata_text(zone: &Zone, loaded: &LoadedRecord<'_>, sources: &Sources) -> String {
    let name = |name| zone.display(name, sources);
    match &loaded.record.rdata {
        Rdata::Srv(srv) => {
            format!("{} {} {} {}", srv.priority, srv.weight, srv.port, name(&srv.target))
        }
        Rdata::Name(target) => name(target),
        Rdata::A(address) => address.to_string(),
        Rdata::Aaaa(address) => ipv6_text(*address),
        Rdata::Mx(fields) => {
            let (preference, exchange) = &**fields;
            format!("{preference} {}", name(exchange))
        }
        Rdata::Naptr(naptr) => format!(
            "{} {} {} {} {} {}",
            naptr.order,
            naptr.preference,
            quoted(&naptr.flags.value),
            quoted(&naptr.services.value),
            quoted(&naptr.regexp.value),
            name(&naptr.replacement)
        ),
        Rdata::Soa(_) | Rdata::Other => {
            let word = |word: &Word| {
                let octets = &loaded.text[word.start as usize..word.end as usize];
                octets
                    .iter()
                    .map(|octet| match octet {
                        b' '..=b'~' => char::from(*octet).to_string(),
                        octet => format!("\\{octet:03}"),
                    })
                    .collect::<String>()
            };
            loaded.words.iter().map(word).collect::<Vec<_>>().join(" ")
        }
    }
}

/// Writes every zone, one a line: file, origin, where the origin came from, records, SRV records.
/// Behind `named.conf` stand the place, and the view if there is one.
pub fn write_zones(out: &mut dyn Write, workspace: &Workspace) -> io::Result<()> {
    for zone in workspace.zones() {
        let origin = if zone.is_named() { zone.origin_text() } else { "?".to_owned() };
        let path = defused_path(&workspace.sources.file(zone.source).path);
        writeln!(
            out,
            "{path}\t{origin}\t{}\t{}\t{}",
            origin_source(zone),
            zone.record_count,
            zone.srv_count
        )?;
    }
    Ok(())
}

fn origin_source(zone: &Zone) -> String {
    let place = match &zone.origin_source {
        OriginSource::NamedConf(place) => Some(place.clone()),
        _ => None,
    };
    let view = zone.view.as_deref().map(|view| format!("view {}", defused(&harmless_text(view))));
    let details: Vec<String> = place.into_iter().chain(view).collect();
    match details.as_slice() {
        [] => zone.origin_source.name().to_owned(),
        details => format!("{} ({})", zone.origin_source.name(), details.join(", ")),
    }
}
