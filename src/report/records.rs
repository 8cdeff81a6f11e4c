//! Records and zones as tab-separated text.

use std::io::{self, Write};

use codespan_reporting::term::termcolor::WriteColor;

use crate::base::printable::harmless_text;
use crate::base::printable::{defused, defused_path, defused_record};
use crate::base::source::Sources;
use crate::report::manual::Columns;
use crate::syntax::record_type::{class_name, type_name};
use crate::workspace::{Withheld, Workspace};
use crate::zone::load::{LoadedRecord, PerRun, Request, load};
use crate::zone::{Incomplete, OriginSource, Zone};

/// Writes every record of every zone, one a line: owner, TTL, class, type, rdata.
pub fn write(out: &mut dyn Write, workspace: &Workspace) -> io::Result<()> {
    let mut result = Ok(());
    let spent = PerRun::default();
    for member in workspace.judged() {
        let mut print = |zone: &Zone, loaded: &LoadedRecord<'_>| {
            if result.is_ok() {
                result = write_record(out, zone, loaded, &workspace.sources);
            }
        };
        let includes = workspace.includes(member);
        for _ in member.zone.in_views() {
            load(Request::again(&member.zone), &workspace.sources, &includes, &spent, Some(&mut print));
        }
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
    let rdata = loaded.rdata_text(zone);
    let (class, rtype) = (class_name(loaded.class), type_name(record.rtype));
    writeln!(out, "{}", defused_record(&format!("{owner}\t{ttl}\t{class}\t{rtype}\t{rdata}")))
}

/// Writes every zone: file, origin, where the origin came from, records, SRV records, and what keeps it from being known
/// in full. On a terminal of so many columns as a table, else one a line, with tabs between.
/// Behind `named.conf` stand the place, and the view if there is one. What was left out, if that is noted, has `skipped`
/// for a source, and why.
pub fn write_zones(out: &mut dyn WriteColor, workspace: &Workspace, width: Option<usize>) -> io::Result<()> {
    let mut rows = Vec::new();
    for (zone, withheld) in workspace.zones().zip(workspace.withheld()) {
        let origin = if zone.is_named() { defused(&zone.origin_text()).into_owned() } else { "?".to_owned() };
        let path = defused_path(&workspace.sources.file(zone.source).path).into_owned();
        let (records, srv_records) = (zone.record_count.to_string(), zone.srv_count.to_string());
        let not_read = withheld.and_then(|withheld| not_read(zone, withheld, workspace));
        for (view, source) in zone.in_views() {
            let row = [&path, &origin, &origin_source(source, view), &records, &srv_records];
            rows.push(row.into_iter().chain(&not_read).cloned().collect());
        }
    }
    for left_out in &workspace.left_out {
        let (path, why) = (defused_path(&left_out.path), defused(&left_out.why));
        rows.push(vec![
            path.into_owned(),
            "-".into(),
            "skipped".into(),
            "0".into(),
            "0".into(),
            why.into_owned(),
        ]);
    }
    let titles: &[&str] = &["file", "zone", "named by", "records", "SRV", ""];
    Columns { titles, rows }.write(out, width)
}

/// Where a zone's text could not be read, so that names in it are in doubt.
fn not_read(zone: &Zone, withheld: Withheld, workspace: &Workspace) -> Option<String> {
    matches!(zone.incomplete, Some(Incomplete::Unreadable(_) | Incomplete::Include(_))).then(|| {
        let sources = &workspace.sources;
        let line = sources.position(withheld.place.source, withheld.place.start).line;
        format!("not read in full ({}:{line})", defused_path(&sources.file(withheld.place.source).path))
    })
}

fn origin_source(source: &OriginSource, view: Option<&str>) -> String {
    let place = match source {
        OriginSource::NamedConf(place) => Some(defused(place).into_owned()),
        _ => None,
    };
    let view = view.map(|view| format!("view {}", defused(&harmless_text(view))));
    let details: Vec<String> = place.into_iter().chain(view).collect();
    match details.as_slice() {
        [] => source.name().to_owned(),
        details => format!("{} ({})", source.name(), details.join(", ")),
    }
}
