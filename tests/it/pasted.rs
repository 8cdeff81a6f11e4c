//! What people paste into zone files: each mistake is one finding that says what to write.

use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n  NS ns.example.net.\nmail A 192.0.2.1\n";

/// The messages of the findings of a zone, with their last note: the help.
fn told(text: impl AsRef<[u8]>) -> Vec<(String, String)> {
    // Tests run at the same time.
    let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
    let scratch = Scratch::new(&test);
    scratch.write("example.com.zone", text);
    let ran = scratch.run(&["check", "--format", "json", "--origin", "example.com", "example.com.zone"]);
    let json = ran.json();
    let told = |finding: &serde_json::Value| {
        let place = (&finding["start"]["line"], &finding["start"]["column"]);
        let notes = finding["notes"].as_array().map(|notes| notes.iter().filter_map(|note| note.as_str()));
        let notes: Vec<&str> = notes.into_iter().flatten().collect();
        (
            format!("{}:{} {}", place.0, place.1, finding["message"].as_str().unwrap_or_default()),
            notes.join("; "),
        )
    };
    json["findings"].as_array().expect("findings").iter().map(told).collect()
}

#[test]
fn each_kind_is_one_finding_with_its_help() {
    for (lines, message, help) in [
        (
            "_rsync._tcp\u{a0}SRV 0 1 873 mail",
            "5:12 a no-break space (U+00A0) stands here",
            "write a blank in its place",
        ),
        (
            "_rsync._tcp SRV\u{202f}0 1 873 mail",
            "5:16 a narrow no-break space (U+202F) stands here",
            "write a blank in its place",
        ),
        ("_rsync._tcp SRV 0 \u{200b}1 873 mail", "5:19 a zero-width space (U+200B) stands here", "remove it"),
        (
            "x TXT \u{201c}a\u{201d}\n_a._tcp SRV \u{201c}0 1 873 mail\u{201d}",
            "6:13 a typographic quote (U+201C) stands here",
            "write `\"` in its place",
        ),
        (
            "# one\n# two\n#three",
            "5:1 `#` begins no comment in a zone file",
            "the same is wrong in 2 more lines; begin the comment with `;`",
        ),
        (
            "x TXT a \u{2014} b; c\n_rsync._tcp SRV 0 1 873 mail \u{2014}",
            "6:30 an em dash (U+2014) stands here",
            "write `-` in its place",
        ),
        (
            " _rsync._tcp SRV 0 1 873 mail",
            "5:2 `_rsync._tcp` is not taken for an owner: its line begins with a blank",
            "remove the blank before `_rsync._tcp`: an owner begins in the first column",
        ),
        (
            "\twww IN A 192.0.2.7",
            "5:2 `www` is not taken for an owner: its line begins with a blank",
            "remove the blank before `www`: an owner begins in the first column",
        ),
        (
            "* _rsync._tcp SRV 0 1 873 mail",
            "5:3 two names stand before the record type: `*` and `_rsync._tcp`",
            "write `_rsync._tcp` alone: a record has one owner",
        ),
        (
            "_rsync. _tcp 60 IN SRV 0 1 873 mail",
            "5:9 two names stand before the record type: `_rsync.` and `_tcp`",
            "write `_rsync._tcp`: a name has no blanks",
        ),
        (
            "_rsync._tcp SRV 0 1\n  873 mail",
            "5:19 SRV takes four fields and two are given",
            "write the record on one line, or `(` before its first field and `)` after its last",
        ),
        (
            "_rsync._tcp\n  IN SRV 0 1 873 mail",
            "5:1 this record is broken over two lines: BIND reads on only in `( )`",
            "join them: `_rsync._tcp IN SRV 0 1 873 mail`",
        ),
        (
            "@ MX 10\n  mail",
            "5:6 unexpected end of the MX record: the exchange is missing",
            "write the record on one line, or `(` before its first field and `)` after its last",
        ),
        (
            "@ NAPTR 10 10 \"s\" \"SIP+D2T\" _rsync._tcp",
            "5:9 NAPTR takes six fields and five are given: the regexp is missing",
            "write `\"\"` after the services: a record has a regexp or a replacement",
        ),
        (
            "@ NAPTR 10 \"s\" \"SIP+D2T\" \"\" _rsync._tcp",
            "5:9 NAPTR takes six fields and five are given: the preference is missing",
            "write a number after the order, such as `10`",
        ),
        (
            "@ NAPTR 10 10 \"SIP+D2T\" \"\" _rsync._tcp",
            "5:9 NAPTR takes six fields and five are given: the flags are missing",
            "write `\"s\"` before the services, if SRV records stand at the replacement",
        ),
        (
            "@ NAPTR 10 10 \"E2U+sip\" \"!^.*$!sip:a@example.com!\" .",
            "5:9 NAPTR takes six fields and five are given: the flags are missing",
            "write `\"u\"` before the services: the regexp makes a URI",
        ),
        (
            "@ NAPTR 10 10 u E2U+sip \"!^.*$!sip:a@example.com!\"",
            "5:9 NAPTR takes six fields and five are given: the replacement is missing",
            "write `.` after the regexp: a record has a regexp or a replacement",
        ),
        (
            "@ NAPTR 10 10 s \"\" _rsync._tcp",
            "5:9 NAPTR takes six fields and five are given: the services or the regexp is missing",
            "order preference \"flags\" \"services\" \"regexp\" replacement",
        ),
        (
            "@ NAPTR 10 10 u \"!^.*$!sip:a@example.com!\" .",
            "5:9 NAPTR takes six fields and five are given: the services are missing",
            "order preference \"flags\" \"services\" \"regexp\" replacement",
        ),
        (
            "www DYNA geoip!cp",
            "5:5 `DYNA` is gdnsd's type for addresses that it chooses: BIND refuses it",
            "for BIND, give the name the addresses that it stands for; where gdnsd serves the zone, silence it: `; srvlint: ignore[syntax] gdnsd`",
        ),
        (
            "// one thing\n_rsync._tcp SRV 0 1 873 mail // mail",
            "5:1 `//` begins no comment in a zone file",
            "the same is wrong in 1 more line; begin the comment with `;`",
        ),
        (
            "MX 10 mail",
            "5:7 unknown record type `mail`",
            "`MX` is read as the owner: a record of the owner above begins with a blank",
        ),
        (
            "A 192.0.2.7",
            "5:3 unknown record type `192.0.2.7`",
            "`A` is read as the owner: a record of the owner above begins with a blank",
        ),
        ("@ MX mail", "5:6 MX takes a preference and a host: the preference is missing", "write `10 mail`"),
        ("REM one thing", "5:1 `REM` begins no comment in a zone file", "begin the comment with `;`"),
        ("! one thing", "5:1 `!` begins no comment in a zone file", "begin the comment with `;`"),
        ("% one thing", "5:1 `%` begins no comment in a zone file", "begin the comment with `;`"),
        (
            "pbx 192.0.2.7",
            "5:5 the type is missing before the address `192.0.2.7`: it is A",
            "write `A 192.0.2.7`",
        ),
        (
            "pbx 1h IN 2001:db8::7",
            "5:11 the type is missing before the address `2001:db8::7`: it is AAAA",
            "write `AAAA 2001:db8::7`",
        ),
        ("-- one thing", "5:1 `--` begins no comment in a zone file", "begin the comment with `;`"),
        (
            "_rsync._tcp SRV 0, 1, 873, mail",
            "5:17 blanks part the fields of an SRV record, not commas",
            "write `0 1 873 mail`",
        ),
        (
            "_rsync._tcp SRV ( 0, 1, 873, mail ) ; x",
            "5:19 blanks part the fields of an SRV record, not commas",
            "write `0 1 873 mail`",
        ),
        (
            "_rsync._tcp SRV ( 0, 1\n 873 mail )",
            "5:19 blanks part the fields of an SRV record, not commas",
            "write `0`",
        ),
        (
            "_rsync._tcp SRV 0,1,873,mail ; x",
            "5:17 blanks part the fields of an SRV record, not commas",
            "write `0 1 873 mail`",
        ),
        (
            "_rsync._tcp 3600INSRV 0 1 873 mail",
            "5:13 a blank is missing between two fields",
            "write `3600 IN SRV`",
        ),
        ("_rsync._tcp SRV0 1 873 mail", "5:13 a blank is missing between two fields", "write `SRV 0`"),
        ("_rsync._tcp SRV 0 1 873mail", "5:17 a blank is missing between two fields", "write `0 1 873 mail`"),
        (
            "www 60 AWS ALIAS A lb.example.net. Z1 true",
            "5:12 `AWS ALIAS` is cli53's record for an alias of Route 53: no name server reads it",
            "give the name its addresses, or leave the line out",
        ),
        (
            "www 60 IN ALIAS mail\nftp 60 IN ALIAS mail",
            "5:11 `ALIAS` is an alias where other records stand, as PowerDNS and several providers have it: BIND refuses it",
            "the same is wrong in 1 more line; for BIND, give the name the addresses that it stands for, or leave the line out; where such a server serves the zone, silence it: `; srvlint: ignore[syntax] ALIAS`",
        ),
        (
            "_imaps._tcp SRV 10 10 60 993 mail",
            "5:17 SRV takes four fields and five are given: one number is too many",
            "write `10 60 993 mail`",
        ),
        (
            "_imaps._tcp SRV 10 60 5060 5 mail",
            "5:17 SRV takes four fields and five are given: one number is too many",
            "write `priority weight port target`",
        ),
    ] {
        let told = told(format!("{HEAD}{lines}\n"));
        assert_eq!(told, [(message.to_owned(), help.to_owned())], "{lines}");
    }
}

#[test]
fn commas_become_blanks_in_each_line_and_form() {
    let scratch = Scratch::new("commas");
    for (line, expected) in [
        ("SRV 0, 1, 873, mail", "SRV 0 1 873 mail"),
        ("SRV 0 1, 873 mail", "SRV 0 1 873 mail"),
        ("SRV 0,1,873,mail ; x", "SRV 0 1 873 mail ; x"),
        ("SRV 0 , 1 , 873 , mail", "SRV 0 1 873 mail"),
        ("60 IN SRV 0 ,1 ,873\t,mail,", "60 IN SRV 0 1 873\tmail"),
        ("SRV ( 0, 1, 873, mail )", "SRV ( 0 1 873 mail )"),
        ("SRV (0,1,873,mail)", "SRV (0 1 873 mail)"),
        ("SRV ( 0,\n 1, ; the weight\n 873, mail )", "SRV ( 0\n 1 ; the weight\n 873 mail )"),
        ("SRV ( 0, 1, 873, mail\n )", "SRV ( 0 1 873 mail\n )"),
        // What is not plain is left alone.
        ("SRV 0,,1,873,mail", "SRV 0,,1,873,mail"),
        ("SRV a, 1, 873, mail", "SRV a, 1, 873, mail"),
        ("SRV 0, 1, 873, ma\\032il", "SRV 0, 1, 873, ma\\032il"),
    ] {
        // More of them than fixes go round.
        let lines =
            |text: &str| (0..12).map(|number| format!("_x{number}._tcp {text}\n")).collect::<String>();
        scratch.write("example.com.zone", format!("{HEAD}{}", lines(line)));
        let ran = scratch.run(&["check", "--fix", "example.com.zone"]);
        let after = scratch.read("example.com.zone");
        assert_eq!(after, format!("{HEAD}{}", lines(expected)), "{line}: {}{}", ran.out, ran.err);
        assert_eq!(ran.code, i32::from(line == expected), "{line}: {}{}", ran.out, ran.err);
    }
    let generate = "$GENERATE 1-2 _g$._tcp SRV 0, $, 80, mail\n";
    scratch.write("example.com.zone", format!("{HEAD}{generate}"));
    let ran = scratch.run(&["check", "--fix", "example.com.zone"]);
    let after = scratch.read("example.com.zone");
    let expected = "$GENERATE 1-2 _g$._tcp SRV \"0 $ 80 mail\"\n";
    assert_eq!(after, format!("{HEAD}{expected}"), "{}{}", ran.out, ran.err);
}

#[test]
fn letters_that_look_like_others_are_named_with_their_code_points() {
    for (line, message, help) in [
        (
            "_rsync._tcp SRV 0 1 873 m\u{430}il",
            "5:25 SRV target `m\\208\\176il.example.com.` is not a host name: label `m\u{430}il` has a Cyrillic letter (U+0430) that looks like `a`",
            "write `mail` in letters of ASCII",
        ),
        (
            "\u{ff4d}\u{ff58} A 192.0.2.1",
            "5:1 `\\239\\189\\141\\239\\189\\152.example.com.` has addresses and is not a host name: label `\u{ff4d}\u{ff58}` has a full-width character (U+FF4D) that looks like `m`",
            "call the host `mx`",
        ),
        (
            "x MX 1 m\u{3b1}il",
            "5:8 mail server `m\\206\\177il.example.com.` is not a host name: label `m\u{3b1}il` has a Greek letter (U+03B1) that looks like `a`",
            "give the host a name such as `mail`, and write that here",
        ),
        (
            "_imap\u{455}._tcp SRV 0 1 993 mail",
            "5:1 service `_imap\u{455}` of `_imap\\209\\149._tcp.example.com.` has a Cyrillic letter (U+0455) that looks like `s`",
            "write `_imaps` in letters of ASCII",
        ),
        (
            "_imaps._t\u{441}p SRV 0 1 993 mail",
            "5:1 SRV owner `_imaps._t\\209\\129p.example.com.` has a Cyrillic letter (U+0441) that looks like `c`: clients ask for `_imaps._tcp.example.com.`",
            "write `_imaps._tcp`",
        ),
        (
            "\u{ff3f}rsync._tcp SRV 0 1 873 mail",
            "5:1 SRV owner `\\239\\188\\191rsync._tcp.example.com.` has a full-width character (U+FF3F) that looks like `_`: clients ask for `_rsync._tcp.example.com.`",
            "write `_rsync._tcp`",
        ),
        (
            "_rsync\u{3002}_tcp SRV 0 1 873 mail",
            "5:1 SRV owner `_rsync\\227\\128\\130_tcp.example.com.` has an ideographic full stop (U+3002) that looks like `.`: clients ask for `_rsync._tcp.example.com.`",
            "write `_rsync._tcp`",
        ),
        (
            "\u{feff}_rsync._tcp SRV 0 1 873 mail",
            "5:1 SRV owner `\\239\\187\\191_rsync._tcp.example.com.` has a byte order mark (U+FEFF), which is not seen: clients ask for `_rsync._tcp.example.com.`",
            "write `_rsync._tcp`",
        ),
    ] {
        let told = told(format!("{HEAD}{line}\n"));
        assert_eq!(told.len(), 1, "{line}: {told:?}");
        assert_eq!(told[0].0, message, "{line}");
        assert!(told[0].1.contains(help), "{line}: {told:?}");
    }
}

#[test]
fn owners_that_no_client_asks_for_are_told_with_what_is_wrong() {
    let json = |text: &str| {
        let scratch = Scratch::new("odd-owners");
        scratch.write("example.com.zone", format!("{HEAD}{text}\n"));
        let ran = scratch.run(&["check", "--format", "json", "example.com.zone"]);
        let finding = ran.json()["findings"].as_array().and_then(|all| all.first().cloned());
        finding.map_or(String::new(), |finding| format!("{} {}", finding["severity"], finding["message"]))
    };
    for (text, told) in [
        (
            "_rsync._tcp.* SRV 0 1 873 mail",
            "\"error\" \"SRV owner `_rsync._tcp.*.example.com.` has `*` after its first label, where it is not a wildcard (RFC 4592 section 2.1.1)\"",
        ),
        ("*._tcp SRV 0 1 873 mail", ""),
        (
            "_rsync._ SRV 0 1 873 mail",
            "\"error\" \"SRV owner `_rsync._.example.com.` has `_` for a protocol: clients ask for `_rsync._tcp.example.com.`\"",
        ),
        (
            "_rsync SRV 0 1 873 mail",
            "\"error\" \"SRV owner `_rsync.example.com.` has a service and no protocol: clients ask for `_rsync._tcp.example.com.`\"",
        ),
        (
            "_rsync SRV 0 1 873 mail\n_rsync._tcp SRV 0 1 873 mail",
            "\"warning\" \"SRV owner `_rsync.example.com.` has a service and no protocol: clients ask for `_rsync._tcp.example.com.`\"",
        ),
        (
            "_register_._tcp SRV 0 1 43 mail",
            "\"warning\" \"SRV owner `_register_._tcp.example.com.` has `_register_` for a service, and no service's name begins or ends so\"",
        ),
        // The draft of WPAD has its name without underscores, and so has dnsmasq's manual.
        ("wpad.tcp SRV 0 1 80 mail", ""),
    ] {
        assert_eq!(json(text), told, "{text}");
    }
}

#[test]
fn an_owner_without_a_protocol_beside_the_right_one_is_to_be_deleted() {
    let right = "_sip._udp SRV 0 1 5060 mail\n_sips._tcp SRV 0 0 0 .\n";
    let told = told(format!("{HEAD}_sip SRV 0 1 5060 mail\n{right}"));
    assert!(told[0].0.contains("has a service and no protocol"), "{told:?}");
    assert!(told[0].1.ends_with("delete it: `_sip._udp` has SRV records already"), "{told:?}");
}

#[test]
fn a_type_that_ends_in_a_digit_is_not_taken_apart() {
    for line in ["@ NSEC3", "a EUI48", "a A6", "a TYPE65"] {
        let told = told(format!("{HEAD}{line}\n"));
        assert!(told.iter().all(|(_, help)| !help.contains("write `")), "{line}: {told:?}");
    }
}

#[test]
fn a_comment_of_another_language_hides_no_host() {
    let told = told(format!("{HEAD}# the mail server\n_rsync._tcp SRV 0 1 873 gone\n"));
    assert!(
        told.iter().any(|(message, _)| message.contains("`gone.example.com.` does not exist")),
        "{told:?}"
    );
}

#[test]
fn what_is_no_zone_is_told_once() {
    let lines = |line: &str| format!("{line}\n").repeat(300);
    let utf16: Vec<u8> = format!("\u{feff}{HEAD}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let indented: String = HEAD.lines().map(|line| format!("    {line}\n")).collect();
    for (text, message) in [
        (
            lines("This is a text. It has some lines, and so on.").into_bytes(),
            "1:1 this is not a zone file: none of its lines could be read as a record",
        ),
        (
            b"{\"result\": [{\"type\": \"SRV\"}]}\n".to_vec(),
            "1:1 this is not a zone file: it looks like JSON",
        ),
        (lines("<p>Hello</p>").into_bytes(), "1:1 this is not a zone file: it looks like HTML or XML"),
        (
            format!("---\n{}", lines("- name: a")).into_bytes(),
            "1:1 this is not a zone file: it looks like YAML",
        ),
        (utf16, "1:1 this is not a zone file: it is in UTF-16: save it as UTF-8 without a byte order mark"),
        (indented.into_bytes(), "1:1 every line begins with a blank: so no record has an owner"),
    ] {
        let told: Vec<String> = told(text)
            .into_iter()
            .map(|(message, _)| message)
            .filter(|told| !told.contains("the name of"))
            .collect();
        assert_eq!(told, [message]);
    }
}

#[test]
fn marks_of_windows_are_one_mistake_and_hide_no_record() {
    let marked = "dc1 [Aging:3516442] 1200 A 192.0.2.10\n_ldap._tcp [AGE:3516442] 600 SRV 0 100 389 dc1\n_ldap._tcp.dc._msdcs [AGE:3516442] 600 SRV 0 100 389 dc9\n";
    let told: Vec<String> = told(format!("{HEAD}{marked}")).into_iter().map(|(message, _)| message).collect();
    let mark = "5:5 a mark of Windows DNS, which no other name server reads";
    assert_eq!(told, [mark, "7:54 SRV target `dc9.example.com.` does not exist"]);
}
