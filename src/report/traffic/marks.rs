//! The findings beside each record of a service: those at its words that are about it, not about another zone's, view's or
//! owner's record that is written in the same place. Makes no finding.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::base::span::{SourceId, Span};
use crate::rules::finding::{Finding, Subject};
use crate::workspace::Workspace;
use crate::workspace::traffic::service::{Entry, Service};

/// How many findings of one place are looked at one by one.
const FEW: usize = 16;

/// The findings of a run, to be asked for by record.
#[derive(Debug)]
pub struct Marks<'a> {
    /// Those of each text, by place.
    at: HashMap<SourceId, Vec<&'a Finding>, RandomState>,
    /// The same once more for texts of which one place has many, by owner in lower case; made when first asked for.
    by_owner: OnceCell<HashMap<(SourceId, String), Vec<&'a Finding>>>,
    /// Of zones that several views load as one, the view that findings name: by file, zone in lower case and view.
    named_views: HashMap<(SourceId, String, Option<&'a str>), Option<&'a str>>,
}

impl<'a> Marks<'a> {
    /// Those of `findings`, which are of this workspace.
    pub fn new(workspace: &'a Workspace, findings: impl Iterator<Item = &'a Finding>) -> Self {
        let mut at: HashMap<SourceId, Vec<&Finding>, RandomState> = HashMap::default();
        for finding in findings {
            at.entry(finding.span.source).or_default().push(finding);
        }
        at.values_mut().for_each(|findings| findings.sort_by_key(order));
        let mut named_views = HashMap::new();
        for zone in workspace.zones().filter(|zone| zone.times() > 1) {
            let name = zone.origin_text().to_ascii_lowercase();
            let views =
                zone.in_views().map(|(view, _)| ((zone.source, name.clone(), view), zone.view.as_deref()));
            named_views.extend(views);
        }
        Marks { at, by_owner: OnceCell::new(), named_views }
    }

    /// The findings at the words of a record, in the order of the words.
    pub fn of(&self, service: &Service, entry: &Entry) -> Vec<&'a Finding> {
        let of_text = self.at.get(&entry.span.source).map_or(&[][..], Vec::as_slice);
        let inside = inside(of_text, entry.span);
        let mut marks: Vec<&Finding> = match inside.len() {
            ..=FEW => inside.to_vec(),
            _ => self.of_owners(service, entry),
        };
        marks.retain(|finding| self.is_about(finding, service, entry));
        marks.dedup_by_key(|finding| (finding.span, finding.rule, finding.message.as_str()));
        marks
    }

    /// Those inside of a place that are about the owner of a service, or about no owner: a `$GENERATE` may have many others.
    fn of_owners(&self, service: &Service, entry: &Entry) -> Vec<&'a Finding> {
        let source = entry.span.source;
        let owners = [String::new(), service.owner.to_ascii_lowercase()];
        let of_owner = |owner: String| {
            let findings = self.by_owner().get(&(source, owner)).map_or(&[][..], Vec::as_slice);
            inside(findings, entry.span)
        };
        let mut marks = owners.map(of_owner).concat();
        marks.sort_by_key(order);
        marks
    }

    fn by_owner(&self) -> &HashMap<(SourceId, String), Vec<&'a Finding>> {
        self.by_owner.get_or_init(|| {
            let mut by_owner: HashMap<(SourceId, String), Vec<&Finding>> = HashMap::new();
            // Each list is in order, as those of the texts are.
            for finding in self.at.values().flatten() {
                let owners = [&finding.owner].into_iter().chain(finding.merged.iter().map(|one| &one.owner));
                let owners: HashSet<String> = owners.map(|owner| owner.to_ascii_lowercase()).collect();
                for owner in owners {
                    by_owner.entry((finding.span.source, owner)).or_default().push(finding);
                }
            }
            by_owner
        })
    }

    fn is_about(&self, finding: &Finding, service: &Service, entry: &Entry) -> bool {
        let is_about = |source, zone: &str, view: Option<&str>, owner: &str, detail: &str| {
            self.is_of_zone((source, zone, view), service) && is_of_record((owner, detail), service, entry)
        };
        let of_merged = |Subject { source, zone, view, owner, detail }: &Subject| {
            is_about(*source, zone, view.as_deref(), owner, detail)
        };
        let view = finding.view.as_deref();
        is_about(finding.source, &finding.zone, view, &finding.owner, &finding.detail)
            || finding.merged.iter().any(of_merged)
    }

    /// Whether a finding is about the zone of a service.
    fn is_of_zone(
        &self,
        (source, zone, view): (Option<SourceId>, &str, Option<&str>),
        service: &Service,
    ) -> bool {
        let own = service.view.as_deref();
        let named = || {
            let key = (service.source, service.zone.to_ascii_lowercase(), own);
            self.named_views.get(&key).copied().unwrap_or(own)
        };
        let own = if self.named_views.is_empty() { own } else { named() };
        source.is_none_or(|source| source == service.source)
            && zone.eq_ignore_ascii_case(&service.zone)
            && view == own
    }
}

/// By place, as a list of findings is kept.
fn order<'a>(finding: &&'a Finding) -> (u32, u32, &'a str, &'a str) {
    (finding.span.start, finding.span.end, finding.rule, finding.message.as_str())
}

/// The findings of a text, which are in order, that begin inside of a place.
fn inside<'f, 'a>(findings: &'f [&'a Finding], Span { start, end, .. }: Span) -> &'f [&'a Finding] {
    let place = |at: u32| findings.partition_point(|finding| finding.span.start < at);
    &findings[place(start)..place(end.max(start + 1))]
}

/// Whether a finding of the zone is about this record, as far as it is about any: where several owners have the record, or
/// `$GENERATE` made several of one line, each has findings of its own.
fn is_of_record((owner, detail): (&str, &str), service: &Service, entry: &Entry) -> bool {
    if !owner.is_empty() && !owner.eq_ignore_ascii_case(&service.owner) {
        return false;
    }
    // Of a finding about one record, the detail is its rdata.
    let number = |text: &str| text.parse::<u16>().ok();
    let fields: Vec<&str> = if entry.is_generated { detail.split(' ').collect() } else { Vec::new() };
    let [priority, weight, port, target] = fields[..] else { return true };
    let (Some(priority), Some(weight), Some(port)) = (number(priority), number(weight), number(port)) else {
        return true;
    };
    let own = || service.tiers.iter().find(|tier| tier.records.iter().any(|one| std::ptr::eq(one, entry)));
    (weight, port) == (entry.weight, entry.port)
        && target.eq_ignore_ascii_case(&entry.target.name)
        && own().is_none_or(|tier| tier.priority == priority)
}
