//! `alias-without-service`: an alias at a service's name that leads to no SRV record.

use hickory_proto::rr::{Name, RecordType};

use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::service_alias::dead_end;
use crate::syntax::name::{display_name, label_texts};

pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.has_service_aliases
}

pub fn check(cx: &mut Context<'_>) {
    for record in cx.zone.others().filter(|record| record.rtype == RecordType::CNAME) {
        let owner = cx.name(&record.owner);
        let Some(target) = record.points_at().filter(|_| names_service(&owner)) else { continue };
        if let Some((end, what)) = dead_end(cx.workspace, cx.name(target), cx.zone) {
            let (owner, end) = (cx.show(&record.owner), display_name(&end));
            cx.report(record, target.span, format!("alias `{owner}` leads to `{end}`, which {what}"))
                .detail(&*end)
                .note("RFC 1034 section 3.6.2: a query for SRV records is answered with those of the alias's end")
                .help("name the owner of the SRV records, such as `_imaps._tcp.example.net.`, or write SRV records here");
        }
    }
}

/// Whether a name is that of a service: not of a port, which has TLSA records, nor of a key or a policy.
fn names_service(owner: &Name) -> bool {
    let labels = label_texts(owner);
    let [service, protocol, ..] = labels.as_slice() else { return false };
    let is_service =
        service.starts_with('_') && service.contains(|letter: char| letter.is_ascii_alphabetic());
    is_service && matches!(protocol.as_str(), "_tcp" | "_udp" | "_sctp" | "_tls")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::absolute_name;

    #[test]
    fn names_of_services() {
        for (name, expected) in [
            ("_imaps._tcp.example.com", true),
            ("_443._tcp.example.com", false),
            ("_dmarc.example.com", false),
            ("key._domainkey.example.com", false),
        ] {
            assert_eq!(names_service(&absolute_name(name).expect("a name")), expected, "{name}");
        }
    }
}
