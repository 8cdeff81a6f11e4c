//! Whose zone a file is: the names under which it is linted, and which source says so. Knows the
//! beginning of a file, its absolute owners, its paths and the servers' configurations; loads nothing.
//!
//! The first of these sources decides (`rules/unknown-origin.md`):
//!
//! 1. `--origin`.
//! 2. The configuration's map.
//! 3. The owner of the SOA record, where it is absolute or stands under an absolute `$ORIGIN`.
//! 4. A server's configuration, which may give several zones and views to one file. A name that most
//!    of the file's absolute owners contradict is not believed beside one with which they agree. One that looks like a template's
//!    placeholder is believed last of all, unless the user names the configuration.
//! 5. The comment of a program that exports zones, unless most absolute owners contradict it.
//! 6. The layout of an export that is named and has no SOA record, unless most absolute owners contradict it.
//! 7. The file's name, or the names of symbolic links to it, unless most absolute owners contradict
//!    it. A single label (`wmnet`, but also `corp` or `website`) needs names that agree: absolute owners, or
//!    else names in rdata, which may also say that it is the first label of the zone's name. Any other weak
//!    guess (labels in reverse, an address before a domain) needs absolute owners or servers that agree, and words of kinds of zones
//!    (`internal.example.com`, `forward.example.com`) are none of the name's if the names in the file say so.
//! 8. The names in the file, where its name is no public one and none of them lies below it: the servers have their records
//!    in the file if the zone is called so, and targets lie there, too.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use hickory_proto::rr::Name;

use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::discover::assumed::{AssumedOrigin, MOST_DISAGREEMENTS, disagree};
use crate::discover::evidence::{TextSays, by_evidence};
use crate::discover::export_layout::zone_of_layout;
use crate::discover::exporter::{exported_origin, is_export};
use crate::discover::included::Included;
use crate::discover::inside::Inside;
use crate::discover::of_file::OfFile;
use crate::discover::server_config::Declaration;
use crate::discover::sniff::{SoaOwner, sniff_file};
use crate::discover::zone_pattern::{ZonePattern, is_mapped_whole, mapped_origin};
use crate::files::Files;
use crate::syntax::name::display_name;
use crate::zone::OriginSource;

/// What the user says about names.
pub struct Evidence<'a> {
    /// `--origin`
    pub origin: Option<&'a Name>,
    /// The map of zones in the configuration.
    pub zone_patterns: &'a [ZonePattern],
    /// Whether files without an SOA record are whole zones, too.
    pub are_whole: bool,
    /// Whether the user names the file, so that its layout may say that it is a whole zone.
    pub is_named: bool,
}

/// The names under which a file is linted, in the order in which they were declared or found. There is always one, which
/// may be unknown.
///
/// `paths` are the absolute paths under which the run reaches the file, its own among them, and
/// `soa` is what its SOA says, if that is known already.
pub fn origins(
    source: SourceId,
    paths: &[Arc<Path>],
    declared: &[Declaration],
    said: &Evidence<'_>,
    soa: Option<&SoaOwner>,
    (sources, files, root): (&Sources, &Files, &Path),
) -> Vec<AssumedOrigin> {
    let file = sources.file(source);
    let (text, location) = (file.bytes(), file.location.as_deref());
    let soa = soa.cloned().or_else(|| sniff_file(text, location, Included::new(files, root)).soa());
    let soa_owner = soa.as_ref().and_then(|soa| owner_as_meant(soa, declared));
    // Cloudflare once wrote `@` below `$ORIGIN .` for the SOA's owner.
    let soa_owner = soa_owner.filter(|owner| !owner.is_root() || exported_origin(text).is_none());
    let laid_out = (soa.is_none() && said.is_named).then(|| zone_of_layout(text)).flatten();
    let mapped = || paths.iter().find_map(|path| mapped_origin(said.zone_patterns, path));
    let is_whole = soa.is_none()
        && (said.are_whole
            || paths.iter().any(|path| is_mapped_whole(said.zone_patterns, path))
            || is_export(text));
    let one = |origin, source| vec![AssumedOrigin::new(origin, source)];
    let mut assumed = if let Some(origin) = said.origin {
        with_views(one(Some(origin.clone()), OriginSource::CommandLine), declared)
    } else if let Some(origin) = mapped() {
        let mut assumed = with_views(one(Some(origin.clone()), OriginSource::Configuration), declared);
        if let Some(owner) = soa_owner.filter(|owner| *owner != origin) {
            disagree(&mut assumed, &format!("the SOA's owner is `{}`", display_name(&owner)));
        }
        assumed
    } else if let Some(owner) = soa_owner {
        let mut assumed = with_views(one(Some(owner.clone()), OriginSource::Soa), declared);
        contradictions(&mut assumed, &owner, declared);
        assumed
    } else {
        let of_layout = || Some((laid_out.clone()?, OriginSource::Export));
        let exported = exported_origin(text).map(|name| (name, OriginSource::Comment)).or_else(of_layout);
        let inside = &Inside::new(text, location, (files, root));
        by_evidence(paths, declared, TextSays { soa: soa.as_ref(), is_whole, exported, inside })
    };
    let of_file = OfFile::new(declared);
    for one in &mut assumed {
        one.unchecked = of_file.unchecked(one);
        one.class = of_file.class(one);
        one.is_whole = one.origin.is_some() && (is_whole || one.origin == laid_out);
    }
    assumed
}

/// The zone's name after its SOA's owner. One that repeats the `$ORIGIN` for want of a dot is taken as it was meant,
/// unless a server's configuration has the doubled name.
fn owner_as_meant(soa: &SoaOwner, declared: &[Declaration]) -> Option<Name> {
    let name = soa.name.clone()?;
    let is_declared = || declared.iter().any(|declaration| declaration.origin == name);
    match &soa.without_dot {
        Some(meant) if !is_declared() => Some(meant.clone()),
        _ => Some(name),
    }
}

/// A zone once for each view that loads it. Where no view loads it under this name, those count
/// that load the file under another.
fn with_views(assumed: Vec<AssumedOrigin>, declared: &[Declaration]) -> Vec<AssumedOrigin> {
    if declared.is_empty() {
        return assumed;
    }
    let mut all: Vec<AssumedOrigin> = Vec::new();
    for one in assumed {
        let of_name = |declaration: &&Declaration| one.origin.as_ref() == Some(&declaration.origin);
        let any = declared.iter().any(|declaration| of_name(&declaration));
        let (mut seen, before) = (HashSet::new(), all.len());
        for declaration in declared.iter().filter(|declaration| !any || of_name(declaration)) {
            if seen.insert(&declaration.view) {
                all.push(AssumedOrigin { view: declaration.view.clone(), ..one.clone() });
            }
        }
        if all.len() == before {
            all.push(one);
        }
    }
    all
}

/// Notes the declarations that give a file to another zone than its SOA does. One that gives it to
/// both is believed to be about some other file, unless it is the same configuration.
fn contradictions(assumed: &mut [AssumedOrigin], owner: &Name, declared: &[Declaration]) {
    let agrees = |declaration: &&Declaration| declaration.origin == *owner;
    let agreeing: HashSet<usize> =
        declared.iter().filter(agrees).map(|declaration| declaration.configuration).collect();
    // A server that gets a template gets it with the zone's name in it.
    let differs = |declaration: &&Declaration| !agrees(declaration) && !declaration.is_placeholder;
    let others = declared.iter().filter(differs);
    let believed = others.filter(|one| agreeing.is_empty() || agreeing.contains(&one.configuration));
    let sentence = |declaration: &Declaration| {
        let (place, zone) = (&declaration.place, display_name(&declaration.origin));
        format!("{place} declares this file as zone `{zone}`")
    };
    let sentences: Vec<String> = believed.take(MOST_DISAGREEMENTS).map(sentence).collect();
    assumed.iter_mut().for_each(|one| one.refused_as.clone_from(&sentences));
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use hickory_proto::rr::DNSClass;

    use super::*;
    use crate::discover::template::is_placeholder;
    use crate::syntax::name::absolute_name;

    fn name(text: &str) -> Name {
        absolute_name(text).expect("a name")
    }

    /// `view/origin` at `conf:line`; no view before a missing slash.
    fn declaration(number: usize, declared: &str) -> Declaration {
        let (view, origin) =
            declared.split_once('/').map_or((None, declared), |(view, origin)| (Some(view), origin));
        Declaration {
            origin: name(origin),
            is_placeholder: is_placeholder(origin),
            view: view.map(str::to_owned),
            place: format!("conf:{number}"),
            configuration: 0,
            named: false,
            unchecked: None,
            class: DNSClass::IN,
        }
    }

    /// The names of a file: `view/origin source` each, with `!` before what disagrees.
    fn assumed(text: &str, paths: &[&str], declared: &[&str], mapped: Option<&str>) -> Vec<String> {
        let sources = Sources::default();
        let source = sources.add(paths[0].to_owned(), None, text.as_bytes().to_vec(), None);
        let declared: Vec<Declaration> =
            declared.iter().enumerate().map(|(number, declared)| declaration(number + 1, declared)).collect();
        let paths: Vec<Arc<Path>> = paths.iter().map(|path| Path::new(path).into()).collect();
        let pattern = |name| ZonePattern::new(Path::new("/"), "*", Some(name)).expect("a pattern");
        let patterns: Vec<ZonePattern> = mapped.into_iter().map(pattern).collect();
        let said = Evidence { origin: None, zone_patterns: &patterns, are_whole: false, is_named: false };
        let files = Files::new(PathBuf::new());
        let around = (&sources, &files, Path::new("/"));
        let assumed = origins(source, &paths, &declared, &said, None, around);
        let shown = |one: AssumedOrigin| {
            let view = one.view.map(|view| format!("{view}/")).unwrap_or_default();
            let origin = one.origin.map_or("?".to_owned(), |origin| display_name(&origin));
            let said = one.disagreements.iter().chain(&one.refused_as);
            let disagreements: String = said.map(|said| format!(" ! {said}")).collect();
            format!("{view}{origin} {}{disagreements}", one.source.name())
        };
        assumed.into_iter().map(shown).collect()
    }

    const AT: &str = "@ SOA ns h 1 2 3 4 5\n";
    const OWN: &str = "example.com. SOA ns h 1 2 3 4 5\n";
    const LAB: &str =
        "@ SOA ns h 1 2 3 4 5\na.lab.example.com. A 192.0.2.1\nb.lab.example.com. A 192.0.2.1\n";

    #[test]
    fn the_first_source_decides() {
        for (text, paths, declared, mapped, expected) in [
            (OWN, &["/db.example.net"][..], &[][..], None, &["example.com. soa"][..]),
            (OWN, &["/db.example.net"], &["v/example.com"], None, &["v/example.com. soa"]),
            (
                OWN,
                &["/x"],
                &["example.com", "example.net"],
                None,
                &["example.com. soa ! conf:2 declares this file as zone `example.net.`"],
            ),
            (
                OWN,
                &["/x"],
                &["v/example.net"],
                None,
                &["v/example.com. soa ! conf:1 declares this file as zone `example.net.`"],
            ),
            (
                OWN,
                &["/x"],
                &[],
                Some("example.net"),
                &["example.net. configuration ! the SOA's owner is `example.com.`"],
            ),
            (AT, &["/x"], &["example.org"], Some("example.net"), &["example.net. configuration"]),
            (AT, &["/db.example.com"], &["example.net"], None, &["example.net. named.conf"]),
            (
                AT,
                &["/x"],
                &["a/example.com", "b/example.com", "a/example.net", "a/example.com"],
                None,
                &["a/example.com. named.conf", "b/example.com. named.conf", "a/example.net. named.conf"],
            ),
            (AT, &["/db.example.com"], &[], None, &["example.com. file-name"]),
            (
                "; Domain: example.net\n@ SOA ns h 1 2 3 4 5\n",
                &["/db.example.com"],
                &[],
                None,
                &["example.net. comment"],
            ),
            ("; Domain: example.net\na A 192.0.2.1\n", &["/x"], &[], None, &["example.net. comment"]),
            (
                "; Domain: example.net\na A 192.0.2.1\n",
                &["/x"],
                &["example.com"],
                None,
                &["example.com. named.conf"],
            ),
            ("; Domain: example.net\na.example.com. A 192.0.2.1\n", &["/x"], &[], None, &["? unknown"]),
            // What looks like a template's placeholder is one, unless nothing else says a name.
            (OWN, &["/x"], &["${zone}"], None, &["example.com. soa"]),
            (AT, &["/db.example.com"], &["<zone>"], None, &["example.com. file-name"]),
            (
                AT,
                &["/x"],
                &["{{zone}}", "v/{{zone}}", "{{zone}}"],
                None,
                &["{{zone}}. named.conf", "v/{{zone}}. named.conf"],
            ),
            (AT, &["/x"], &["a{b"], None, &["a{b. named.conf"]),
            (LAB, &["/db.10.127"], &["$zone"], None, &["? unknown"]),
            (AT, &["/db.10.127"], &[], None, &["? unknown"]),
            ("a A 192.0.2.1\n", &["/db.example.com"], &[], None, &["? unknown"]),
            ("a A 192.0.2.1\n", &["/db.x"], &["example.com"], None, &["example.com. named.conf"]),
        ] {
            assert_eq!(assumed(text, paths, declared, mapped), expected, "{text} {paths:?} {declared:?}");
        }
    }

    #[test]
    fn absolute_owners_contradict_what_stands_outside_the_file() {
        for (text, paths, declared, expected) in [
            (
                LAB,
                &["/db.ocp.lab.example.com"][..],
                &[][..],
                "lab.example.com. file-name ! the file's name says `ocp.lab.example.com.`, but all 2 absolute owners in it lie in `lab.example.com.`",
            ),
            (LAB, &["/db.lab.example.com"], &["example.net"], "example.net. named.conf"),
            // Two names differ, and the owners agree with one of them; that another configuration says so too is told once.
            (
                LAB,
                &["/x"],
                &["example.net", "lab.example.com", "v/example.net"],
                "lab.example.com. named.conf ! conf:1 gives the file to `example.net.`, but all 2 absolute owners in it lie in `lab.example.com.`",
            ),
            (
                LAB,
                &["/website"],
                &[],
                "? unknown ! the file's name says `website.`, but all 2 absolute owners in it lie in `lab.example.com.`",
            ),
            (LAB, &["/x"], &["example.com"], "example.com. named.conf"),
            (AT, &["/parked"], &[], "? unknown"),
            ("@ SOA ns.parked. h 1 2 3 4 5\n", &["/db.Parked"], &[], "parked. file-name"),
            (
                "@ SOA ns.corp.example.com. h 1 2 3 4 5\nns A 192.0.2.1\n",
                &["/db.corp"],
                &[],
                "corp.example.com. file-name",
            ),
            (LAB, &["/lab.zone"], &[], "lab.example.com. file-name"),
            // The zone's own name servers outweigh one owner, and a dot too many is no other zone.
            (
                "@ SOA ns1.example.com. h.example.com. 1 2 3 4 5\n@ NS ns1.example.com.\nwww.example.org. A 192.0.2.1\n",
                &["/example.com.zone"],
                &[],
                "example.com. file-name",
            ),
            (
                "@ SOA ns.example.net. h 1 2 3 4 5\nmail. A 192.0.2.1\n_sip._udp. SRV 0 0 0 .\n",
                &["/example.com.zone"],
                &[],
                "example.com. file-name",
            ),
            (
                "@ SOA ns.example.net. h 1 2 3 4 5\nwww.example.org. A 192.0.2.1\n",
                &["/example.com.zone"],
                &[],
                "? unknown ! the file's name says `example.com.`, but the only absolute owner in it lies elsewhere",
            ),
            (AT, &["/org"], &[], "? unknown"),
            (AT, &["/com.example"], &[], "? unknown"),
        ] {
            assert_eq!(assumed(text, paths, declared, None), [expected], "{paths:?} {declared:?}");
        }
    }

    /// Servers and a mailbox in a zone, and the servers' own relative owners.
    const ACME: &str =
        "@ SOA ns1.acme.example. admin.acme.example. 1 2 3 4 5\n@ NS ns1.acme.example.\nns1 A 192.0.2.1\n";
    /// The same of a public name.
    const COM: &str = "@ SOA ns1.acme.com. admin.acme.com. 1 2 3 4 5\n@ NS ns1.acme.com.\nns1 A 192.0.2.1\n";
    /// A zone whose servers are its provider's.
    const HOSTED: &str =
        "@ SOA ns1.acme.com. admin.acme.com. 1 2 3 4 5\n@ NS ns1.acme.com.\nwww A 192.0.2.1\n";

    #[test]
    fn names_in_the_file_judge_what_its_name_says() {
        let instead = "acme.example. names ! the file's name says `foo.example.`, but its servers and targets lie in `acme.example.`";
        let local =
            "@ SOA internal.local. a.internal.local. 1 2 3 4 5\n NS ns1.internal.local.\nns1 A 192.0.2.1\n";
        for (text, path, expected) in [
            (ACME, "/acme_zone.bind", "acme.example. names"),
            (ACME, "/acme.bind", "acme.example. file-name"),
            (ACME, "/website", "acme.example. names"),
            (ACME, "/foo.example", instead),
            (ACME, "/acme.example", "acme.example. file-name"),
            (HOSTED, "/website", "? unknown"),
            (HOSTED, "/sample_zone.bind", "? unknown"),
            (AT, "/epc_zone", "? unknown"),
            (AT, "/a_b.example", "? unknown"),
            (AT, "/_msdcs.example", "_msdcs.example. file-name"),
            // A public name is hosted elsewhere as a rule.
            (COM, "/example.com", "example.com. file-name"),
            (HOSTED, "/example.com", "example.com. file-name"),
            (HOSTED, "/foo.example", "foo.example. file-name"),
            // Words that are none of the name's.
            (ACME, "/forward.acme.example", "acme.example. file-name"),
            (COM, "/fwd.acme.com.zone", "acme.com. file-name"),
            (COM, "/db.internal.acme.com", "acme.com. file-name"),
            (COM, "/internal-acme.com.zone", "acme.com. file-name"),
            (COM, "/acme.com.internal.fwd", "acme.com. file-name"),
            (COM, "/acme.com.int", "acme.com. file-name"),
            (COM, "/acme_com.zone", "acme.com. file-name"),
            (HOSTED, "/example.com-internal.zone", "example.com. file-name"),
            (HOSTED, "/example.com.external", "example.com. file-name"),
            (HOSTED, "/public_example.com.db", "? unknown"),
            // Words that are.
            (local, "/db.internal.local", "internal.local. file-name"),
            (local, "/internal.local.zone", "internal.local. file-name"),
            (HOSTED, "/int.acme.com", "int.acme.com. file-name"),
            (HOSTED, "/internal.acme.com", "? unknown"),
            (
                "@ SOA ns.int.acme.com. h 1 2 3 4 5\n NS ns.int.acme.com.\nns A 192.0.2.1\n",
                "/int.acme.com",
                "int.acme.com. file-name",
            ),
            (
                "@ SOA ns.master.acme.com. h 1 2 3 4 5\n NS ns.master.acme.com.\nns A 192.0.2.1\n",
                "/master.acme.com",
                "master.acme.com. file-name",
            ),
            (HOSTED, "/master.acme.com", "acme.com. file-name"),
            // A network's addresses are no zone of the name in the file's.
            (
                "@ SOA ns h 1 2 3 4 5\n NS ns.acme.com.\n1 PTR a.acme.com.\n2 PTR b.acme.com.\n",
                "/reverse.acme.com",
                "? unknown",
            ),
        ] {
            assert_eq!(assumed(text, &[path], &[], None), [expected], "{path} {text}");
        }
    }

    #[test]
    fn a_declared_name_holds_whatever_owners_lie_elsewhere() {
        let text = "@ SOA ns.acme.example. h 1 2 3 4 5\n1 PTR a.acme.example.\na.acme.example. A 192.0.2.1\n";
        let declared = ["2.0.192.in-addr.arpa", "v/2.0.192.in-addr.arpa"];
        let expected = ["2.0.192.in-addr.arpa. named.conf", "v/2.0.192.in-addr.arpa. named.conf"];
        assert_eq!(assumed(text, &["/db.192.0.2"], &declared, None), expected);
        // A network's address among a domain's names says nothing of the domain.
        let text = "@ SOA ns h 1 2 3 4 5\nns A 192.0.2.1\n1.2.0.192.in-addr.arpa. PTR ns\n";
        assert_eq!(assumed(text, &["/db.example.com"], &[], None), ["example.com. file-name"]);
        assert_eq!(assumed(text, &["/db.x"], &["example.com"], None), ["example.com. named.conf"]);
    }

    #[test]
    fn an_soa_owner_without_its_dot_is_no_name_where_all_owners_lack_it() {
        let repeated = "a.db SOA ns.b.db h.b.db 1 2 3 4 5\na.db NS ns.b.db\nwww.a.db A 192.0.2.1\n";
        for (text, path, expected) in [
            (repeated, "/a.pdns", "? unknown"),
            (repeated, "/a.db", "? unknown"),
            ("a.db SOA ns h 1 2 3 4 5\n NS ns\nwww A 192.0.2.1\nftp A 192.0.2.1\n", "/a.pdns", "a.db. soa"),
            ("example.com SOA ns h 1 2 3 4 5\nexample.com NS ns\n", "/x", "example.com. soa"),
            ("example.com SOA ns h 1 2 3 4 5\nexample.com NS ns\n", "/example.com", "example.com. file-name"),
        ] {
            assert_eq!(assumed(text, &[path], &[], None), [expected], "{path} {text}");
        }
    }

    #[test]
    fn links_name_the_zones_of_a_file() {
        let paths = ["/parking", "/example.com", "/example.net", "/EXAMPLE.NET.zone"];
        assert_eq!(assumed(AT, &paths, &[], None), ["example.com. file-name", "example.net. file-name"]);
        assert_eq!(assumed(OWN, &paths, &[], None), ["example.com. soa"]);
    }
}
