//! How clients that have a way of their own share requests, in words. Computes no share.

use crate::report::traffic::changes::NONE;
use crate::report::traffic::listing::Listing;
use crate::workspace::clients::{AllZero, Client, Shares, Tiers};
use crate::workspace::traffic::change::Change;
use crate::workspace::traffic::client_shares::shares_of_client;
use crate::workspace::traffic::failure::by_target;
use crate::workspace::traffic::service::{Service, State, Tier};
use crate::workspace::traffic::shares::chance_text;

/// From which difference on, of 1, a share is another than RFC 2782's.
const NOTICEABLE: f64 = 0.01;
/// How many hosts a line names.
const MOST_NAMED: usize = 8;

/// A line for clients that do the same: their names, and what they do. Those that do as RFC 2782 says are told only if they
/// were asked for.
pub fn client_lines(service: &Service, listing: &Listing<'_>) -> Vec<(String, String)> {
    lines(listing.clients_of(service), service, listing)
}

/// The same of two services for clients that look both up and sort them as if they were one, with these tiers.
pub fn client_lines_of_pair(
    pair: [&Service; 2],
    tiers: Vec<Tier>,
    listing: &Listing<'_>,
) -> Vec<(String, String)> {
    let looks_up = |client: &&Client, service: &Service| {
        let labels = service.labels.as_ref();
        labels.is_some_and(|labels| client.services.iter().any(|name| **name == *labels.service))
    };
    let mut clients = listing.clients_of(pair[0]).to_vec();
    clients.retain(|client| pair.iter().all(|service| looks_up(client, service)));
    lines(&clients, &Service { tiers, ..pair[0].clone() }, listing)
}

/// The same before and after a change, if clients were asked for.
pub fn client_changes(change: &Change<'_>, listing: &Listing<'_>) -> Vec<(String, String)> {
    let mut lines: Vec<(Vec<&str>, String)> = Vec::new();
    if !listing.asks_for_clients() {
        return Vec::new();
    }
    for client in listing.clients_of(change.service()) {
        let text = |service: Option<&Service>| match service {
            Some(service) if service.state == State::Offered => all_text(client, service),
            _ => NONE.to_owned(),
        };
        let [before, after] = [change.before, change.after].map(text);
        let text = if before == after { after } else { format!("{before} → {after}") };
        match lines.iter_mut().find(|(_, known)| *known == text) {
            Some((names, _)) => names.push(&client.title),
            None => lines.push((vec![&client.title], text)),
        }
    }
    lines.into_iter().map(|(names, text)| (names.join(", "), text)).collect()
}

fn lines(clients: &[&Client], service: &Service, listing: &Listing<'_>) -> Vec<(String, String)> {
    let mut lines: Vec<(Vec<&str>, String)> = Vec::new();
    for client in clients {
        let shares = shares_of_client(client, &service.tiers);
        if !listing.asks_for_clients() && is_usual(client, shares.as_deref(), service) {
            continue;
        }
        let text = text_of(client, shares.as_deref(), service);
        match lines.iter_mut().find(|(_, known)| *known == text) {
            Some((names, _)) => names.push(&client.title),
            None => lines.push((vec![&client.title], text)),
        }
    }
    lines.into_iter().map(|(names, text)| (names.join(", "), text)).collect()
}

/// What a client does with a service.
fn all_text(client: &Client, service: &Service) -> String {
    text_of(client, shares_of_client(client, &service.tiers).as_deref(), service)
}

/// The same with its shares.
fn text_of(client: &Client, shares: Option<&[f64]>, service: &Service) -> String {
    format!("{}{}", first_text(client, shares, service), tiers_text(client, service))
}

/// Whether a client does with this service as RFC 2782 says.
fn is_usual(client: &Client, shares: Option<&[f64]>, service: &Service) -> bool {
    let has_tiers = service.tiers.len() > 1;
    let Some(shares) = shares else { return service.entries().count() < 2 };
    let mut both = service.entries().zip(shares);
    both.all(|(entry, share)| (entry.share.value() - share).abs() < NOTICEABLE)
        && (client.tiers == Tiers::InOrder || !has_tiers)
}

/// Whom a client asks first.
fn first_text(client: &Client, shares: Option<&[f64]>, service: &Service) -> String {
    let Some(shares) = shares else { return "every record".to_owned() };
    let first = match client.tiers {
        Tiers::Ignored => service.entries().count(),
        Tiers::InOrder | Tiers::Two | Tiers::FirstOnly => {
            service.tiers.first().map_or(0, |tier| tier.records.len())
        }
    };
    if !shares.is_empty() && shares.iter().take(first).all(|share| *share == 0.0) {
        return "no record at all".to_owned();
    }
    let is_all_zero = service.entries().take(first).all(|entry| entry.weight == 0);
    match (client.shares, client.all_zero) {
        (_, Some(AllZero::None)) if is_all_zero => return "no record at all".to_owned(),
        (Shares::FirstAnswered, _) if first > 1 => return "the first of the answer".to_owned(),
        (_, Some(AllZero::FirstAnswered)) if is_all_zero && first > 1 => {
            return "the first of the answer".to_owned();
        }
        _ => {}
    }
    let mut by_host = by_target(service.entries().zip(shares.iter().copied()).take(first));
    by_host.sort_by(|one, other| other.1.total_cmp(&one.1));
    let named = by_host
        .iter()
        .take(MOST_NAMED)
        .map(|(target, share)| format!("{} {}", target.short(), chance_text(*share)));
    let mut words: Vec<String> = named.collect();
    if by_host.len() > MOST_NAMED {
        words.push(format!("and {} more", by_host.len() - MOST_NAMED));
    }
    words.join(", ")
}

/// What a client makes of several priorities, if that is not the usual.
fn tiers_text(client: &Client, service: &Service) -> String {
    let [_, second, ..] = service.tiers.as_slice() else { return String::new() };
    match client.tiers {
        Tiers::InOrder => String::new(),
        Tiers::Ignored => "; priorities do not count".to_owned(),
        Tiers::FirstOnly => format!("; priority {} is never asked", second.priority),
        Tiers::Two if service.tiers.len() > 2 => "; all other priorities are one backup".to_owned(),
        Tiers::Two => String::new(),
    }
}
