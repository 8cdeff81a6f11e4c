//! What a line that cannot be read keeps from being judged, and how the run says so.

use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n  NS ns.example.net.\n";
const TARGET: &str = "_rsync._tcp SRV 0 1 873 gone\n";

#[test]
fn a_line_that_cannot_be_read_puts_in_doubt_only_what_it_could_have_held() {
    for (line, is_judged) in [
        ("", true),
        ("txt MX ten mail", true),
        ("txt.gone MX ten mail", true),
        ("@ NAPTR 10 10 \"s\" \"SIP+D2T\" \"!bad\" .", true),
        ("_sip._tcp SRV 10 5060 sip", true),
        ("gone A 192.0.2.300", false),
        ("gone AAAA 2001:db8::1::2", false),
        ("gone SRV 10 5060 sip", false),
        ("* A 192.0.2.300", false),
        ("*.other A 192.0.2.300", true),
        ("@ NS ns..example.net.", true),
        // A type that is unknown may be misspelt.
        ("x FOO 1", true),
        ("gone FOO 1", false),
        ("a..b A 192.0.2.1", false),
        ("\" IN A 192.0.2.1\nother A 192.0.2.2", false),
        ("other A 192.0.2.2\n\" IN A 192.0.2.1", false),
        (" gone A 192.0.2.300", false),
        (" x A 192.0.2.1", true),
        (" @ NS ns.example.net.", true),
        ("$INCLUDE missing", false),
        ("$INCLUDE example.com.KSK.key", true),
        ("$GENERATE 1-x a$ A 192.0.2.1", false),
        ("$GENERATE 1-3 a$ SRV 0 5 873 x$", false),
        ("$GENERATE 1-3 _a._tcp SRV 0 5 873 x$", true),
        ("$GENERATE 1-3 gone A 192.0.2.300", false),
        ("$GENERATE 1-3 x A 192.0.2.300", true),
        // A directive that no server knows writes no name; what may stand for a record is none.
        ("$FOO bar", true),
        ("$DATE 2024", true),
        ("$DATE", true),
        ("$FOO", false),
        ("$FOO A 192.0.2.1", false),
        ("${hosts} all", false),
        ("$INCLUD x.inc", false),
        ("$include_zone x.inc", false),
        ("$GENERAT 1-2 a$ A 192.0.2.1", false),
        ("$TTL 1x", true),
        ("$ORIGIN", true),
        ("$ORIGIN\nx A 192.0.2.1", false),
        ("$ORIGN eu\nx A 192.0.2.1", false),
        ("$ORIGIN eu..example.com.\nx A 192.0.2.1", false),
        ("$ORIGIN eu..example.com.\n$ORIGIN eu\nx A 192.0.2.1", false),
        ("$ORIGIN eu..example.com.\n$INCLUDE x.inc", false),
        ("$ORIGIN eu..example.com.\n$INCLUDE x.inc eu.example.com.", true),
        ("$ORIGIN eu..example.com.\nx.example.com. A 192.0.2.1\n TXT x", true),
        ("$ORIGIN eu..example.com.\nx.example.com. CNAME y", true),
        ("$ORIGIN eu..example.com.\n$ORIGIN example.com.\nx A 192.0.2.1", true),
    ] {
        let scratch = Scratch::new("doubts");
        scratch
            .write("example.com.zone", format!("{HEAD}{TARGET}{line}\n"))
            .write("x.inc", "x A 192.0.2.1\n");
        let arguments = ["check", "--format", "json", "example.com.zone"];
        let ran = scratch.run(&arguments);
        let is_found = ran.rules().contains(&"target-without-address".to_owned());
        assert_eq!(is_found, is_judged, "{line}: {}", ran.err);
        let withheld = ran.json()["zones"][0]["withheld"]["subjects"].as_u64().unwrap_or(0);
        assert_eq!(withheld, u64::from(!is_judged), "{line}");
        let told = "1 name could not be judged: 1 zone is not known in full (example.com.zone:5)";
        let is_told = ran.err.contains(told) || ran.err.contains(&told.replace(":5", ":6"));
        assert_eq!(is_told, !is_judged, "{line}: {}", ran.err);
        let zones = scratch.run(&["zones", "example.com.zone"]).out;
        assert!(is_judged || zones.contains("\tnot read in full (example.com.zone:"), "{line}: {zones}");
    }
}

#[test]
fn an_soa_record_with_a_blank_before_it_is_read_as_it_was_meant() {
    for (soa, told) in [
        ("  @ SOA ns h 1 2 3 4 5", "`@` is not taken for an owner: its line begins with a blank"),
        (
            "\texample.com. IN SOA ns h 1 2 3 4 5",
            "`example.com.` is not taken for an owner: its line begins with a blank",
        ),
        ("  IN SOA ns h 1 2 3 4 5", "the first record has no owner: the line begins with a blank"),
        ("@ SOA ns h\n  1 2 3\n  4 5", "unexpected end of the SOA record: the serial is missing"),
    ] {
        let scratch = Scratch::new("indented-soa");
        scratch.write("example.com.zone", format!("$TTL 1h\n{soa}\n  NS ns.example.net.\n{TARGET}"));
        let ran = scratch.run(&["check", "--format", "json", "--origin", "example.com", "example.com.zone"]);
        assert_eq!(ran.rules(), ["syntax", "target-without-address"], "{soa}: {}", ran.out);
        assert_eq!(ran.json()["findings"][0]["message"], told, "{soa}");
        assert_eq!(ran.json()["zones"][0]["complete"], true, "{soa}");
    }
}

#[test]
fn no_part_of_an_soa_record_hides_a_host() {
    for soa in [
        "ns hostmaster 20240115000001 7200 3600 1209600 300",
        "ns hostmaster {{ serial }} 7200 3600 1209600 300",
        "ns hostmaster __SERIAL__ 7200 3600 1209600 300",
        "ns hostmaster 1 7200 3600 1209600",
        "ns..x hostmaster 1 7200 3600 1209600 300",
    ] {
        for ttl in ["$TTL 1h\n", ""] {
            let scratch = Scratch::new("soa");
            scratch.write("example.com.zone", format!("{ttl}@ SOA {soa}\n  NS ns.example.net.\n{TARGET}"));
            let ran =
                scratch.run(&["check", "--format", "json", "--ignore", "implicit-ttl", "example.com.zone"]);
            assert_eq!(ran.rules(), ["syntax", "target-without-address"], "{ttl}{soa}: {}", ran.out);
            assert_eq!(ran.json()["zones"][0]["complete"], true, "{soa}");
        }
    }
}

#[test]
fn services_below_an_origin_that_cannot_be_read_are_counted() {
    for (lines, expected) in [
        ("$ORIGIN eu..example.com.\n_rsync._tcp SRV 0 1 873 gone", 1),
        (
            "$ORIGIN eu..example.com.\n_rsync._tcp SRV 0 1 873 gone\n SRV 1 1 873 gone.example.net.\nx TXT y",
            2,
        ),
        ("$ORIGIN\n_rsync._tcp.example.com. SRV 0 1 873 gone", 1),
        ("$ORIGN eu\n$GENERATE 1-2 _rsync._tcp SRV \"0 1 873 gone$\"", 1),
        (
            "$ORIGIN eu..example.com.\n_rsync._tcp SRV 0 1 873 gone\n$ORIGIN example.com.\n_rsync._udp SRV 0 1 873 lost",
            2,
        ),
        ("$ORIGIN eu..example.com.\nx TXT y", 0),
    ] {
        let scratch = Scratch::new("lost-services");
        scratch.write("example.com.zone", format!("{HEAD}{lines}\n"));
        let ran = scratch.run(&["check", "--format", "json", "example.com.zone"]);
        assert_eq!(ran.json()["zones"][0]["withheld"]["subjects"], expected, "{lines}: {}", ran.out);
        let told = match expected {
            0 => String::new(),
            1 => "1 name could not be judged: 1 zone is not known in full (example.com.zone:4)".to_owned(),
            more => format!("{more} names could not be judged"),
        };
        assert_eq!(ran.err.contains("could not be judged"), expected > 0, "{lines}: {}", ran.err);
        assert!(ran.err.contains(&told), "{lines}: {}", ran.err);
        let zones = scratch.run(&["zones", "example.com.zone"]).out;
        assert!(zones.contains("\tnot read in full (example.com.zone:4)"), "{lines}: {zones}");
    }
}

#[test]
fn below_an_origin_that_cannot_be_read_no_relative_name_is_judged() {
    let text = format!(
        "{HEAD}$ORIGIN eu..example.com.\n_sip._tls SRV 0 1 5061 sip.example.net.\n$ORIGIN us..example.com.\n_sip._tls 60 SRV 0 1 5061 sip.example.net.\n_sip._tls 60 SRV 0 1 x5061 sip.example.net.\n"
    );
    let scratch = Scratch::new("origins");
    scratch.write("example.com.zone", text);
    let ran = scratch.run(&["check", "--format", "json", "example.com.zone"]);
    assert_eq!(ran.rules(), ["syntax", "syntax", "syntax"], "{}", ran.out);
}

#[test]
fn what_hides_every_name_is_blamed_before_what_hides_one() {
    let scratch = Scratch::new("blame");
    scratch.write("example.com.zone", format!("{HEAD}{TARGET}x A 192.0.2.300\n$INCLUDE missing\n"));
    let ran = scratch.run(&["check", "--format", "json", "example.com.zone"]);
    assert_eq!(ran.json()["zones"][0]["withheld"]["start"]["line"], 6);
}
