//! The fields of the rdata of every type that BIND 9.18 knows.

use hickory_proto::rr::{DNSClass, RecordType};

use crate::zone::rdata::address::{A6, EUI48, EUI64, IPV4, IPV6, LOCATOR, PREFIXES};
use crate::zone::rdata::digits::{
    BASE64, BASE64_OR_DASH, BASE64_OR_NONE, DIGEST, FINGERPRINT, HEXADECIMAL, ZONE_DIGEST,
};
use crate::zone::rdata::dnssec::{
    KEY_DATA, NEXT_HASH, OLD_TYPES, PUBLIC_KEY, PUBLIC_KEY_OR_NONE, SALT, SIGNER, TIME, TIME_OR_SECONDS,
    TYPES, TYPES_OR_NONE,
};
use crate::zone::rdata::gateway::{HOST_IDENTITY, IPSEC_KEY, RELAY};
use crate::zone::rdata::kind::Field;
use crate::zone::rdata::location::LOCATION;
use crate::zone::rdata::mnemonic::{
    ALGORITHM, ALGORITHM_WORD, CERTIFICATE, DIGEST_TYPE, HASH, KEY_FLAGS, NO_FLAGS, OLD_TYPE, PROTOCOL,
    SCHEME, TYPE,
};
use crate::zone::rdata::nsap::{ATM, NSAP};
use crate::zone::rdata::number::{NAME, OCTAL, SECONDS, U8, U16, U32};
use crate::zone::rdata::service_binding::{PARAMETERS, TARGET};
use crate::zone::rdata::string::{PSDN, QUOTED_VALUE, REGEXP, STRING, STRING_OR_NONE, STRINGS, TAG, VALUE};
use crate::zone::rdata::wks::SERVICES;

/// What BIND knows of a type in a class.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Its rdata has these fields.
    Fields(&'static [Field]),
    /// Its rdata is octets; it has no text of its own.
    Octets,
}

/// What BIND knows of a type in a class.
pub fn form(class: DNSClass, rtype: RecordType) -> Form {
    let number = u16::from(rtype);
    let own = match class {
        DNSClass::IN => INTERNET,
        DNSClass::CH => CHAOS,
        DNSClass::HS => HESIOD,
        _ => &[],
    };
    let fields = own.iter().chain(ANY_CLASS).find(|(known, _)| *known == number);
    fields.map_or(Form::Octets, |(_, fields)| Form::Fields(fields))
}

/// Types by number, with their fields.
type Table = &'static [(u16, &'static [Field])];

const STRINGS_ALONE: &[Field] = &[Field("text", STRINGS)];
const NAME_ALONE: &[Field] = &[Field("name", NAME)];
const MAILBOXES: &[Field] = &[Field("mailbox", NAME), Field("name", NAME)];
const KEY: &[Field] = &[
    Field("flags", KEY_FLAGS),
    Field("protocol", PROTOCOL),
    Field("algorithm", ALGORITHM),
    Field("public key", PUBLIC_KEY),
];
const DELEGATION: &[Field] = &[
    Field("key tag", U16),
    Field("algorithm", ALGORITHM),
    Field("digest type", DIGEST_TYPE),
    Field("digest", DIGEST),
];
const CERTIFICATE_ASSOCIATION: &[Field] = &[
    Field("certificate usage", U8),
    Field("selector", U8),
    Field("matching type", U8),
    Field("certificate association data", HEXADECIMAL),
];
const SERVICE_BINDING: &[Field] =
    &[Field("priority", U16), Field("target", TARGET), Field("parameter", PARAMETERS)];

/// Types whose fields are the same in every class.
const ANY_CLASS: Table = &[
    (2, &[Field("name", NAME)]),
    (5, NAME_ALONE),
    (
        6,
        &[
            Field("primary name server", NAME),
            Field("mailbox", NAME),
            Field("serial", U32),
            Field("refresh", SECONDS),
            Field("retry", SECONDS),
            Field("expire", SECONDS),
            Field("minimum", SECONDS),
        ],
    ),
    (7, NAME_ALONE),
    (8, NAME_ALONE),
    (9, NAME_ALONE),
    (12, NAME_ALONE),
    (13, &[Field("CPU", STRING), Field("operating system", STRING)]),
    (14, MAILBOXES),
    (15, &[Field("preference", U16), Field("exchange", NAME)]),
    (16, STRINGS_ALONE),
    (17, MAILBOXES),
    (18, &[Field("subtype", U16), Field("host", NAME)]),
    (19, &[Field("PSDN address", PSDN)]),
    (20, &[Field("ISDN address", STRING), Field("subaddress", STRING_OR_NONE)]),
    (21, &[Field("preference", U16), Field("intermediate host", NAME)]),
    (
        24,
        &[
            Field("covered type", OLD_TYPE),
            Field("algorithm", ALGORITHM),
            Field("number of labels", U8),
            Field("original TTL", U32),
            Field("expiration", TIME),
            Field("inception", TIME),
            Field("key tag", U16),
            Field("signer", NAME),
            Field("signature", BASE64),
        ],
    ),
    (
        25,
        &[
            Field("flags", KEY_FLAGS),
            Field("protocol", PROTOCOL),
            Field("algorithm", ALGORITHM),
            Field("public key", PUBLIC_KEY_OR_NONE),
        ],
    ),
    (27, &[Field("longitude", STRING), Field("latitude", STRING), Field("altitude", STRING)]),
    (29, &[Field("location", LOCATION)]),
    (30, &[Field("next name", NAME), Field("type", OLD_TYPES)]),
    (
        35,
        &[
            Field("order", U16),
            Field("preference", U16),
            Field("flags", STRING),
            Field("services", STRING),
            Field("regexp", REGEXP),
            Field("replacement", NAME),
        ],
    ),
    (
        37,
        &[
            Field("certificate type", CERTIFICATE),
            Field("key tag", U16),
            Field("algorithm", ALGORITHM_WORD),
            Field("certificate", BASE64),
        ],
    ),
    (39, NAME_ALONE),
    (40, &[Field("meaning", U8), Field("coding", U8), Field("subcoding", U8), Field("data", BASE64_OR_NONE)]),
    (43, DELEGATION),
    (44, &[Field("algorithm", U8), Field("fingerprint type", U8), Field("fingerprint", FINGERPRINT)]),
    (45, &[Field("precedence", U8), Field("gateway type", IPSEC_KEY)]),
    (
        46,
        &[
            Field("covered type", TYPE),
            Field("algorithm", ALGORITHM),
            Field("number of labels", U8),
            Field("original TTL", U32),
            Field("expiration", TIME_OR_SECONDS),
            Field("inception", TIME_OR_SECONDS),
            Field("key tag", U16),
            Field("signer", SIGNER),
            Field("signature", BASE64),
        ],
    ),
    (47, &[Field("next name", NAME), Field("type", TYPES)]),
    (48, KEY),
    (
        50,
        &[
            Field("hash algorithm", HASH),
            Field("flags", U8),
            Field("number of iterations", U16),
            Field("salt", SALT),
            Field("next hash", NEXT_HASH),
            Field("type", TYPES_OR_NONE),
        ],
    ),
    (
        51,
        &[
            Field("hash algorithm", HASH),
            Field("flags", U8),
            Field("number of iterations", U16),
            Field("salt", SALT),
        ],
    ),
    (52, CERTIFICATE_ASSOCIATION),
    (53, CERTIFICATE_ASSOCIATION),
    (55, &[Field("host identity", HOST_IDENTITY)]),
    (56, STRINGS_ALONE),
    (
        57,
        &[
            Field("flags", NO_FLAGS),
            Field("protocol", PROTOCOL),
            Field("algorithm", ALGORITHM),
            Field("public key", PUBLIC_KEY),
        ],
    ),
    (58, &[Field("previous name", NAME), Field("next name", NAME)]),
    (59, DELEGATION),
    (60, KEY),
    (61, &[Field("public key", BASE64)]),
    (62, &[Field("serial", U32), Field("flags", U16), Field("type", TYPES_OR_NONE)]),
    (
        63,
        &[
            Field("serial", U32),
            Field("scheme", U8),
            Field("hash algorithm", U8),
            Field("digest", ZONE_DIGEST),
        ],
    ),
    (66, &[Field("type", TYPE), Field("scheme", SCHEME), Field("port", U16), Field("target", NAME)]),
    (67, &[Field("data", BASE64)]),
    (68, &[Field("data", BASE64)]),
    (99, STRINGS_ALONE),
    (104, &[Field("preference", U16), Field("node identifier", LOCATOR)]),
    (105, &[Field("preference", U16), Field("locator", IPV4)]),
    (106, &[Field("preference", U16), Field("locator", LOCATOR)]),
    (107, &[Field("preference", U16), Field("name", NAME)]),
    (108, &[Field("address", EUI48)]),
    (109, &[Field("address", EUI64)]),
    (256, &[Field("priority", U16), Field("weight", U16), Field("target", QUOTED_VALUE)]),
    (257, &[Field("flags", U8), Field("tag", TAG), Field("value", VALUE)]),
    (258, STRINGS_ALONE),
    (
        259,
        &[
            Field("enterprise", U32),
            Field("type", U32),
            Field("location", U8),
            Field("media type", STRING),
            Field("data", BASE64_OR_DASH),
        ],
    ),
    (260, &[Field("precedence", U8), Field("relay", RELAY)]),
    (261, STRINGS_ALONE),
    (262, STRINGS_ALONE),
    (32768, DELEGATION),
    (32769, DELEGATION),
    (65533, &[Field("key data", KEY_DATA)]),
];

/// Types of class IN.
const INTERNET: Table = &[
    (1, &[Field("address", IPV4)]),
    (11, &[Field("address", IPV4), Field("protocol", SERVICES)]),
    (22, &[Field("address", NSAP)]),
    (23, NAME_ALONE),
    (26, &[Field("preference", U16), Field("RFC 822 name", NAME), Field("X.400 name", NAME)]),
    (28, &[Field("address", IPV6)]),
    (31, &[Field("endpoint identifier", HEXADECIMAL)]),
    (32, &[Field("locator", HEXADECIMAL)]),
    (33, &[Field("priority", U16), Field("weight", U16), Field("port", U16), Field("target", NAME)]),
    (34, &[Field("address", ATM)]),
    (36, &[Field("preference", U16), Field("exchanger", NAME)]),
    (38, &[Field("prefix length", A6)]),
    (42, &[Field("prefix", PREFIXES)]),
    (49, &[Field("data", BASE64)]),
    (64, SERVICE_BINDING),
    (65, SERVICE_BINDING),
];

/// Types of class CH.
const CHAOS: Table = &[(1, &[Field("name", NAME), Field("address", OCTAL)])];

/// Types of class HS.
const HESIOD: Table = &[(1, &[Field("address", IPV4)])];
