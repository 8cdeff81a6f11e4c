//! What a change did that made a finding: the records that it removed from where a target or an alias leads.
//!
//! Judges nothing: of new findings alone it is asked which records the base has at the name that they are about.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use hickory_proto::rr::{Name, RecordType};

use crate::base::printable::harmless_text;
use crate::base::span::Span;
use crate::rules::finding::{Cause, Caused, Finding};
use crate::syntax::name::{NameKey, absolute_name, display_name};
use crate::syntax::record_type::type_name;
use crate::workspace::{Member, Workspace};
use crate::zone::Zone;
use crate::zone::load::{LoadedRecord, PerRun, Request, load};

/// How many zones are read again for their records, of the base and of the run each.
const MOST_READ_AGAIN: usize = 100;

/// Says of each of the findings, which `before`, the zones of `revision`, did not have, what the change removed.
pub(crate) fn explain(findings: &mut [Finding], before: &Workspace, now: &Workspace, revision: &str) {
    let mut asked: Vec<(usize, Arc<Member>, Name)> = Vec::new();
    let mut names: HashMap<*const Member, HashSet<NameKey>> = HashMap::new();
    for (number, finding) in findings.iter_mut().enumerate() {
        finding.cause = Caused::Unknown;
        let Some((member, name)) = subject(finding, before) else { continue };
        if names.len() == MOST_READ_AGAIN && !names.contains_key(&Arc::as_ptr(&member)) {
            continue;
        }
        names.entry(Arc::as_ptr(&member)).or_default().insert(NameKey::of(&name));
        asked.push((number, member, name));
    }
    let (mut removed, spent) = (HashMap::new(), [PerRun::default(), PerRun::default()]);
    for (number, member, name) in asked {
        let keys = &names[&Arc::as_ptr(&member)];
        let removed = removed
            .entry(Arc::as_ptr(&member))
            .or_insert_with(|| records_removed(&member, keys, [before, now], &spent));
        let of_name: Vec<&Removed> = removed.iter().filter(|one| one.key == NameKey::of(&name)).collect();
        if let [first, others @ ..] = of_name.as_slice() {
            tell(&mut findings[number], &name, first, others.len(), before, revision);
        }
    }
}

/// A record that the base has and the run has not.
struct Removed {
    key: NameKey,
    rtype: RecordType,
    span: Span,
}

/// The name that a finding is about besides its owner, and the zone that holds it in the base.
fn subject(finding: &Finding, before: &Workspace) -> Option<(Arc<Member>, Name)> {
    let leads = ["target-without-address", "cname-target", "alias-without-service", "naptr-mismatch"];
    if !leads.contains(&finding.rule) {
        return None;
    }
    // The detail of a finding about where something leads ends in that name.
    let name = absolute_name(finding.detail.rsplit(' ').next()?).ok()?;
    let is_of = |zone: &&Zone| zone.origin_text() == finding.zone && zone.view == finding.view;
    let asking = before.zones().find(is_of)?;
    let (zone, _) = before.locate(&name, asking)?;
    let member = before.members.iter().find(|member| std::ptr::eq(&member.zone, zone))?;
    Some((Arc::clone(member), name))
}

/// The records at these names that a zone of the base has, and that the run has not in the zone of this name.
fn records_removed(
    member: &Member,
    keys: &HashSet<NameKey>,
    [before, now]: [&Workspace; 2],
    spent: &[PerRun; 2],
) -> Vec<Removed> {
    let name = member.zone.origin_text();
    let is_same =
        |other: &&Arc<Member>| other.zone.origin_text() == name && other.zone.view == member.zone.view;
    let same = now.members.iter().filter(is_same).take(MOST_READ_AGAIN);
    let still: HashSet<(NameKey, RecordType, String)> = same
        .flat_map(|member| records_at(member, keys, now, &spent[1]))
        .map(|(removed, rdata)| (removed.key, removed.rtype, rdata))
        .collect();
    let had = records_at(member, keys, before, &spent[0]).into_iter();
    had.filter(|(one, rdata)| !still.contains(&(one.key, one.rtype, rdata.clone())))
        .map(|(one, _)| one)
        .collect()
}

/// The records at these names to which a target or an alias may lead, each with its rdata as BIND writes it.
fn records_at(
    member: &Member,
    keys: &HashSet<NameKey>,
    workspace: &Workspace,
    spent: &PerRun,
) -> Vec<(Removed, String)> {
    let mut found = Vec::new();
    let mut observe = |zone: &Zone, loaded: &LoadedRecord<'_>| {
        let (key, rtype) = (loaded.record.owner.key, loaded.record.rtype);
        let leads_on = [RecordType::A, RecordType::AAAA, RecordType::CNAME, RecordType::SRV].contains(&rtype);
        if leads_on && keys.contains(&key) {
            let span = workspace.sources.written(loaded.record.span);
            found.push((Removed { key, rtype, span }, loaded.rdata_text(zone)));
        }
    };
    let includes = workspace.includes(member);
    load(Request::again(&member.zone), &workspace.sources, &includes, spent, Some(&mut observe));
    found
}

/// Tells of a finding what was removed, and takes back a guess at what its name may have meant: it meant what was there.
fn tell(
    finding: &mut Finding,
    name: &Name,
    removed: &Removed,
    others: usize,
    before: &Workspace,
    revision: &str,
) {
    let place = before.sources.position(removed.span.source, removed.span.start);
    let path = &before.sources.file(removed.span.source).path;
    let (name, rtype) = (display_name(name), type_name(removed.rtype));
    let record = format!("the {rtype} record of `{name}` at {path}:{}", place.line);
    let message = match others {
        0 => format!("{record} was removed"),
        1 => format!("{record}, and another of this name, were removed"),
        many => format!("{record}, and {many} others of this name, were removed"),
    };
    let revision = harmless_text(revision).into_owned();
    finding.notes.insert(0, format!("{message} since `{revision}`"));
    if finding.help.as_ref().is_some_and(|help| help.starts_with("did you mean")) {
        finding.help = Some("put it back, or name a host that has an address".to_owned());
        finding.fix = None;
    }
    finding.cause = Caused::By(Box::new(Cause { message, span: removed.span, revision }));
}
