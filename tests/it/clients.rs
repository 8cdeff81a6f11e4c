//! What the pages of rules say of clients is what `rules/clients.toml` has, and the shares in them are computed anew: each
//! algorithm is written down here a second time, as it stands in the client's source, and run through all draws and
//! all orders of the answer. `UPDATE=1` rewrites the sections.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::harness::scratch::Scratch;

/// The title of the sections.
const SECTION: &str = "## What clients do\n";

/// The sets of weights in the table of `zero-weight`: what the record of weight 0 gets.
const SETS: [&[u64]; 4] = [&[1, 0], &[10, 0], &[100, 0], &[60, 40, 0]];

fn clients() -> Vec<Table> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/clients.toml");
    let file: Table = fs::read_to_string(path).expect("the data").parse().expect("TOML");
    let clients = file["client"].as_array().expect("a list");
    clients.iter().map(|client| client.as_table().expect("a table").clone()).collect()
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table[key].as_str().expect("a text")
}

fn page(rule: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("rules/{rule}.md"))
}

/// `[file](URL)` for a URL.
fn link(source: &str) -> String {
    format!("[{}]({source})", source.rsplit('/').next().expect("a last part"))
}

/// `Asterisk f0c1c1a7b79b`, `PJSIP 2.17`: the client with the short form of its version.
fn named(client: &Table) -> String {
    let version = text(client, "as_of").split(", ").next().expect("a version");
    format!("{}, {version}", text(client, "title"))
}

/// The section for one rule: what breaks first.
fn behaviour_table(rule: &str) -> String {
    let mut rows = Vec::new();
    for client in &clients() {
        for behaviour in client.get("does").and_then(Value::as_array).into_iter().flatten() {
            let behaviour = behaviour.as_table().expect("a table");
            if text(behaviour, "with") == rule {
                let effect = ["breaks", "differs", "copes"]
                    .iter()
                    .position(|effect| *effect == text(behaviour, "effect"))
                    .expect("one of the three");
                let source = behaviour.get("source").and_then(Value::as_str);
                let source = link(source.unwrap_or_else(|| text(client, "source")));
                rows.push((effect, named(client), text(behaviour, "says").to_owned(), source));
            }
        }
    }
    rows.sort();
    let mut table = "| client | what it does | read in |\n| --- | --- | --- |\n".to_owned();
    for (effect, client, says, source) in rows {
        let says = if effect == 0 { format!("**breaks**: {says}") } else { says };
        writeln!(table, "| {client} | {says} | {source} |").expect("a text");
    }
    table
}

/// The section of `zero-weight`: one row an algorithm, with its clients.
fn shares_table() -> String {
    let mut rows: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for client in &clients() {
        let shares = text(client, "shares");
        if matches!(shares, "first-answered" | "every") {
            continue;
        }
        let percents = SETS.map(|weights| {
            let share = shares_of(shares, weights)[weights.len() - 1];
            let percent = format!("{:.1}", 100.0 * share);
            format!("{} %", percent.strip_suffix(".0").unwrap_or(&percent))
        });
        rows.entry(percents.to_vec()).or_default().push(format!(
            "[{}]({})",
            named(client),
            text(client, "source")
        ));
    }
    let mut table = "| weights | ".to_owned();
    for weights in SETS {
        let words: Vec<String> = weights.iter().map(u64::to_string).collect();
        write!(table, "{} | ", words.join(", ")).expect("a text");
    }
    table.truncate(table.len() - 1);
    table.push_str("\n| --- | ---: | ---: | ---: | ---: |\n");
    for (percents, clients) in rows {
        writeln!(table, "| {} | {} |", clients.join("; "), percents.join(" | ")).expect("a text");
    }
    table
}

#[test]
fn pages_say_what_the_data_has() {
    let mut rules: BTreeSet<String> = BTreeSet::from(["zero-weight".to_owned()]);
    for client in &clients() {
        for behaviour in client.get("does").and_then(Value::as_array).into_iter().flatten() {
            rules.insert(text(behaviour.as_table().expect("a table"), "with").to_owned());
        }
    }
    for entry in fs::read_dir(page("x").parent().expect("a directory")).expect("the pages") {
        let path = entry.expect("a page").path();
        let rule = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        let is_page = path.extension().is_some_and(|ending| ending == "md");
        if is_page && fs::read_to_string(&path).expect("a page").contains(SECTION) {
            assert!(rules.contains(&rule), "{rule}.md speaks of clients, and the data does not");
        }
    }
    for rule in rules {
        let old = fs::read_to_string(page(&rule)).unwrap_or_else(|error| panic!("{rule}.md: {error}"));
        let (before, rest) = old.split_once(SECTION).unwrap_or_else(|| panic!("{rule}.md: no `{SECTION}`"));
        let (section, after) = rest.split_once("\n## ").expect("another section");
        let table_at = section.find("\n| ").expect("a table") + 1;
        let table = if rule == "zero-weight" { shares_table() } else { behaviour_table(&rule) };
        let new = format!("{before}{SECTION}{}{table}\n## {after}", &section[..table_at]);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(page(&rule), new).expect("a page");
        } else {
            assert_eq!(old, new, "{rule}.md: run with UPDATE=1");
        }
    }
}

/// The chance of each record to be asked first, the mean over all orders of the answer.
fn shares_of(algorithm: &str, weights: &[u64]) -> Vec<f64> {
    let mut sums = vec![0.0; weights.len()];
    let orders = orders(weights.len());
    for order in &orders {
        let answer: Vec<u64> = order.iter().map(|at| weights[*at]).collect();
        for (at, share) in order.iter().zip(first_choices(algorithm, &answer)) {
            sums[*at] += share;
        }
    }
    sums.iter().map(|sum| sum / orders.len() as f64).collect()
}

/// All orders of the numbers below `count`.
fn orders(count: usize) -> Vec<Vec<usize>> {
    match count {
        0 => vec![Vec::new()],
        _ => orders(count - 1)
            .into_iter()
            .flat_map(|shorter| {
                (0..count).map(move |at| {
                    let mut longer = shorter.clone();
                    longer.insert(at, count - 1);
                    longer
                })
            })
            .collect(),
    }
}

/// The chance of each record of an answer, in this order, to be asked first.
fn first_choices(algorithm: &str, answer: &[u64]) -> Vec<f64> {
    let total: u64 = answer.iter().sum();
    let sorted = |key: fn(u64) -> u64| {
        let mut order: Vec<usize> = (0..answer.len()).collect();
        order.sort_by_key(|at| key(answer[*at]));
        order
    };
    let as_answered = || sorted(|_| 0);
    let zeros_first = || sorted(|weight| u64::from(weight > 0));
    match algorithm {
        "rfc2782" => draws(answer, &zeros_first(), 0..=total, |sum, draw| sum >= draw),
        "rfc2782-lightest-first" => {
            draws(answer, &sorted(|weight| weight), 0..=total, |sum, draw| sum >= draw)
        }
        "rfc2782-shuffled" => draws(answer, &as_answered(), 0..=total, |sum, draw| sum >= draw),
        // Heimdal counts each weight of 0 as 1, and multiplies the others and (the sum + 1) by their number.
        "rfc2782-scaled" => {
            let zeros = answer.iter().filter(|weight| **weight == 0).count() as u64;
            let scale = zeros.max(1);
            let scaled: Vec<u64> =
                answer.iter().map(|weight| if *weight == 0 { 1 } else { weight * scale }).collect();
            let sum = (total + u64::from(zeros > 0)) * scale;
            draws(&scaled, &sorted(|weight| weight), 1..=sum, |sum, draw| sum >= draw)
        }
        "proportional" if total == 0 => even(answer.len()),
        "proportional" => draws(answer, &as_answered(), 1..=total, |sum, draw| sum >= draw),
        "heaviest-first" if total == 0 => even(answer.len()),
        "heaviest-first" => {
            draws(answer, &sorted(|weight| u64::MAX - weight), 0..=total, |sum, draw| sum > draw)
        }
        "below-sum" => draws(answer, &zeros_first(), 0..=total.saturating_sub(1), |sum, draw| sum >= draw),
        "scaled-random" if total == 0 => even(answer.len()),
        "scaled-random" => highest_products(answer),
        "steps-of-256" => {
            let steps: Vec<u64> = answer.iter().map(|weight| weight.div_ceil(256)).collect();
            by_parts(&steps)
        }
        "times-addresses" => {
            let parts: Vec<u64> = answer.iter().map(|weight| (*weight).max(1)).collect();
            by_parts(&parts)
        }
        "heaviest" => {
            let heaviest = sorted(|weight| u64::MAX - weight)[0];
            (0..answer.len()).map(|at| f64::from(u8::from(at == heaviest))).collect()
        }
        other => panic!("no transcription of `{other}`"),
    }
}

fn even(count: usize) -> Vec<f64> {
    vec![1.0 / count as f64; count]
}

fn by_parts(parts: &[u64]) -> Vec<f64> {
    let total: u64 = parts.iter().sum();
    parts.iter().map(|part| if total == 0 { 0.0 } else { *part as f64 / total as f64 }).collect()
}

/// Counts for every number that may be drawn which record is chosen: the first in `order` whose running sum `fits`, and
/// the first of all if none does.
fn draws(
    weights: &[u64],
    order: &[usize],
    numbers: std::ops::RangeInclusive<u64>,
    fits: fn(u64, u64) -> bool,
) -> Vec<f64> {
    let mut chosen = vec![0u64; weights.len()];
    let mut count = 0;
    for number in numbers {
        let mut sum = 0;
        let fitting = order.iter().find(|at| {
            sum += weights[**at];
            fits(sum, number)
        });
        chosen[*fitting.unwrap_or(&order[0])] += 1;
        count += 1;
    }
    chosen.iter().map(|times| *times as f64 / f64::from(count)).collect()
}

/// How often each (weight + 1) times a random number is the highest, by summing over small steps; a weight of 0 counts as 0.
fn highest_products(weights: &[u64]) -> Vec<f64> {
    const STEPS: u32 = 20_000;
    let factors: Vec<f64> =
        weights.iter().map(|weight| if *weight == 0 { 0.0 } else { (weight + 1) as f64 }).collect();
    let share = |own: usize| {
        let below = |step: u32| {
            let height = factors[own] * (f64::from(step) + 0.5) / f64::from(STEPS);
            let others = factors.iter().enumerate().filter(|(at, factor)| *at != own && **factor > 0.0);
            others.map(|(_, factor)| (height / factor).min(1.0)).product::<f64>()
        };
        if factors[own] == 0.0 { 0.0 } else { (0..STEPS).map(below).sum::<f64>() / f64::from(STEPS) }
    };
    (0..weights.len()).map(share).collect()
}

#[track_caller]
fn assert_shares(algorithm: &str, weights: &[u64], percents: &[f64]) {
    let shares = shares_of(algorithm, weights);
    let near = shares.iter().zip(percents).all(|(share, percent)| (100.0 * share - percent).abs() < 0.051);
    assert!(near && shares.len() == percents.len(), "{algorithm} {weights:?}: {shares:?}, not {percents:?}");
}

#[test]
fn transcriptions_give_known_shares() {
    assert_shares("rfc2782", &[60, 40], &[59.9, 40.1]);
    assert_shares("rfc2782", &[60, 40, 0], &[59.4, 39.6, 1.0]);
    assert_shares("rfc2782", &[5, 5, 0, 0], &[45.45, 45.45, 4.55, 4.55]);
    assert_shares("rfc2782-lightest-first", &[60, 40], &[59.4, 40.6]);
    assert_shares("rfc2782-scaled", &[60, 40], &[60.0, 40.0]);
    assert_shares("rfc2782-scaled", &[5, 5, 0, 0], &[45.45, 45.45, 4.55, 4.55]);
    assert_shares("rfc2782-shuffled", &[1, 0], &[75.0, 25.0]);
    assert_shares("rfc2782-shuffled", &[1, 1, 0], &[44.4, 44.4, 11.1]);
    assert_shares("proportional", &[60, 40, 0], &[60.0, 40.0, 0.0]);
    assert_shares("heaviest-first", &[60, 40, 0], &[60.4, 39.6, 0.0]);
    assert_shares("heaviest-first", &[1, 1, 0], &[50.0, 50.0, 0.0]);
    assert_shares("below-sum", &[1, 0], &[0.0, 100.0]);
    assert_shares("below-sum", &[1, 1, 0], &[25.0, 25.0, 50.0]);
    assert_shares("scaled-random", &[60, 40], &[66.4, 33.6]);
    assert_shares("steps-of-256", &[10, 90, 0], &[50.0, 50.0, 0.0]);
    assert_shares("times-addresses", &[60, 40, 0], &[59.4, 39.6, 1.0]);
    assert_shares("heaviest", &[10, 90], &[0.0, 100.0]);
}

/// What the head of the data says of each algorithm, as a formula.
#[test]
fn formulas_of_the_head_are_right() {
    let sets: [&[u64]; 9] = [
        &[1, 0],
        &[60, 40],
        &[60, 40, 0],
        &[1, 1, 0],
        &[5, 5, 0, 0],
        &[10, 10, 10],
        &[7, 3, 1],
        &[300, 256, 0],
        &[0, 0, 0],
    ];
    for weights in sets {
        let (count, total) = (weights.len() as f64, weights.iter().sum::<u64>() as f64);
        let zeros = weights.iter().filter(|weight| **weight == 0).count() as f64;
        let heaviest = *weights.iter().max().expect("a weight");
        let lightest = *weights.iter().min().expect("a weight");
        let how_many = |of: u64| weights.iter().filter(|weight| **weight == of).count() as f64;
        let formula = |algorithm: &str, weight: u64| {
            let own = weight as f64;
            let with_zeros = if weight == 0 { 1.0 / ((total + 1.0) * zeros) } else { own / (total + 1.0) };
            match algorithm {
                _ if total == 0.0 => 1.0 / count,
                "rfc2782" | "rfc2782-lightest-first" | "rfc2782-scaled" if zeros > 0.0 => with_zeros,
                "rfc2782" | "rfc2782-shuffled" => (own + 1.0 / count) / (total + 1.0),
                "rfc2782-lightest-first" => {
                    let extra = if weight == lightest { 1.0 / how_many(lightest) } else { 0.0 };
                    (own + extra) / (total + 1.0)
                }
                "heaviest-first" => {
                    let extra = if weight == heaviest { 1.0 / how_many(heaviest) } else { 0.0 };
                    (own + extra) / (total + 1.0)
                }
                "below-sum" if zeros > 0.0 && weight == 0 => 1.0 / (total * zeros),
                "below-sum" if zeros > 0.0 => (own - 1.0 / (count - zeros)) / total,
                "heaviest" => f64::from(u8::from(weight == heaviest)) / how_many(heaviest),
                _ => own / total,
            }
        };
        for algorithm in [
            "rfc2782",
            "rfc2782-lightest-first",
            "rfc2782-scaled",
            "rfc2782-shuffled",
            "proportional",
            "heaviest-first",
            "below-sum",
            "heaviest",
        ] {
            let percents: Vec<f64> =
                weights.iter().map(|weight| 100.0 * formula(algorithm, *weight)).collect();
            assert_shares(algorithm, weights, &percents);
        }
    }
}

/// `srvlint services` computes the same shares by formulas.
#[test]
fn services_shows_the_same_shares() {
    let sets: [&[u64]; 6] = [&[1, 0], &[60, 40], &[60, 40, 0], &[5, 5, 0, 0], &[7, 3, 1], &[300, 256, 0]];
    let mut zone =
        "$TTL 1h\n@ SOA ns.example.net. h 1 2 3 4 5\n  NS ns.example.net.\n$GENERATE 0-3 h$ A 192.0.2.$\n"
            .to_owned();
    for (number, weights) in sets.iter().enumerate() {
        for (host, weight) in weights.iter().enumerate() {
            writeln!(zone, "_s{number}._tcp SRV 10 {weight} 5060 h{host}").expect("a text");
        }
    }
    let scratch = Scratch::new("shares");
    scratch.write("example.com.zone", zone);
    let shown = scratch.run(&["services", "--clients", "all", "--format", "json", "example.com.zone"]).json();
    let services = shown["services"].as_array().expect("a list");
    assert_eq!(services.len(), sets.len());
    for (service, weights) in services.iter().zip(sets) {
        for client in &clients() {
            let (name, shares) = (text(client, "name"), text(client, "shares"));
            if matches!(shares, "first-answered" | "every") {
                continue;
            }
            let computed = shares_of(shares, weights);
            for record in service["tiers"][0]["records"].as_array().expect("a list") {
                let target = record["target"].as_str().expect("a name");
                let host: usize = target[1..2].parse().expect("a digit");
                let percent = record["client_shares"][name].as_f64().expect("a percentage");
                let is_near = (percent - 100.0 * computed[host]).abs() < 0.011;
                assert!(is_near, "{name} {weights:?} {target}: {percent}, computed {computed:?}");
            }
        }
    }
}
