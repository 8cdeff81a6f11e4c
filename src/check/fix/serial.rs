//! The serials of zones whose records were fixed: what each becomes, and where it stands. Asks no clock.

use std::collections::BTreeMap;

use hickory_proto::rr::RecordType;

use crate::base::date::Date;
use crate::base::span::Span;
use crate::rules::finding::{Applicability, Edit, Fix, MeantFor};
use crate::syntax::ttl::decimal;
use crate::workspace::Workspace;
use crate::zone::Zone;
use crate::zone::load::{LoadedRecord, PerRun, Request, load};

/// What makes the serials of these zones greater. Zones that read one SOA record have it in common.
pub(crate) fn bumps(workspace: &Workspace, zones: &[String], today: Option<Date>) -> Vec<Fix> {
    let mut serials: BTreeMap<Span, (u32, Vec<MeantFor>)> = BTreeMap::new();
    for member in &workspace.members {
        let zone = &member.zone;
        let mut see = |zone: &Zone, loaded: &LoadedRecord<'_>| {
            let record = loaded.record;
            if record.rtype != RecordType::SOA || workspace.sources.is_generated(record.span) {
                return;
            }
            let Some((start, end)) = loaded.field(2) else { return };
            let place = Span::new(record.span.source, start, end);
            let Some(serial) = decimal(workspace.sources.bytes(place)) else { return };
            let meant_for =
                MeantFor { zone: zone.origin_text(), view: zone.view.clone(), owner: String::new() };
            serials.entry(place).or_insert((serial, Vec::new())).1.push(meant_for);
        };
        if zone.soa.is_some() {
            let includes = workspace.includes(member);
            load(Request::again(zone), &workspace.sources, &includes, &PerRun::default(), Some(&mut see));
        }
    }
    serials.retain(|_, (_, meant)| meant.iter().any(|meant| zones.contains(&meant.zone)));
    let fix = |(span, (serial, meant_for)): (Span, (u32, Vec<MeantFor>))| Fix {
        applicability: Applicability::Safe,
        description: "make the serial greater".into(),
        edits: vec![Edit { span, text: next(serial, today).to_string() }],
        meant_for: meant_for.into(),
        generated: [].into(),
    };
    serials.into_iter().map(fix).collect()
}

/// A serial that is greater by RFC 1982: today's first, if the serial is a day with a count as in `2026112701`, else the next.
fn next(serial: u32, today: Option<Date>) -> u32 {
    // A serial of 0 is avoided, as BIND's tools do.
    let counted = serial.wrapping_add(1).max(1);
    let day = |number: u32| {
        let text = number.to_string();
        (text.len() == 10).then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..8]))
    };
    let is_day = day(serial).is_some_and(|day| Date::parse(&day).is_some());
    let first = today.and_then(|day| format!("{day}01").replace('-', "").parse::<u32>().ok());
    match first.filter(|_| is_day) {
        Some(first) if first.wrapping_sub(serial) as i32 > 0 => first,
        _ => counted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_grow_in_their_own_way() {
        let today = Date::parse("2026-11-27");
        for (serial, expected) in [
            (1, 2),
            (0, 1),
            (u32::MAX, 1),
            (2026010203, 2026112701),
            (2026112701, 2026112702),
            (2026112799, 2026112800),
            (2027010100, 2027010101),
            (2026139900, 2026139901),
            (1732700000, 1732700001),
        ] {
            assert_eq!(next(serial, today), expected, "{serial}");
        }
        assert_eq!(next(2026010203, None), 2026010204);
    }
}
