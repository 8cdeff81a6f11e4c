//! The places below which Active Directory's netlogon looks services up, `_msdcs` and `_sites`, and what looks like one
//! misspelt. Does not know how rules report it.

use crate::base::spelling::is_one_mistake;
use crate::rules::facts::odd_labels::OwnerProblem;
use crate::rules::facts::owner_labels::repairable;
use crate::zone::Zone;

/// Whether there are such places below a zone's name: domain controllers write their records there.
pub fn is_of_netlogon(zone: &Zone) -> bool {
    let has = |label: &[u8]| zone.index().node(zone.apex.key().child(label)).is_some();
    has(b"_msdcs") || has(b"_sites")
}

/// Whether a service, without its underscore, is looked up at such places.
pub fn has_places(service: &str) -> bool {
    matches!(service, "ldap" | "kerberos" | "gc")
}

/// The roles of domain controllers, each a label before `_msdcs`.
const ROLES: [&str; 4] = ["dc", "gc", "pdc", "domains"];

/// The ports of the global catalogue.
const CATALOGUE: [u16; 2] = [3268, 3269];

/// How the site is called that each Active Directory begins with.
const FIRST_SITE: &str = "default-first-site-name";

/// The labels behind a service and its protocol that are the owner's own, and what was found wrong with them so far.
struct Places<'l> {
    service: &'l str,
    port: Option<u16>,
    labels: Vec<String>,
    /// The first label of the zone's name.
    next: Option<&'l str>,
    wrong: Option<String>,
}

/// An owner, the first `own` labels of which do not belong to the zone's name, in which a place is misspelt. Behind the services
/// that have places these are a closed grammar (MS-ADTS section 6.3.2.3): `[SITE._sites.](dc|gc|pdc|GUID.domains)._msdcs`, or
/// `SITE._sites`, before a domain. `is_domain` says of labels of the owner whether there are hosts at the name that begins with
/// them.
pub fn misspelt_place(
    labels: &[String],
    own: usize,
    port: Option<u16>,
    is_domain: &dyn Fn(usize) -> bool,
) -> Option<OwnerProblem> {
    let at = labels.iter().position(|label| label == "_tcp" || label == "_udp")?;
    let service = labels.get(at.checked_sub(1)?)?.strip_prefix('_').filter(|service| has_places(service))?;
    let base = labels.get(at + 1..own).filter(|base| !base.is_empty())?;
    let next = labels.get(own).map(String::as_str);
    let mut places = Places { service, port, labels: Vec::new(), next, wrong: None };
    places.spell(base, &|number| is_domain(at + 1 + number));
    places.order();
    if let Some(problem) = places.judge_role() {
        return Some(problem);
    }
    let right = labels[..at + 1].iter().cloned().chain(places.labels);
    places.wrong.map(|message| repairable(right, own, message))
}

impl Places<'_> {
    fn tell(&mut self, label: &str, meant: &str) {
        self.wrong.get_or_insert_with(|| format!("has `{label}` for `{meant}`"));
    }

    /// Takes the labels over, each place apart and as it is written.
    fn spell(&mut self, base: &[String], is_domain: &dyn Fn(usize) -> bool) {
        for (number, label) in base.iter().enumerate() {
            let before = number.checked_sub(1).map(|before| base[before].as_str());
            let behind = base.get(number + 1).map(String::as_str).or(self.next);
            let is_meant = |number: usize| !is_domain(number) && !is_domain(number - 1);
            if let Some([first, second]) = grown_together(label) {
                self.tell(label, &format!("{first}.{second}"));
                self.labels.extend([first, second]);
            } else if label != "_msdcs" && is_msdcs(before.unwrap_or_default(), label) {
                self.tell(label, "_msdcs");
                self.labels.push("_msdcs".to_owned());
            } else if label != "_sites"
                && is_one_mistake("_sites", label)
                && (label.starts_with('_') || before.is_some() && (is_of_msdcs(behind) || is_meant(number)))
            {
                self.tell(label, "_sites");
                self.labels.push("_sites".to_owned());
            } else {
                self.labels.push(label.clone());
                let is_sites = |label: &str| label == "_sites" || is_one_mistake("_sites", label);
                if label == FIRST_SITE && !behind.is_some_and(is_sites) && !before.is_some_and(is_sites) {
                    self.wrong.get_or_insert_with(|| "has a site without `_sites`".to_owned());
                    self.labels.push("_sites".to_owned());
                }
            }
        }
    }

    /// Puts what stands before a place before it.
    fn order(&mut self) {
        let at = |label: &str| self.labels.iter().position(|other| other == label);
        let is_role = |label: Option<&String>| label.is_some_and(|label| ROLES.contains(&label.as_str()));
        let (msdcs, sites) = (at("_msdcs"), at("_sites"));
        let is_turned = |at: &usize| {
            is_role(self.labels.get(at + 1)) && !is_role(at.checked_sub(1).map(|before| &self.labels[before]))
        };
        let has_site = |at: &usize| {
            let behind = self.labels.get(at + 1);
            *at == 0 && behind.is_some_and(|label| !label.starts_with('_')) && !is_role(behind)
        };
        for at in [msdcs.filter(is_turned), sites.filter(has_site)].into_iter().flatten() {
            let (place, first) = (self.labels[at].clone(), self.labels[at + 1].clone());
            self.wrong.get_or_insert_with(|| format!("has `{place}` before `{first}`"));
            self.labels.swap(at, at + 1);
        }
    }

    /// The role before `_msdcs`, which may be the first label of the zone's name: corrected, or what is wrong with it.
    fn judge_role(&mut self) -> Option<OwnerProblem> {
        let at = self.labels.iter().position(|label| label == "_msdcs");
        let at = at.or((self.next == Some("_msdcs")).then_some(self.labels.len()))?;
        let before = at.checked_sub(1).map(|before| self.labels[before].clone());
        let Some(role) = before else {
            // A zone `_msdcs` may have a domain's own names.
            if at == self.labels.len() {
                return None;
            }
            let Some(meant) = self.role_by_port() else {
                return Some(without_role("has no role before `_msdcs`".to_owned()));
            };
            self.wrong.get_or_insert_with(|| "has no role before `_msdcs`".to_owned());
            self.labels.insert(0, meant.to_owned());
            return None;
        };
        if ROLES.contains(&role.as_str()) {
            return None;
        }
        if is_guid(&role) {
            self.tell(&format!("{role}._msdcs"), &format!("{role}.domains._msdcs"));
            self.labels.insert(at, "domains".to_owned());
            return None;
        }
        if role == "_sites" {
            let meant = self.role_by_port().unwrap_or("dc");
            self.wrong.get_or_insert_with(|| "has no role before `_msdcs`".to_owned());
            self.labels.insert(at, meant.to_owned());
            return None;
        }
        let near: Vec<&str> = ROLES.into_iter().filter(|known| is_one_mistake(known, &role)).collect();
        let by_port = self.role_by_port().filter(|meant| near.contains(meant));
        let meant = match near[..] {
            [only] => Some(only),
            _ => by_port,
        };
        let Some(meant) = meant else {
            return Some(without_role(format!("has `{role}` before `_msdcs`, and no role")));
        };
        self.tell(&role, meant);
        self.labels[at - 1] = meant.to_owned();
        None
    }

    /// The role that the port tells, or the service.
    fn role_by_port(&self) -> Option<&'static str> {
        match self.service {
            _ if self.port.is_some_and(|port| CATALOGUE.contains(&port)) => Some("gc"),
            "kerberos" => Some("dc"),
            _ => None,
        }
    }
}

/// What is wrong with an owner of which it is not clear which role it is for.
fn without_role(message: String) -> OwnerProblem {
    let help = "write `dc`, `gc` or `pdc` before `_msdcs`";
    OwnerProblem::Unclear { message, known: true, labels: Vec::new(), replaced: 0, help }
}

/// Whether a label behind another one is `_msdcs` with a mistake.
fn is_msdcs(before: &str, label: &str) -> bool {
    is_one_mistake("_msdcs", label) && (ROLES.contains(&before) || label.starts_with('_'))
}

/// Whether a label is `_msdcs`, a role before it, or both in one.
fn is_of_msdcs(label: Option<&str>) -> bool {
    label.is_some_and(|label| {
        matches!(label, "_msdcs" | "dc" | "gc")
            || grown_together(label).is_some()
            || is_one_mistake("_msdcs", label)
    })
}

/// A role and `_msdcs`, or a site and `_sites`, that are one label for want of a dot.
fn grown_together(label: &str) -> Option<[String; 2]> {
    let words: Vec<&str> = label.split(['-', '_']).filter(|word| !word.is_empty()).collect();
    let is_place = |word: &str| word == "msdcs" || is_one_mistake("msdcs", word);
    let role = match words[..] {
        [role, place] | [place, role] if ROLES.contains(&role) && is_place(place) => Some(role),
        [word] => word.strip_suffix("msdcs").filter(|role| ROLES.contains(role)),
        _ => None,
    };
    if let Some(role) = role {
        return Some([role.to_owned(), "_msdcs".to_owned()]);
    }
    // No host has an underscore in its name.
    let site = label.strip_suffix("_sites").map(|site| site.trim_end_matches('_'));
    let site = site.or_else(|| label.strip_suffix("-sites").filter(|site| *site == FIRST_SITE))?;
    (!site.is_empty()).then(|| [site.to_owned(), "_sites".to_owned()])
}

/// Whether a label is a GUID as Active Directory writes it.
fn is_guid(label: &str) -> bool {
    label.len() == 36
        && label.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && label.bytes().all(|octet| octet.is_ascii_hexdigit() || octet == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_netlogon() {
        for (owner, own, meant) in [
            ("_ldap._tcp.dc._mscds.example.com", 4, Some("_ldap._tcp.dc._msdcs")),
            ("_ldap._tcp.gc._msdsc.example.com", 4, Some("_ldap._tcp.gc._msdcs")),
            ("_kerberos._tcp.dc.msdcs.example.com", 4, Some("_kerberos._tcp.dc._msdcs")),
            ("_ldap._tcp.berlin._site.dc._msdcs.example.com", 6, Some("_ldap._tcp.berlin._sites.dc._msdcs")),
            ("_ldap._tcp.berlin._site.example.com", 4, Some("_ldap._tcp.berlin._sites")),
            ("_kerberos._udp.dc_msdcs.example.com", 3, Some("_kerberos._udp.dc._msdcs")),
            ("_ldap._tcp.gc_msdcs.sub.example.com", 4, Some("_ldap._tcp.gc._msdcs.sub")),
            ("_ldap._tcp.dc-msdcs.example.com", 3, Some("_ldap._tcp.dc._msdcs")),
            ("_ldap._tcp.pdcmsdcs.example.com", 3, Some("_ldap._tcp.pdc._msdcs")),
            ("_ldap._tcp.berlin_sites.example.com", 3, Some("_ldap._tcp.berlin._sites")),
            ("_ldap._tcp.berlin_sites.dc_msdcs.example.com", 4, Some("_ldap._tcp.berlin._sites.dc._msdcs")),
            ("_ldap._tcp.berlin.sites.dc._msdcs.example.com", 6, Some("_ldap._tcp.berlin._sites.dc._msdcs")),
            ("_gc._tcp.berlin.sites.example.com", 4, Some("_gc._tcp.berlin._sites")),
            (
                "_ldap._tcp.default-first-site-name.example.com",
                3,
                Some("_ldap._tcp.default-first-site-name._sites"),
            ),
            ("_ldap._tcp._sites.berlin.example.com", 4, Some("_ldap._tcp.berlin._sites")),
            ("_ldap._tcp._sites.berlin.dc._msdcs.example.com", 6, Some("_ldap._tcp.berlin._sites.dc._msdcs")),
            ("_ldap._tcp._msdcs.dc.example.com", 4, Some("_ldap._tcp.dc._msdcs")),
            ("_ldap._tcp.dcs._msdcs.example.com", 4, Some("_ldap._tcp.dc._msdcs")),
            ("_ldap._tcp.pcd._msdcs.example.com", 4, Some("_ldap._tcp.pdc._msdcs")),
            ("_ldap._tcp.dcs._msdcs.example.com", 3, Some("_ldap._tcp.dc")),
            ("_kerberos._tcp._msdcs.example.com", 3, Some("_kerberos._tcp.dc._msdcs")),
            ("_ldap._tcp.berlin._sites._msdcs.example.com", 5, Some("_ldap._tcp.berlin._sites.dc._msdcs")),
            (
                "_ldap._tcp.0c5d2a4e-9b1c-4c57-8f6e-2f1d3b4a5c6d._msdcs.example.com",
                4,
                Some("_ldap._tcp.0c5d2a4e-9b1c-4c57-8f6e-2f1d3b4a5c6d.domains._msdcs"),
            ),
            ("_ldap._tcp.0c5d2a4e-9b1c-4c57-8f6e-2f1d3b4a5c6d.domains._msdcs.example.com", 5, None),
            ("_ldap._tcp.dc._msdcs.example.com", 4, None),
            ("_ldap._tcp.dc._msdcs.example.com", 3, None),
            ("_ldap._tcp._msdcs.example.com", 2, None),
            ("_ldap._tcp.berlin._sites.dc._msdcs.example.com", 6, None),
            ("_ldap._tcp.berlin._sites.domaindnszones.example.com", 5, None),
            ("_ldap._tcp.berlin._sites.gc._msdcs.sub.example.com", 7, None),
            ("_ldap._tcp.sub.example.com", 3, None),
            ("_ldap._tcp.web-sites.example.com", 3, None),
            ("_ldap._tcp.msdcs.example.com", 3, None),
            ("_ldap._tcp.dc.msdcs.example.com", 3, None),
            ("_ldap._tcp.sites.example.com", 3, None),
            ("_ldap._tcp.oslo.sites.example.com", 4, None),
            ("_imaps._tcp.dc._mscds.example.com", 4, None),
            ("_tcp", 1, None),
        ] {
            let labels: Vec<String> = owner.split('.').map(str::to_owned).collect();
            // Where a site has hosts, a domain is called so.
            let is_domain = |number: usize| labels[number] == "oslo";
            let found = misspelt_place(&labels, own, Some(389), &is_domain);
            let found = found.map(|problem| match problem {
                OwnerProblem::Repairable { labels, .. } => labels.join("."),
                OwnerProblem::Unclear { message, .. } => message,
            });
            assert_eq!(found.as_deref(), meant, "{owner}");
        }
    }

    #[test]
    fn the_port_tells_the_role() {
        let labels: Vec<String> = "_ldap._tcp.xc._msdcs".split('.').map(str::to_owned).collect();
        for (port, meant) in [(Some(3268), true), (Some(389), false), (None, false)] {
            let found = misspelt_place(&labels, 4, port, &|_| false);
            let is_repaired =
                matches!(&found, Some(OwnerProblem::Repairable { labels, .. }) if labels[2] == "gc");
            assert!(found.is_some() && is_repaired == meant, "{port:?}");
        }
    }
}
