//! Zone files for the benchmarks: large, seeded, and with a known answer.
//!
//! A benchmark that does not check the answer is void, so every zone made here is either *clean* (no rule has
//! anything to say about it, and BIND, NSD, Knot and validns load it) or has a list of the mistakes that were
//! put into it, each with its rule and its line.
//!
//! [`enterprise`] is the zone of the speed goals, [`repository`] the directory of small zones that refer to
//! each other, and the functions below them are inputs that make a careless linter superlinear. The same
//! arguments give the same bytes on every machine. Only the standard library is used: this file is a module
//! of the criterion bench and of the `generate-zone` example.

#![allow(dead_code)] // each of its users needs only a part

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The origin of every zone made here but those of [`repository`].
pub const ORIGIN: &str = "bench.example.";

/// A zone file and what is wrong in it.
pub struct Zone {
    /// The file's bytes.
    pub text: Vec<u8>,
    /// The zone's name, absolute.
    pub origin: String,
    /// How many records the file holds.
    pub records: u64,
    /// Exactly the findings that the default rules must have, by line. Empty in a clean zone.
    pub mistakes: Vec<Mistake>,
}

/// A mistake that was put into a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The line of the token at fault, from 1.
    pub line: u64,
    /// The rule that must find it.
    pub rule: &'static str,
}

/// The rules whose mistakes [`enterprise_with_mistakes`] injects, in turn.
pub const RULES: [&str; 5] =
    ["missing-trailing-dot", "cname-target", "target-without-address", "zero-weight", "long-ttl"];

/// A clean zone of `records` records (at least 5), about 54 bytes each: half A, 19 % AAAA, 20 % SRV in sets
/// of 2 to 4, and CNAME, MX, SPF, multi-line DKIM, delegations with glue; `$ORIGIN` and `$TTL` switches,
/// relative and absolute names, inherited owners, comments, parentheses.
pub fn enterprise(records: u64, seed: u64) -> Zone {
    enterprise_with_mistakes(records, seed, 0)
}

/// The zone of [`enterprise`] with exactly `count` mistakes, spread over the file and over [`RULES`].
///
/// # Panics
///
/// When the zone has no room for so many: ten fit into every 200 records.
pub fn enterprise_with_mistakes(records: u64, seed: u64, count: u64) -> Zone {
    let head = 5;
    let sites = records.saturating_sub(head) / Site::RECORDS;
    assert!(count <= sites * Site::LEAST_SETS, "{count} mistakes are too many for {records} records");

    let mut zone = Writer::new(records.saturating_mul(56));
    zone.soa("@");
    zone.record(format_args!("\t\tIN\tNS\tns1\n"));
    zone.record(format_args!("\t\tIN\tNS\tns2.{ORIGIN}\n"));
    zone.record(format_args!("ns1\t\tIN\tA\t192.0.2.1\n"));
    zone.record(format_args!("ns2\t\tIN\tA\t192.0.2.2\n"));

    let mut random = Random::new(seed);
    let mut injected = 0;
    for number in 0..sites {
        let mut faults = Vec::new();
        while injected < count && injected * sites / count == number {
            faults.push(RULES[(injected % RULES.len() as u64) as usize]);
            injected += 1;
        }
        Site::new(number, sites, &mut random).write(&mut zone, &mut random, &faults);
    }
    for number in zone.records..records {
        zone.record(format_args!("pool{number:07}\tIN\tA\t{}\n", Ipv4(0x00FF_0000 + number)));
    }
    zone.finish()
}

/// Writes `files` small zones below `directory` (about 55 records and 2.2 KB each), whose SRV targets are
/// partly in each other's zones. All are clean. Gives their paths; a file is named for its zone:
/// `team-42/org-00042.example.zone`.
///
/// # Errors
///
/// When a directory or a file cannot be written.
pub fn repository(directory: &Path, files: u64, seed: u64) -> io::Result<Vec<PathBuf>> {
    let mut random = Random::new(seed);
    let mut paths = Vec::new();
    for number in 0..files {
        let parent = directory.join(format!("team-{:02}", number % 100));
        if number < 100 {
            fs::create_dir_all(&parent)?;
        }
        let zone = small_zone(number, files, &mut random);
        let path = parent.join(format!("{}zone", zone.origin));
        fs::write(&path, zone.text)?;
        paths.push(path);
    }
    Ok(paths)
}

/// `count` SRV records in one set, at one owner.
pub fn one_owner(count: u64) -> Zone {
    one_set(count, |number| (number % 65_536, 10))
}

/// `count` SRV records in one set, all of weight 0 and of one priority.
pub fn one_tier(count: u64) -> Zone {
    one_set(count, |_| (0, 0))
}

/// `count` SRV records in one set, each with the priority and the weight that its number has.
fn one_set(count: u64, fields: impl Fn(u64) -> (u64, u16)) -> Zone {
    let mut zone = Writer::with_head(count.saturating_mul(40));
    zone.add(format_args!("_ldap._tcp"));
    for number in 0..count {
        let (priority, weight) = fields(number);
        zone.record(format_args!("\tSRV {priority} {weight} 389 h{number:x}.elsewhere.example.\n"));
    }
    zone.finish()
}

/// `count` records: the addresses of one host, each of which no other host can reach, and as many services of it.
pub fn one_host(count: u64) -> Zone {
    let mut zone = Writer::with_head(count.saturating_mul(40));
    for number in 0..count / 2 {
        zone.record(format_args!("local\tA\t127.{}\n", Ipv4(number).tail()));
        zone.record(format_args!("_ldap._tcp.s{number:x}\tSRV 0 10 389 local\n"));
    }
    zone.finish()
}

/// One record on one line of about `bytes` bytes, most of them words of one letter.
pub fn one_line(bytes: u64) -> Zone {
    let mut zone = Writer::with_head(bytes.saturating_add(400));
    zone.record(format_args!("long\tTXT"));
    while (zone.bytes.len() as u64) < bytes {
        zone.bytes.extend_from_slice(b" a b c d");
    }
    zone.add(format_args!("\n"));
    zone.finish()
}

/// `count` `$ORIGIN` directives, every tenth with a record below it.
pub fn origins(count: u64) -> Zone {
    let mut zone = Writer::with_head(count.saturating_mul(36));
    for number in 0..count {
        zone.add(format_args!("$ORIGIN o{number}.{ORIGIN}\n"));
        if number % 10 == 0 {
            zone.record(format_args!("h\tA\t{}\n", Ipv4(number)));
        }
    }
    zone.finish()
}

/// A record in `depth` nested pairs of parentheses.
pub fn nested_parens(depth: u64) -> Zone {
    let mut zone = Writer::with_head(depth.saturating_mul(2));
    zone.record(format_args!("deep\tTXT\t"));
    zone.bytes.extend((0..depth).map(|_| b'('));
    zone.add(format_args!(" \"middle\" "));
    zone.bytes.extend((0..depth).map(|_| b')'));
    zone.add(format_args!("\n"));
    zone.finish()
}

/// `count` SRV targets with one parent, and the address of each: twice `count` records.
pub fn one_parent(count: u64) -> Zone {
    let mut zone = Writer::with_head(count.saturating_mul(70));
    for number in 0..count {
        if number % 4 == 0 {
            zone.add(format_args!("_ldap._tcp.g{number}"));
        }
        zone.record(format_args!("\tSRV 10 10 389 h{number}.hosts\n"));
    }
    zone.add(format_args!("$ORIGIN hosts.{ORIGIN}\n"));
    for number in 0..count {
        zone.record(format_args!("h{number}\tA\t{}\n", Ipv4(number)));
    }
    zone.finish()
}

/// `count` records in between and behind comments, which are nine tenths of the file.
pub fn comments(count: u64) -> Zone {
    let mut zone = Writer::with_head(count.saturating_mul(300));
    for number in 0..count {
        zone.add(format_args!(
            ";; {number}: \"quoted\" (bracketed $ORIGIN not.a.directive. IN SRV 1 2 3 nothing.example.\n\
             ; ---------------------------------------------------------------------------------\n"
        ));
        zone.record(format_args!(
            "c{number}\tA ( ; an address (in brackets), \"explained\" at some length by its owner\n\t{} ; here\n)\n",
            Ipv4(number)
        ));
    }
    zone.finish()
}

/// `count` records, whose names are written with escapes: every target in another way than its host.
pub fn escapes(count: u64) -> Zone {
    let mut zone = Writer::with_head(count.saturating_mul(80));
    for number in 0..count {
        if number % 2 == 0 {
            let set = number / 2;
            zone.record(format_args!(
                "\\095\\108dap._t\\099p.g{set}\tSRV 10 10 389 \\104\\111\\115\\116-{set}.\\098ench.\\e\\x\\ample.\n"
            ));
        } else {
            let set = number / 2;
            zone.record(format_args!("h\\111st\\045{set}\tA\t{}\n", Ipv4(number)));
        }
    }
    if count % 2 == 1 {
        zone.record(format_args!("host-{}\tA\t192.0.2.9\n", count / 2));
    }
    zone.finish()
}

/// A service that needs no companion, at its usual port.
struct Service {
    label: &'static str,
    port: u16,
    /// Clients of these wait for every change: the set gets a TTL of its own.
    short_ttl: bool,
}

const fn service(label: &'static str, port: u16) -> Service {
    Service { label, port, short_ttl: false }
}

const fn live(label: &'static str, port: u16) -> Service {
    Service { label, port, short_ttl: true }
}

/// Services that are expected together: every site has them.
const PAIRED: [Service; 4] = [
    live("_xmpp-client._tcp", 5222),
    live("_xmpp-server._tcp", 5269),
    service("_kerberos._tcp", 88),
    service("_kpasswd._tcp", 464),
];

/// Services that stand alone: every site has some.
const SINGLE: [Service; 18] = [
    service("_rsync._tcp", 873),
    service("_nntps._tcp", 563),
    service("_submissions._tcp", 465),
    live("_sips._tcp", 5061),
    service("_caldavs._tcp", 443),
    service("_carddavs._tcp", 443),
    service("_ldap._tcp", 389),
    service("_matrix-fed._tcp", 8448),
    service("_stuns._tcp", 5349),
    service("_turns._tcp", 5349),
    service("_jmap._tcp", 443),
    service("_sieve._tcp", 4190),
    service("_minecraft._tcp", 25565),
    service("_ntp._udp", 123),
    service("_autodiscover._tcp", 443),
    service("_mumble._tcp", 64738),
    service("_vlmcs._tcp", 1688),
    service("_x-puppet._tcp", 8140),
];

const CITIES: [&str; 16] = [
    "berlin", "paris", "oslo", "lisbon", "madrid", "vienna", "zurich", "dublin", "london", "prague",
    "warsaw", "rome", "athens", "helsinki", "tallinn", "riga",
];

const ROLES: [&str; 12] =
    ["web", "app", "db", "mail", "sip", "ldap", "kdc", "im", "files", "proxy", "mx", "cache"];

const ALIASES: [&str; 13] = [
    "www",
    "ftp",
    "smtp",
    "imap",
    "pop",
    "webmail",
    "autoconfig",
    "autodiscover",
    "portal",
    "wiki",
    "git",
    "vpn",
    "status",
];

const NOTES: [&str; 6] =
    ["primary", "standby", "rack 14, row C", "see ticket #48213", "do not move", "moved 2024-03"];

const TTLS: [&str; 8] = ["300", "600", "900", "1800", "3600", "5m", "1h", "30m"];

/// The name of the host with this number: `web01`, `app01`, …
fn host(number: u64) -> String {
    let roles = ROLES.len() as u64;
    format!("{}{:02}", ROLES[(number % roles) as usize], number / roles + 1)
}

/// How a site writes its names.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// `web01`, below its own `$ORIGIN`.
    Origin,
    /// `web01.berlin-0001`, below the zone's origin.
    Relative,
    /// `web01.berlin-0001.bench.example.`
    Absolute,
}

/// One office of the enterprise: 200 records, the whole mix in small.
struct Site {
    number: u64,
    sites: u64,
    name: String,
    style: Style,
}

impl Site {
    const RECORDS: u64 = 200;
    const HOSTS: u64 = 94;
    const SRV: u64 = 40;
    const LEAST_SETS: u64 = Self::SRV / 4;

    fn new(number: u64, sites: u64, random: &mut Random) -> Self {
        let style = match random.below(10) {
            0..4 => Style::Origin,
            4..8 => Style::Relative,
            _ => Style::Absolute,
        };
        Site { number, sites, name: Self::name(number), style }
    }

    fn name(number: u64) -> String {
        let cities = CITIES.len() as u64;
        format!("{}-{:04}", CITIES[(number % cities) as usize], number / cities)
    }

    /// A name of this site, as its style writes it. No label: the site's own name.
    fn written(&self, label: &str) -> String {
        let dot = if label.is_empty() { "" } else { "." };
        match self.style {
            Style::Origin if label.is_empty() => "@".to_owned(),
            Style::Origin => label.to_owned(),
            Style::Relative => format!("{label}{dot}{}", self.name),
            Style::Absolute => format!("{label}{dot}{}.{ORIGIN}", self.name),
        }
    }

    fn absolute(&self, label: &str) -> String {
        format!("{label}.{}.{ORIGIN}", self.name)
    }

    fn write(&self, zone: &mut Writer, random: &mut Random, faults: &[&'static str]) {
        zone.add(format_args!("\n; ---- {}: office {} ", self.name, self.number));
        zone.add(format_args!("(contact noc@{}, rack plan \"{:x}\") ----\n", self.name, random.next()));
        if random.one_in(3) {
            zone.add(format_args!("$TTL {}\n", random.pick(&["3600", "1h", "1800", "30m"])));
        }
        if self.style == Style::Origin {
            zone.add(format_args!("$ORIGIN {}.{ORIGIN}\n", self.name));
        }
        if random.one_in(2) {
            self.services(zone, random, faults);
            self.mail(zone, random);
            self.hosts(zone, random);
        } else {
            self.mail(zone, random);
            self.hosts(zone, random);
            self.services(zone, random, faults);
        }
        self.aliases(zone, random);
        self.delegation(zone);
        if self.style == Style::Origin {
            zone.add(format_args!("$ORIGIN {ORIGIN}\n"));
        }
    }

    /// 4 MX, 2 SPF, 1 DKIM key.
    fn mail(&self, zone: &mut Writer, random: &mut Random) {
        for label in ["", "corp"] {
            zone.record(format_args!("{}\t\tIN\tMX\t10 {}\n", self.written(label), self.written("mx01")));
            zone.record(format_args!("\t\tIN\tMX\t20 {}\n", self.absolute("mx02")));
            zone.record(format_args!("\t\tIN\tTXT\t\"v=spf1 mx ip4:{}/24 -all\"\n", Ipv4(self.number * 256)));
        }
        zone.record(format_args!("{}\tIN\tTXT\t( \"v=DKIM1; k=rsa; \"\n", self.written("s2024._domainkey")));
        let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for line in 0..6 {
            zone.add(format_args!("\t\t\"{}", if line == 0 { "p=MIIBIjANBgkqhkiG9w0BAQEFAAOC" } else { "" }));
            for _ in 0..60 {
                zone.bytes.push(random.pick(digits));
            }
            zone.add(format_args!("\"{}\n", if line == 5 { " ) ; rolled yearly" } else { "" }));
        }
    }

    /// 98 A and 38 AAAA of 94 hosts.
    fn hosts(&self, zone: &mut Writer, random: &mut Random) {
        for number in 0..Self::HOSTS {
            let id = self.number * 128 + number;
            let owner = self.written(&host(number));
            let ttl = if random.one_in(8) { random.pick(&TTLS) } else { "" };
            let class = if random.one_in(10) { "" } else { "IN" };
            let comment = if random.one_in(12) { random.pick(&NOTES) } else { "" };
            let semicolon = if comment.is_empty() { "" } else { "\t; " };
            if random.one_in(40) {
                zone.add(format_args!("; {} since the move of {}\n", host(number), 2000 + random.below(25)));
            }
            zone.record(format_args!("{owner:<23} {ttl}\t{class}\tA\t{}{semicolon}{comment}\n", Ipv4(id)));
            if number % 24 == 0 {
                zone.record(format_args!("\t\t\t{ttl}\t{class}\tA\t172.{}\n", Ipv4(id).tail()));
            }
            if number * 38 % 94 < 38 {
                let owner = if random.one_in(5) { owner.as_str() } else { "" };
                let (site, low) = (self.number % 65_536, random.below(65_536));
                zone.record(format_args!(
                    "{owner:<23} \t{class}\tAAAA\t2001:db8:{site:x}::{number:x}:{low:x}\n"
                ));
            }
        }
    }

    /// 13 CNAME.
    fn aliases(&self, zone: &mut Writer, random: &mut Random) {
        for alias in ALIASES {
            let target = host(random.below(Self::HOSTS));
            let target = if random.one_in(3) { self.absolute(&target) } else { self.written(&target) };
            zone.record(format_args!("{:<23} \tIN\tCNAME\t{target}\n", self.written(alias)));
        }
    }

    /// 2 NS and 2 A, the glue.
    fn delegation(&self, zone: &mut Writer) {
        zone.record(format_args!("{}\t\tIN\tNS\t{}\n", self.written("lab"), self.written("ns1.lab")));
        zone.record(format_args!("\t\tIN\tNS\t{}\n", self.absolute("ns2.lab")));
        zone.record(format_args!("{}\tIN\tA\t{}\n", self.written("ns1.lab"), Ipv4(self.number * 128 + 126)));
        zone.record(format_args!("{}\tIN\tA\t{}\n", self.written("ns2.lab"), Ipv4(self.number * 128 + 127)));
    }

    /// 40 SRV in sets of 2 to 4; fewer where a long TTL is injected.
    fn services(&self, zone: &mut Writer, random: &mut Random, faults: &[&'static str]) {
        let mut single: Vec<&Service> = SINGLE.iter().collect();
        random.shuffle(&mut single);
        let mut sets = Vec::new();
        let mut left = Self::SRV;
        for service in PAIRED.iter().chain(single) {
            let size = match left {
                0 => break,
                2..=4 => left,
                5 => 2 + random.below(2),
                _ => 2 + random.below(3),
            };
            left -= size;
            sets.push((service, size));
        }
        random.shuffle(&mut sets);
        // Nothing is said of weights that clients ignore.
        let ignores = |(service, _): &(&Service, u64)| {
            ["_kerberos._tcp", "_kpasswd._tcp", "_minecraft._tcp"].contains(&service.label)
        };
        let is_of_weight = |at: usize| faults.get(at) == Some(&"zero-weight");
        for at in (0..sets.len()).filter(|at| is_of_weight(*at)) {
            if ignores(&sets[at])
                && let Some(other) =
                    (0..sets.len()).find(|other| !is_of_weight(*other) && !ignores(&sets[*other]))
            {
                sets.swap(at, other);
            }
        }
        for (index, (service, size)) in sets.into_iter().enumerate() {
            self.set(zone, random, service, size, faults.get(index).copied());
        }
    }

    fn set(
        &self,
        zone: &mut Writer,
        random: &mut Random,
        service: &Service,
        size: u64,
        fault: Option<&'static str>,
    ) {
        let size = if fault == Some("long-ttl") { 1 } else { size };
        let faulty = random.below(size);
        // Each another one: sets with one TTL are one finding.
        let long = (86_400 + zone.mistakes.len()).to_string();
        let ttl = match fault {
            Some("long-ttl") => long.as_str(),
            _ if service.short_ttl => "300",
            _ if random.one_in(3) => random.pick(&TTLS),
            _ => "",
        };
        // Another site's hosts are targets too, in the zone and far away in the file.
        let elsewhere = random.one_in(10).then(|| Site::name(random.below(self.sites)));
        let tiers = if fault == Some("zero-weight") { Tiers::One } else { Tiers::any(random) };
        let owner = self.written(service.label);
        for (index, target) in random.distinct(size, Self::HOSTS).into_iter().enumerate() {
            let index = index as u64;
            let fault = fault.filter(|_| index == faulty);
            let (priority, alone) = tiers.priority(index, size);
            let weight = match fault {
                Some("zero-weight") => 0,
                _ if alone && random.one_in(2) => 0,
                _ => 10 * (1 + random.below(10)),
            };
            let target = match (fault, &elsewhere) {
                (Some("missing-trailing-dot"), _) => {
                    self.absolute(&host(target)).trim_end_matches('.').to_owned()
                }
                (Some("cname-target"), _) => self.written(random.pick(&ALIASES)),
                (Some("target-without-address"), _) if random.one_in(2) => self.written("corp"),
                (Some("target-without-address"), _) => self.absolute(&format!("decommissioned{target}")),
                (_, Some(site)) => format!("{}.{site}.{ORIGIN}", host(target)),
                _ if random.one_in(2) => self.absolute(&host(target)),
                _ => self.written(&host(target)),
            };

            let owner = if index == 0 || random.one_in(4) { owner.as_str() } else { "" };
            if fault.is_some_and(|rule| rule == "long-ttl") {
                zone.mistake("long-ttl");
            }
            if random.one_in(6) && !ttl.is_empty() {
                zone.record(format_args!("{owner:<15} IN {ttl}\tSRV\t"));
            } else {
                zone.record(format_args!(
                    "{owner:<15} {ttl}\t{}\tSRV\t",
                    if random.one_in(12) { "" } else { "IN" }
                ));
            }
            let brackets = random.one_in(16);
            if brackets {
                zone.add(format_args!("( ; {}\n\t\t", random.pick(&NOTES)));
            }
            zone.add(format_args!("{priority} "));
            if fault.is_some_and(|rule| rule == "zero-weight") {
                zone.mistake("zero-weight");
            }
            zone.add(format_args!("{weight} {}", service.port));
            zone.add(format_args!("{}", if brackets { "\n\t\t" } else { " " }));
            if let Some(rule) = fault.filter(|rule| !["zero-weight", "long-ttl"].contains(rule)) {
                zone.mistake(rule);
            }
            zone.add(format_args!("{target}"));
            if brackets {
                zone.add(format_args!(" )"));
            } else if random.one_in(10) {
                zone.add(format_args!(" ; {}", random.pick(&NOTES)));
            }
            zone.add(format_args!("\n"));
        }
    }
}

/// How the records of a set share out among priorities.
enum Tiers {
    One,
    LastIsStandby,
    Halves,
}

impl Tiers {
    fn any(random: &mut Random) -> Self {
        match random.below(3) {
            0 => Tiers::One,
            1 => Tiers::LastIsStandby,
            _ => Tiers::Halves,
        }
    }

    /// The priority of a record, and whether no other has the same: only then is weight 0 right.
    fn priority(&self, index: u64, size: u64) -> (u64, bool) {
        let first = match self {
            Tiers::One => size,
            Tiers::LastIsStandby => size - 1,
            Tiers::Halves => size.div_ceil(2),
        };
        if index < first { (10, first == 1) } else { (20, size - first == 1) }
    }
}

/// A zone of [`repository`].
fn small_zone(number: u64, files: u64, random: &mut Random) -> Zone {
    let origin = |number: u64| format!("org-{number:05}.example.");
    let own = origin(number);
    let mut zone = Writer::new(2_500);
    zone.add(format_args!(
        "; {own} is run by team {:02}; ask them before a change: team-{:02}@provider.example\n\
         ; ------------------------------------------------------------------------------\n",
        number % 100,
        number % 100
    ));
    if random.one_in(2) {
        zone.add(format_args!("$ORIGIN {own}\n"));
        zone.soa("@");
    } else {
        zone.soa(&own);
    }
    zone.record(format_args!("\tIN NS\tns1.provider.example.\n"));
    zone.record(format_args!("\tIN NS\tns2.provider.example.\n"));
    zone.record(format_args!("\tIN MX\t10 mx01\n"));
    zone.record(format_args!("\tIN MX\t20 {}.{}\n", host(3), origin(random.below(files))));
    zone.record(format_args!("\tIN TXT\t\"v=spf1 mx -all\"\n"));

    let hosts = 12 + random.below(28);
    for index in 0..hosts {
        let (owner, id) = (host(index), number * 64 + index);
        let comment = if random.one_in(8) { random.pick(&NOTES) } else { "" };
        let semicolon = if comment.is_empty() { "" } else { "\t; " };
        zone.record(format_args!("{owner:<15}\tIN\tA\t{}{semicolon}{comment}\n", Ipv4(id)));
        if random.one_in(3) {
            zone.record(format_args!("\t\t\tIN\tAAAA\t2001:db8:{:x}::{:x}\n", number % 65_536, index + 1));
        }
    }
    for alias in &ALIASES[..4] {
        zone.record(format_args!("{alias:<15}\tIN\tCNAME\t{}\n", host(random.below(hosts))));
    }

    let mut services: Vec<&Service> = SINGLE.iter().collect();
    random.shuffle(&mut services);
    for service in &services[..3] {
        let ttl = if service.short_ttl { "300" } else { "" };
        let size = 2 + random.below(3);
        let tiers = Tiers::any(random);
        for (index, target) in random.distinct(size, 12).into_iter().enumerate() {
            let (priority, alone) = tiers.priority(index as u64, size);
            let weight = if alone { 0 } else { 10 * (1 + random.below(10)) };
            let owner = if index == 0 { service.label } else { "" };
            let mut target = host(target);
            if random.one_in(2) {
                target = format!("{target}.{}", origin(random.below(files)));
            }
            zone.record(format_args!(
                "{owner:<15} {ttl}\tIN\tSRV\t{priority} {weight} {} {target}\n",
                service.port
            ));
        }
    }
    Zone { origin: own, ..zone.finish() }
}

/// A zone file as it grows.
struct Writer {
    bytes: Vec<u8>,
    line: u64,
    records: u64,
    mistakes: Vec<Mistake>,
}

impl Writer {
    fn new(capacity: u64) -> Self {
        Writer { bytes: Vec::with_capacity(capacity as usize), line: 1, records: 0, mistakes: Vec::new() }
    }

    /// A writer that has what every zone begins with.
    fn with_head(capacity: u64) -> Self {
        let mut zone = Self::new(capacity.saturating_add(400));
        zone.soa("@");
        zone.record(format_args!("\tNS\tns1.provider.example.\n"));
        zone
    }

    fn soa(&mut self, owner: &str) {
        self.add(format_args!("$TTL 3600 ; one hour\n"));
        self.record(format_args!(
            "{owner}\tIN\tSOA\tns1.provider.example. hostmaster.provider.example. (\n\
             \t\t2024010101 ; serial\n\t\t3600 900 1209600 ; refresh, retry, expire\n\t\t3600 ) ; negative answers\n"
        ));
    }

    fn add(&mut self, text: fmt::Arguments<'_>) {
        let from = self.bytes.len();
        let _ = self.bytes.write_fmt(text); // writing to memory does not fail
        self.line += self.bytes[from..].iter().filter(|&&byte| byte == b'\n').count() as u64;
    }

    /// Adds the beginning or the whole of a record.
    fn record(&mut self, text: fmt::Arguments<'_>) {
        self.records += 1;
        self.add(text);
    }

    /// Notes that the token which comes next is a mistake.
    fn mistake(&mut self, rule: &'static str) {
        self.mistakes.push(Mistake { line: self.line, rule });
    }

    fn finish(self) -> Zone {
        Zone { text: self.bytes, origin: ORIGIN.to_owned(), records: self.records, mistakes: self.mistakes }
    }
}

/// An address out of `10.0.0.0/8`.
struct Ipv4(u64);

impl Ipv4 {
    fn tail(&self) -> String {
        format!("{}.{}.{}", 16 + (self.0 >> 16) % 16, (self.0 >> 8) & 255, self.0 & 255)
    }
}

impl fmt::Display for Ipv4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "10.{}.{}.{}", (self.0 >> 16) & 255, (self.0 >> 8) & 255, self.0 & 255)
    }
}

/// SplitMix64: small, seeded, the same everywhere.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number under `bound`, which is small enough for the bias not to matter.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    /// `count` different numbers under `bound`.
    fn distinct(&mut self, count: u64, bound: u64) -> Vec<u64> {
        let mut seen = BTreeSet::new();
        let mut numbers = Vec::new();
        while (numbers.len() as u64) < count {
            let number = self.below(bound);
            if seen.insert(number) {
                numbers.push(number);
            }
        }
        numbers
    }
}
