//! `null-target`: the target `.`, which switches a service off, where it does not.

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::edits::owner_to_heir;
use crate::rules::facts::meant_names::shown_once;
use crate::rules::facts::named_clients::what_clients_do;
use crate::rules::finding::{Applicability, Edit};
use crate::zone::{Record, Srv};

/// How many other records are labelled.
const MOST_LABELS: usize = 3;

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(has_nulls)
}

/// What a target `.` means.
const NULL_SAYS: &str = "RFC 2782, \"Target\": `.` means that the service is decidedly not available; the other fields say nothing";

fn has_nulls(set: &SrvSet<'_>) -> bool {
    set.summary().nulls > 0
}

pub fn check(cx: &mut Context<'_>) {
    for set in cx.srv_sets().filter(has_nulls) {
        let mut nulls = set.iter().filter(|(_, srv)| srv.is_null());
        let Some((record, srv)) = nulls.next() else { continue };
        let fields = |srv: &Srv| (srv.priority, srv.weight, srv.port);
        let different = nulls.find(|(_, other)| fields(other) != fields(srv));
        let real = set.iter().filter(|(_, srv)| !srv.is_null()).count();
        let owner = shown_once(cx, &record.owner);
        if real > 0 {
            let others =
                if real == 1 { "another record".to_owned() } else { format!("{real} other records") };
            let message = format!("target `.` does not switch `{owner}` off: the set has {others}");
            report_set(cx, &set, record, srv.target.span, message, "this one stays");
        } else if let Some((record, srv)) = different {
            let message =
                format!("target `.` stands twice in `{owner}`: it switches a service off only alone");
            report_set(cx, &set, record, srv.target.span, message, "and here");
        } else {
            let ports =
                set.service().map_or(Vec::new(), |(service, labels)| service.usual_ports(labels.transport()));
            check_fields(cx, (record, srv), &owner, &ports);
        }
    }
}

/// Reports a target `.` of a set, and labels the others: those of hosts, if there are any.
fn report_set(
    cx: &mut Context<'_>,
    set: &SrvSet<'_>,
    record: &Record,
    span: Span,
    message: String,
    label: &'static str,
) {
    let clients = what_clients_do(cx, set, "null-target");
    let (has_hosts, heir) = (set.iter().any(|(_, srv)| !srv.is_null()), owner_to_heir(record, cx.sources));
    let mut finding = cx.report(record, span, message);
    let others = set.iter().filter(|(_, other)| other.target.span != span && !(has_hosts && other.is_null()));
    for (_, other) in others.take(MOST_LABELS) {
        finding.label(other.target.span, label);
    }
    finding
        .kind("beside others")
        .note("RFC 2782, \"Usage rules\": `.` is an answer only if there is precisely one SRV record")
        .help(format!("delete this record{heir}, or the others and keep `0 0 0 .`"));
    for client in clients {
        finding.note(client);
    }
}

/// Reports fields before a target `.` that are not 0; of a service with these usual `ports`.
fn check_fields(cx: &mut Context<'_>, (record, srv): (&Record, &Srv), owner: &str, ports: &[u16]) {
    let numbers = [("priority", srv.priority), ("weight", srv.weight), ("port", srv.port)];
    let fields = numbers.into_iter().zip(record.srv_numbers(cx.sources));
    let fields: Vec<_> = fields.filter(|((_, value), _)| *value != 0).collect();
    let Some(((name, value), span)) = fields.first().copied() else { return };
    // Who writes the port where it does not belong means a host.
    let misplaced =
        fields.iter().copied().find(|((name, value), _)| *name != "port" && ports.contains(value));
    let edits: Vec<Edit> = fields.iter().map(|(_, span)| Edit { span: *span, text: "0".into() }).collect();
    if let Some(((place, port), span)) = misplaced.filter(|_| !ports.contains(&srv.port)) {
        let message = format!(
            "port {port} stands in the place of the {place}, and target `.` says that there is no `{owner}`"
        );
        let [priority, weight] = match place {
            "priority" => [srv.weight, srv.port],
            _ => [srv.priority, srv.port],
        };
        cx.report(record, span, message)
            .edits(Applicability::Unsafe, "write zeros before the target", edits)
            .kind("port")
            .severity(Severity::Warning)
            .note(NULL_SAYS)
            .help(format!(
                "write `{priority} {weight} {port}` and the host, or `0 0 0 .` if there is no such service"
            ));
        return;
    }
    let message = format!("target `.` says that there is no `{owner}`, yet its {name} is {value}");
    let mut finding = cx.report(record, span, message);
    finding
        .edits(Applicability::Safe, "write zeros before the target", edits)
        .kind("fields")
        .severity(Severity::Note)
        .note(NULL_SAYS)
        .help("write `0 0 0 .`");
}
