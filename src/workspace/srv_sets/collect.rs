//! Sums up the SRV record sets of a zone in one pass over its records. Knows no other zone.

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::syntax::name::filter::has_repetition;
use crate::syntax::name::numbering::Numbering;
use crate::workspace::services::Registry;
use crate::workspace::srv_sets::answers::Answers;
use crate::workspace::srv_sets::astray::{
    MOST_DOMAINS, MOST_MISSPELT, Neighbourhood, are_one_but_misspelt, host_and_domain_of,
};
use crate::workspace::srv_sets::names::Names;
use crate::workspace::srv_sets::set::{Set, SrvSets};
use crate::workspace::srv_sets::targets::{Above, Asked, OpenTarget, Targets};
use crate::zone::{Record, Srv, Zone};

/// The sets of a zone, with the services as `registry` knows them. `answers` are forgotten first, and kept
/// by the caller for the next zone: most zones are small, and a new table takes longer than they do.
pub fn collect(zone: &Zone, sources: &Sources, registry: &Registry, answers: &mut Answers) -> SrvSets {
    let count = zone.srv_count as usize;
    answers.clear(count);
    let (order, some) = (Vec::with_capacity(count), Vec::with_capacity(count / 2));
    let mut collector = Collector {
        zone,
        sources,
        names: Names::new(zone, sources, registry),
        sets: SrvSets { sets: some, order, ..SrvSets::default() },
        asked: Vec::with_capacity(count),
        answers,
        last_owner: None,
        last_above: None,
    };
    for (number, record) in zone.records().iter().enumerate() {
        if let Some(srv) = record.srv() {
            collector.add(number as u32, record, srv);
        }
    }
    collector.finish()
}

/// The sets of the records that were read so far.
struct Collector<'c, 's, 'z> {
    zone: &'z Zone,
    sources: &'s Sources,
    names: Names<'s, 'z>,
    sets: SrvSets,
    /// The targets but for the root, in file order. They and all names above them are asked for.
    asked: Vec<Asked>,
    answers: &'c mut Answers,
    last_owner: Option<Span>,
    last_above: Option<u32>,
}

impl Collector<'_, '_, '_> {
    #[inline]
    fn add(&mut self, number: u32, record: &Record, srv: &Srv) {
        let Collector { sets, names, .. } = self;
        sets.order.push(number);
        let end = sets.order.len() as u32;
        let is_written = self.last_owner != Some(record.owner.span);
        self.last_owner = Some(record.owner.span);
        let may_lack_dot = match sets.sets.last_mut() {
            Some(set) if set.owner == record.owner.key => {
                set.records.end = end;
                is_written && names.owner_may_lack_dot(&record.owner)
            }
            last => {
                // While its records are at hand.
                if let Some(set) = last {
                    set.sum_up(self.zone, self.sources, &sets.order);
                }
                let (above, service, may_lack_dot) = names.owner(&record.owner);
                sets.sets.push(Set::new(record.owner.key, end - 1..end, above, service));
                may_lack_dot
            }
        };
        if is_written && may_lack_dot {
            sets.misplaced_owners.push(number);
        }
        let (above, is_host, is_doubled) = names.target(&srv.target);
        if !srv.is_null() {
            let asked_names = &mut self.answers.names;
            if self.last_above != Some(above) {
                self.last_above = Some(above);
                names.keys_above(above).iter().for_each(|key| _ = asked_names.of(*key));
            }
            self.asked.push(Asked { number: asked_names.of(srv.target.key), record: number, above });
        }
        if !is_host {
            sets.odd_targets.push(number);
        }
        if is_doubled {
            sets.astray.push(number);
        }
    }

    /// The sets, with those of their targets that the zone has no address for, so that others are to be
    /// asked.
    fn finish(self) -> SrvSets {
        let Collector { zone, sources, names, mut sets, asked, answers, .. } = self;
        if let Some(set) = sets.sets.last_mut() {
            set.sum_up(zone, sources, &sets.order);
        }
        join_parts(&mut sets, zone, sources);
        sets.targets = Targets::of(names.keys, names.above);
        answers.answer_all(zone);
        let mut local = false;
        let question = |asked: &Asked| (asked.number, sets.targets.above(asked.above).keys());
        let judged = asked.iter().zip(answers.judge(asked.iter().map(question), &mut local));
        let target = |asked: &Asked| {
            let name = zone.records()[asked.record as usize].srv()?.target;
            Some(OpenTarget { name, record: asked.record, above: asked.above })
        };
        let mut open = Vec::new();
        open.extend(judged.filter(|(_, is_certain)| !is_certain).filter_map(|(asked, _)| target(asked)));
        let (outside, domains) = astray(&sets.targets, &open, zone, sources);
        sets.astray.extend(outside);
        sets.targets.domains = domains;
        (sets.targets.open, sets.targets.local) = (open, local);
        sets
    }
}

/// The domains of targets, as texts, each with the number of the names above these targets.
type Domains = Vec<(u32, Box<str>)>;

/// Numbers of the records whose target may be meant for a host of the zone, or for the target of other records, of those that
/// it has no address for; and the domains that these lie in.
fn astray(targets: &Targets, open: &[OpenTarget], zone: &Zone, sources: &Sources) -> (Vec<u32>, Domains) {
    let (mut numbers, mut here, mut before) = (Vec::new(), None, None);
    let mut domains: Vec<(u32, &OpenTarget)> = Vec::new();
    for target in open.iter().filter(|target| !target.name.is_relative()) {
        let Above::Whole(above) = targets.above(target.above) else { continue };
        // What stands above a name tells, unless it is a domain itself.
        let is_domain = above.len() < zone.apex.chain().len();
        let may_be_meant = match before {
            Some((number, known)) if number == target.above && !is_domain => known,
            _ => {
                if domains.len() < MOST_ELSEWHERE && !domains.iter().any(|(known, _)| *known == target.above)
                {
                    domains.push((target.above, target));
                }
                let here = here.get_or_insert_with(|| Neighbourhood::of(zone));
                here.may_be_meant(sources.bytes(target.name.span))
            }
        };
        before = Some((target.above, may_be_meant));
        if may_be_meant {
            numbers.push(target.record);
        }
    }
    let is_few = domains.len() <= MOST_DOMAINS;
    let named = |(above, target): (u32, &OpenTarget)| {
        let (_, domain) = host_and_domain_of(sources.bytes(target.name.span))?;
        Some((above, domain.to_ascii_lowercase()))
    };
    let domains: Vec<(u32, String)> = domains.into_iter().filter_map(named).collect();
    if is_few {
        numbers.extend(misspelt_beside(&domains, open));
        numbers.sort_unstable();
        numbers.dedup();
    }
    let domains = domains.into_iter().filter(|(_, domain)| domain.contains('.'));
    (numbers, domains.map(|(above, domain)| (above, domain.into_boxed_str())).collect())
}

/// How many domains of a zone's targets are compared with the names of other zones.
const MOST_ELSEWHERE: usize = 64;

/// Numbers of the records whose target lies in a domain that may be another of the `domains`, each with the number of the names
/// above its targets.
fn misspelt_beside(domains: &[(u32, String)], open: &[OpenTarget]) -> Vec<u32> {
    let mut is_near = [false; MOST_DOMAINS];
    for (number, (_, domain)) in domains.iter().enumerate() {
        for (other_number, (_, other)) in domains.iter().enumerate().skip(number + 1) {
            if are_one_but_misspelt(domain, other) {
                (is_near[number], is_near[other_number]) = (true, true);
            }
        }
    }
    let near = domains.iter().zip(is_near).filter(|(_, is_near)| *is_near).map(|((above, _), _)| *above);
    let of_domain = |above: u32| {
        let records = open.iter().filter(move |target| target.above == above).map(|target| target.record);
        records.collect::<Vec<u32>>()
    };
    near.map(of_domain).filter(|records| records.len() <= MOST_MISSPELT).flatten().collect()
}

/// Puts the parts of each set together, where other owners stand between them. In nearly every file none do.
fn join_parts(sets: &mut SrvSets, zone: &Zone, sources: &Sources) {
    if !has_repetition(sets.sets.iter().map(|set| set.owner)) {
        return;
    }
    let mut owners = Numbering::default();
    let mut joined: Vec<(Vec<u32>, Set)> = Vec::new();
    for set in &sets.sets {
        let number = owners.of(set.owner) as usize;
        if number == joined.len() {
            joined.push((Vec::new(), set.clone()));
        }
        joined[number].0.extend_from_slice(sets.records(set));
    }
    sets.order.clear();
    sets.sets.clear();
    for (records, Set { owner, above, service, .. }) in joined {
        let start = sets.order.len() as u32;
        sets.order.extend(records);
        let mut set = Set::new(owner, start..sets.order.len() as u32, above, service);
        set.sum_up(zone, sources, &sets.order);
        sets.sets.push(set);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::absolute_name;
    use crate::zone::includes::NoIncludes;
    use crate::zone::load::{PerRun, Request, load};

    /// The zone `example.com` with these records below its SOA, its sets, and its texts.
    fn collected(records: &str) -> (Zone, SrvSets, Sources) {
        let sources = Sources::default();
        let text = format!("$TTL 300\n@ SOA ns h 1 2 3 4 5\n{records}\n").into_bytes();
        let source = sources.add("example.com.zone".to_owned(), None, text, None);
        let request = Request::new(source, absolute_name("example.com").ok());
        let zone = load(request, &sources, &NoIncludes, &PerRun::default(), None).zone;
        let sets = collect(&zone, &sources, &Registry::built_in(), &mut Answers::default());
        (zone, sets, sources)
    }

    /// Each set in words: the first label of its owner, then what was noted of it.
    fn in_words(records: &str) -> Vec<String> {
        let (zone, sets, sources) = collected(records);
        let describe = |set: &Set| {
            let numbers = sets.records(set);
            let owner = zone.display(&zone.records()[numbers[0] as usize].owner, &sources);
            let mut words = vec![owner.split('.').next().unwrap_or_default().to_owned()];
            words.push(numbers.len().to_string());
            words.extend(set.port.map(|port| format!("port {port}")));
            words.extend(set.ttls.map(|(low, high)| format!("ttl {low}-{high}")));
            let flags = [
                (set.nulls > 0, "null"),
                (set.has_zero_weight, "zero"),
                (set.may_share_with_zero, "shares"),
                (set.may_repeat, "repeats"),
                (set.may_prefer, "prefers"),
            ];
            words.extend(flags.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word.to_owned()));
            words.join(" ")
        };
        sets.sets.iter().map(describe).collect()
    }

    #[test]
    fn a_set_is_summed_up_to_what_rules_ask_first() {
        for (records, expected) in [
            ("", &[][..]),
            ("_a._tcp SRV 1 2 3 a", &["_a 1 port 3 ttl 300-300"]),
            ("_a._tcp SRV 0 0 0 .", &["_a 1 ttl 300-300 null"]),
            ("_a._tcp SRV 1 2 3 a\n_a._tcp 60 SRV 1 2 4 b", &["_a 2 ttl 60-300"]),
            ("_a._tcp SRV 1 2 3 a\n SRV 2 2 3 b", &["_a 2 port 3 ttl 300-300"]),
            ("_a._tcp SRV 1 0 3 a\n SRV 2 2 3 b", &["_a 2 port 3 ttl 300-300 zero"]),
            ("_a._tcp SRV 1 0 3 a\n SRV 1 2 3 b", &["_a 2 port 3 ttl 300-300 zero shares"]),
            ("_a._tcp SRV 1 2 3 a\n SRV 2 2 3 a", &["_a 2 port 3 ttl 300-300 repeats"]),
            ("_a._tcp SRV 2 2 3 a-main1\n SRV 1 2 3 b", &["_a 2 port 3 ttl 300-300 prefers"]),
            ("_a._tcp SRV 1 2 3 a-main1\n SRV 2 2 3 b", &["_a 2 port 3 ttl 300-300"]),
            ("_a._tcp SRV 1 2 3 main\n SRV 1 2 3 b", &["_a 2 port 3 ttl 300-300"]),
            ("_a._tcp SRV 1 2 3 a\n SRV 0 0 0 .", &["_a 2 port 3 ttl 300-300 null"]),
            // Other owners stand between the records of a set.
            (
                "_a._tcp SRV 1 2 3 a\n_b._tcp SRV 1 2 3 a\n_A._TCP SRV 1 2 4 b",
                &["_a 2 ttl 300-300", "_b 1 port 3 ttl 300-300"],
            ),
        ] {
            assert_eq!(in_words(records), expected, "{records}");
        }
    }

    #[test]
    fn large_sets_are_not_compared_each_with_each() {
        let records: Vec<String> = (0..17).map(|number| format!("_a._tcp SRV 1 2 3 a{number}")).collect();
        assert_eq!(in_words(&records[..16].join("\n")), ["_a 16 port 3 ttl 300-300"]);
        assert_eq!(in_words(&records.join("\n")), ["_a 17 port 3 ttl 300-300 shares repeats"]);
    }

    #[test]
    fn services_are_found_at_any_depth_with_the_name_that_they_are_for() {
        for (owner, expected) in [
            ("_sip._tcp", Some((true, "tcp", 0, "example.com"))),
            ("_SIP._Udp", Some((true, "udp", 0, "example.com"))),
            ("_made-up._tcp", Some((false, "tcp", 0, "example.com"))),
            ("_sip._tcp.a.b", Some((true, "tcp", 0, "a.b.example.com"))),
            ("_x._y._sip._tcp", Some((true, "tcp", 2, "example.com"))),
            ("_sip._tcp.example.org.", None),
            ("_sip", None),
            ("sip.tcp", None),
        ] {
            // Twice below one parent, so that the second is read as the sibling of the first.
            let (_, sets, _) = collected(&format!("{owner} SRV 1 2 3 a\n{owner} SRV 1 2 3 b"));
            let found = sets.sets.first().and_then(|set| set.service);
            let found = found.map(|labels| {
                (labels.number.is_some(), labels.transport(), usize::from(labels.before), labels.base)
            });
            let key = |name: &str| crate::syntax::name::NameKey::of(&absolute_name(name).expect("a name"));
            let expected =
                expected.map(|(known, transport, before, base)| (known, transport, before, key(base)));
            assert_eq!(found, expected, "{owner}");
        }
    }

    #[test]
    fn owners_in_which_nothing_can_be_odd_are_noted() {
        let is_plain = |set: &Set| set.service.is_some_and(|labels| labels.is_plain);
        for (base, expected) in [
            ("", true),
            (".a.b-2", true),
            (".a.example.com.", true),
            (".example", false),
            (".a.example", false),
            (".tls", false),
            (".a_b", false),
            (".dc.msdcs", false),
            (".Berlin.Sites", false),
            (".default-first-site-name", false),
            (".%d", false),
            (".a.example.example.com.", false),
        ] {
            // The second is read as the sibling of the first.
            let (_, sets, _) =
                collected(&format!("_sip._tcp{base} SRV 1 2 3 a\n_ldap._tcp{base} SRV 1 2 3 a"));
            assert_eq!(sets.sets.iter().map(is_plain).collect::<Vec<_>>(), [expected; 2], "{base}");
        }
        for records in [
            "_made-up._tcp.a SRV 1 2 3 a",
            "_x._sip._tcp.a SRV 1 2 3 a",
            "\\_sip._tcp.a SRV 1 2 3 a",
            "$ORIGIN a_b.example.com.\n_sip._tcp SRV 1 2 3 a",
        ] {
            assert!(!is_plain(&collected(records).1.sets[0]), "{records}");
        }
    }

    #[test]
    fn targets_that_the_zone_has_no_address_for_are_open() {
        let hosts =
            "a A 192.0.2.1\nlocal A 127.0.0.1\nalias CNAME a\nsub NS ns.example.net.\nhost.sub A 192.0.2.2";
        for (target, open, local) in [
            ("a", false, false),
            ("A.Example.Com.", false, false),
            (".", false, false),
            ("local", false, true),
            ("b", true, false),
            ("alias", true, false),
            ("host.sub", true, false),
            ("a.example.net.", true, false),
        ] {
            let (_, sets, _) = collected(&format!("{hosts}\n_a._tcp SRV 1 2 3 {target}"));
            assert_eq!((!sets.targets.open.is_empty(), sets.targets.local), (open, local), "{target}");
        }
    }

    #[test]
    fn odd_targets_and_misplaced_owners_are_noted_by_their_records() {
        let (_, sets, _) = collected(
            "_a._tcp SRV 1 2 3 a\n_b._tcp SRV 1 2 3 under_score\n_c._tcp.example.com SRV 1 2 3 -a\n_d._tcp.example.com. SRV 1 2 3 a\n_e._tcp.Example.com.example.com. SRV 1 2 3 a\n_f._tcp.example.net SRV 1 2 3 a\n_g._tcp.a SRV 1 2 3 a",
        );
        assert_eq!((&*sets.odd_targets, &*sets.misplaced_owners), (&[1, 2][..], &[2, 4, 5][..]));
    }
}
