//! Who is asked first by clients that have a way of their own, as `rules/clients.toml` tells it. Where the order of the
//! records in the answer counts and nothing sorts them, a share is the mean over all orders. Knows no zone.

use crate::workspace::clients::{AllZero, Client, Shares, Tiers};
use crate::workspace::traffic::failure::answers;
use crate::workspace::traffic::service::{Entry, Tier};
use crate::workspace::traffic::shares::first_choice;

/// What a client looks at in a record.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'n> {
    /// The weight.
    pub weight: u16,
    /// How many addresses the target has; one if the run cannot tell.
    pub addresses: usize,
    /// The target's name.
    pub name: &'n str,
}

/// The tiers of a service as a client takes them, each with its share of the first requests of its tier, from 0 to 1, for
/// every record, tier after tier. `None` if the client uses all records, so that there is no first one.
pub fn shares_of_client(client: &Client, tiers: &[Tier]) -> Option<Vec<f64>> {
    if client.shares == Shares::Every {
        return None;
    }
    let choices: Vec<Choice<'_>> = tiers.iter().flat_map(|tier| &tier.records).map(choice).collect();
    let (first, others) = choices.split_at(tiers.first().map_or(0, |tier| tier.records.len()));
    let mut shares = Vec::with_capacity(choices.len());
    match client.tiers {
        Tiers::InOrder => {
            let mut left = choices.as_slice();
            for tier in tiers {
                let (of_tier, behind) = left.split_at(tier.records.len());
                add_first_of_tier(client, of_tier, &mut shares);
                left = behind;
            }
        }
        Tiers::Ignored => add_first_of_tier(client, &choices, &mut shares),
        Tiers::Two => [first, others].iter().for_each(|part| add_first_of_tier(client, part, &mut shares)),
        Tiers::FirstOnly => {
            add_first_of_tier(client, first, &mut shares);
            shares.resize(choices.len(), 0.0);
        }
    }
    Some(shares)
}

fn choice(entry: &Entry) -> Choice<'_> {
    let target = &entry.target;
    let addresses = match target.addresses.len() {
        0 if answers(target) => 1,
        count => count,
    };
    Choice { weight: entry.weight, addresses, name: &target.name }
}

/// Adds the share of each record of one tier in a client's first requests.
fn add_first_of_tier(client: &Client, choices: &[Choice<'_>], shares: &mut Vec<f64>) {
    let all_zero = choices.iter().all(|choice| choice.weight == 0);
    let count = choices.len();
    match client.all_zero.filter(|_| all_zero) {
        None => add_by_algorithm(client.shares, choices, shares),
        Some(AllZero::None) => shares.extend(std::iter::repeat_n(0.0, count)),
        Some(AllZero::Even | AllZero::FirstAnswered) => shares.extend(even(count)),
        Some(AllZero::FirstByName) => {
            let name = |place: &usize| choices[*place].name.to_ascii_lowercase();
            let first = (0..count).min_by_key(name);
            shares.extend((0..count).map(|place| if Some(place) == first { 1.0 } else { 0.0 }));
        }
    }
}

fn even(count: usize) -> impl Iterator<Item = f64> {
    std::iter::repeat_n(1.0 / count as f64, count)
}

/// Adds the share of each record by an algorithm; the formulas are in the head of `rules/clients.toml`.
fn add_by_algorithm(algorithm: Shares, choices: &[Choice<'_>], shares: &mut Vec<f64>) {
    let weights = || choices.iter().map(|choice| choice.weight);
    let count = |weight: u16| weights().filter(|other| *other == weight).count() as f64;
    let total: f64 = weights().map(f64::from).sum();
    let (all, zeros) = (choices.len() as f64, count(0));
    let mut add = |share: &dyn Fn(u16) -> f64| shares.extend(weights().map(share));
    // Of several with this weight the first of the answer is meant.
    let one_of = |weight: Option<u16>| {
        let among = weight.map_or(1.0, count);
        move |other: u16| if Some(other) == weight { 1.0 / among } else { 0.0 }
    };
    let (lightest, heaviest) = (weights().min(), weights().max());
    let has_draws = total > 0.0;
    match algorithm {
        Shares::Rfc2782LightestFirst if zeros == 0.0 => {
            let lightest = one_of(lightest);
            add(&|weight| (f64::from(weight) + lightest(weight)) / (total + 1.0));
        }
        Shares::Rfc2782Scaled if zeros == 0.0 => add(&|weight| f64::from(weight) / total),
        Shares::Rfc2782 | Shares::Rfc2782LightestFirst | Shares::Rfc2782Scaled => {
            shares.extend(first_choice(weights()).map(|share| share.value()));
        }
        Shares::Rfc2782Shuffled => add(&|weight| (f64::from(weight) + 1.0 / all) / (total + 1.0)),
        Shares::HeaviestFirst if has_draws => {
            let heaviest = one_of(heaviest);
            add(&|weight| {
                if weight == 0 { 0.0 } else { (f64::from(weight) + heaviest(weight)) / (total + 1.0) }
            });
        }
        Shares::BelowSum if has_draws && zeros > 0.0 => add(&|weight| match weight {
            0 => 1.0 / (total * zeros),
            weight => (f64::from(weight) - 1.0 / (all - zeros)) / total,
        }),
        Shares::Proportional | Shares::BelowSum if has_draws => add(&|weight| f64::from(weight) / total),
        Shares::ScaledRandom if has_draws => {
            shares.extend(scaled_random(&weights().collect::<Vec<u16>>()));
        }
        Shares::StepsOf256 if has_draws => {
            let is_used = |choice: &Choice<'_>| if choice.addresses > 0 { 1.0 } else { 0.0 };
            let steps = |choice: &Choice<'_>| f64::from(choice.weight.div_ceil(256)) * is_used(choice);
            shares.extend(parts(choices.iter().map(steps)));
        }
        Shares::TimesAddresses => {
            let servers = |choice: &Choice<'_>| f64::from(choice.weight.max(1)) * choice.addresses as f64;
            shares.extend(parts(choices.iter().map(servers)));
        }
        Shares::Heaviest => add(&one_of(heaviest)),
        Shares::Proportional
        | Shares::HeaviestFirst
        | Shares::BelowSum
        | Shares::ScaledRandom
        | Shares::StepsOf256
        | Shares::FirstAnswered
        | Shares::Every => shares.extend(even(choices.len())),
    }
}

/// Each part of the sum of all; none if there is nothing.
fn parts(parts: impl Iterator<Item = f64> + Clone) -> impl Iterator<Item = f64> {
    let sum: f64 = parts.clone().sum();
    parts.map(move |part| if sum > 0.0 { part / sum } else { 0.0 })
}

/// The chance of each record that its weight and one, times a random number from 0 to 1, is the highest product; records
/// of weight 0 have none.
///
/// That the product of a record is `x`, and no other is above, has the density of the product over all limits `a` above
/// `x` of `x / a`, by `x`. Between two limits that is a power of `x`, and so is its integral.
fn scaled_random(weights: &[u16]) -> Vec<f64> {
    let limit = |weight: u16| f64::from(weight) + 1.0;
    let mut limits: Vec<f64> =
        weights.iter().filter(|weight| **weight > 0).map(|weight| limit(*weight)).collect();
    limits.sort_by(f64::total_cmp);
    // By limit, what all records with this one or a higher one have won up to there.
    let (mut won, mut below, mut sum) = (Vec::new(), 0.0, 0.0);
    let mut left = limits.as_slice();
    while let Some(&upper) = left.first() {
        sum += (none_above(upper, left) - none_above(below, left)) / left.len() as f64;
        won.push((upper, sum));
        let same = left.partition_point(|limit| *limit <= upper);
        (left, below) = (&left[same..], upper);
    }
    let share = |weight: &u16| match won.binary_search_by(|(upper, _)| upper.total_cmp(&limit(*weight))) {
        Ok(place) if *weight > 0 => won[place].1,
        _ => 0.0,
    };
    weights.iter().map(share).collect()
}

/// A chance that is as good as none.
const NO_CHANCE: f64 = 1e-30;

/// The chance that of numbers below each of these limits none is above `x`, which is no higher than any of them. If the limits
/// are many, a few of them tell that there is none. Logarithms would make it a sum, but nothing else of the program
/// needs the system's library of mathematics, which would be loaded at each start.
fn none_above(x: f64, limits: &[f64]) -> f64 {
    let mut chance = 1.0;
    for limit in limits {
        chance *= x / limit;
        if chance < NO_CHANCE {
            return 0.0;
        }
    }
    chance
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::clients::Clients;

    fn client(name: &str) -> Client {
        let clients = Clients::default();
        clients.all().iter().find(|client| client.name == name).expect(name).clone()
    }

    fn choices(weights: &[u16]) -> Vec<Choice<'static>> {
        const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];
        let choice =
            |(place, weight): (usize, &u16)| Choice { weight: *weight, addresses: 1, name: NAMES[place] };
        weights.iter().enumerate().map(choice).collect()
    }

    fn first_of_tier(client: &Client, choices: &[Choice<'_>]) -> Vec<f64> {
        let mut shares = Vec::new();
        add_first_of_tier(client, choices, &mut shares);
        shares
    }

    /// Shares in percent, to a tenth.
    fn percents(name: &str, weights: &[u16]) -> Vec<f64> {
        let shares = first_of_tier(&client(name), &choices(weights));
        shares.iter().map(|share| (share * 1_000.0).round() / 10.0).collect()
    }

    #[test]
    fn shares_are_those_that_were_worked_out_from_the_sources() {
        for (name, weights, expected) in [
            ("sssd", &[60, 40, 0][..], &[59.4, 39.6, 1.0][..]),
            ("go", &[60, 40, 0], &[60.0, 40.0, 0.0]),
            ("go", &[1, 0], &[100.0, 0.0]),
            ("asterisk", &[10, 90], &[10.0, 90.0]),
            ("postfix", &[60, 40, 0], &[59.7, 39.9, 0.3]),
            ("pjsip", &[1, 1, 0], &[44.4, 44.4, 11.1]),
            ("pjsip", &[1, 0], &[75.0, 25.0]),
            ("openldap", &[60, 40], &[60.4, 39.6]),
            ("openldap", &[60, 40, 0], &[60.4, 39.6, 0.0]),
            ("openldap", &[0, 0], &[50.0, 50.0]),
            ("openldap", &[10, 90], &[9.9, 90.1]),
            ("opensips", &[1, 0], &[0.0, 100.0]),
            ("opensips", &[1, 1, 0], &[25.0, 25.0, 50.0]),
            ("opensips", &[0, 0], &[50.0, 50.0]),
            ("ejabberd", &[60, 40], &[66.4, 33.6]),
            ("ejabberd", &[1, 0], &[100.0, 0.0]),
            ("ejabberd", &[0, 0], &[100.0, 0.0]),
            ("haproxy", &[60, 40, 0], &[50.0, 50.0, 0.0]),
            ("haproxy", &[10, 90], &[50.0, 50.0]),
            ("haproxy", &[0, 0], &[0.0, 0.0]),
            ("nginx", &[60, 40, 0], &[59.4, 39.6, 1.0]),
            ("nginx", &[1, 0], &[50.0, 50.0]),
            ("kamailio", &[60, 40], &[100.0, 0.0]),
            ("kamailio", &[10, 90], &[0.0, 100.0]),
            ("mit-krb5", &[60, 40], &[50.0, 50.0]),
            ("heimdal", &[60, 40], &[60.0, 40.0]),
            ("glib", &[60, 40], &[59.4, 40.6]),
        ] {
            assert_eq!(percents(name, weights), expected, "{name} {weights:?}");
        }
    }

    #[test]
    fn a_target_counts_in_nginx_once_for_each_address() {
        let mut choices = choices(&[10, 10]);
        choices[0].addresses = 3;
        assert_eq!(first_of_tier(&client("nginx"), &choices), [0.75, 0.25]);
    }

    /// Every order of so many records.
    fn orders(count: usize) -> Vec<Vec<usize>> {
        let mut all = vec![Vec::new()];
        for record in 0..count {
            let longer = |order: Vec<usize>| {
                (0..=order.len()).map(move |at| [&order[..at], &[record], &order[at..]].concat())
            };
            all = all.into_iter().flat_map(longer).collect();
        }
        all
    }

    /// The first record of an order whose running sum `reaches` the number drawn.
    fn walk(order: &[usize], weights: &[u16], reaches: impl Fn(u32) -> bool) -> Option<usize> {
        let mut running = 0;
        order.iter().copied().find(|place| {
            running += u32::from(weights[*place]);
            reaches(running)
        })
    }

    /// The algorithms as the sources have them, for one order of the answer: who is asked first for each number that may
    /// be drawn, all numbers being as likely.
    fn transcribed(algorithm: Shares, weights: &[u16], order: &[usize]) -> Vec<usize> {
        let sum: u32 = weights.iter().map(|weight| u32::from(*weight)).sum();
        let zeros_first = |order: &[usize]| {
            let mut order = order.to_vec();
            order.sort_by_key(|place| weights[*place] > 0);
            order
        };
        let mut rising = order.to_vec();
        rising.sort_by_key(|place| weights[*place]);
        let has_zero = weights.contains(&0);
        let draws =
            |draws: std::ops::Range<u32>, order: &[usize], reaches: fn(u32, u32) -> bool| -> Vec<usize> {
                draws
                    .map(|drawn| walk(order, weights, |running| reaches(running, drawn)).unwrap_or(order[0]))
                    .collect()
            };
        let at_least = |running, drawn| running >= drawn;
        let above = |running, drawn| running > drawn;
        match algorithm {
            Shares::Rfc2782 => draws(0..sum + 1, &zeros_first(order), at_least),
            // gsrvtarget.c: sorted by weight, then `num = g_random_int_range (0, sum + 1)` and `num <= weight`.
            Shares::Rfc2782LightestFirst => draws(0..sum + 1, &rising, at_least),
            // krbhst.c: a weight of 0 counts one, all others a multiple.
            Shares::Rfc2782Scaled if has_zero => draws(0..sum + 1, &zeros_first(order), at_least),
            Shares::Rfc2782Scaled => draws(1..sum + 1, order, at_least),
            // dns_rr.c: shuffled, and the running sum of what is left reaches a number from 0 to the sum.
            Shares::Rfc2782Shuffled => draws(0..sum + 1, order, at_least),
            // dnsclient.go: `n := rand.Intn(sum)`, and the first whose running sum is above.
            Shares::Proportional => draws(0..sum.max(1), order, above),
            // dnssrv.c: a number from 0 to the sum; what is over goes to the heaviest.
            Shares::HeaviestFirst if sum == 0 => vec![order[0]],
            Shares::HeaviestFirst => {
                let first = |drawn| walk(order, weights, |running| running > drawn);
                let heaviest = order.iter().copied().rev().max_by_key(|place| weights[*place]);
                (0..sum + 1).map(|drawn| first(drawn).or(heaviest).expect("one at least")).collect()
            }
            // resolve.c: zeros first, `floor(sum * random)`, and the running sum is at least that.
            Shares::BelowSum => draws(0..sum.max(1), &zeros_first(order), at_least),
            Shares::StepsOf256 => {
                let copies = |place: &usize| vec![*place; usize::from(weights[*place].div_ceil(256))];
                order.iter().flat_map(copies).collect()
            }
            Shares::TimesAddresses => {
                let copies = |place: &usize| vec![*place; usize::from(weights[*place].max(1))];
                order.iter().flat_map(copies).collect()
            }
            Shares::Heaviest => {
                let most = weights.iter().max();
                vec![*order.iter().find(|place| Some(&weights[**place]) == most).expect("one at least")]
            }
            Shares::FirstAnswered => vec![order[0]],
            Shares::ScaledRandom | Shares::Every => unreachable!("not by drawing a number"),
        }
    }

    #[test]
    fn formulas_equal_the_algorithms_over_all_orders_and_draws() {
        let algorithms = [
            Shares::Rfc2782,
            Shares::Rfc2782LightestFirst,
            Shares::Rfc2782Scaled,
            Shares::Rfc2782Shuffled,
            Shares::Proportional,
            Shares::HeaviestFirst,
            Shares::BelowSum,
            Shares::StepsOf256,
            Shares::TimesAddresses,
            Shares::Heaviest,
            Shares::FirstAnswered,
        ];
        let mut sets: Vec<Vec<u16>> = vec![vec![300, 10, 256], vec![257, 256, 1], vec![0, 0, 0], vec![5]];
        sets.extend((0..5u16).flat_map(|one| (0..5).map(move |other| vec![one, other])));
        sets.extend(
            (0..256u16).map(|number| (0..4).map(|digit| number >> (2 * digit) & 3).collect::<Vec<u16>>()),
        );
        for weights in &sets {
            for algorithm in algorithms {
                let mut expected = vec![0.0; weights.len()];
                let all = orders(weights.len());
                for order in &all {
                    let chosen = transcribed(algorithm, weights, order);
                    for place in &chosen {
                        expected[*place] += 1.0 / chosen.len() as f64 / all.len() as f64;
                    }
                    // No server is used at all; that is said by `all_zero`.
                    if chosen.is_empty() {
                        expected
                            .iter_mut()
                            .for_each(|share| *share += 1.0 / (weights.len() * all.len()) as f64);
                    }
                }
                let mut shares = Vec::new();
                add_by_algorithm(algorithm, &choices(weights), &mut shares);
                for (share, expected) in shares.iter().zip(&expected) {
                    assert!((share - expected).abs() < 1e-9, "{algorithm:?} {weights:?}: {shares:?}");
                }
            }
        }
    }

    #[test]
    fn the_highest_product_equals_a_fine_grid_of_random_numbers() {
        const STEPS: usize = 400;
        for weights in [&[60u16, 40][..], &[10, 90], &[1, 2, 3], &[5, 5, 0], &[7, 7], &[1, 65_535]] {
            let some: Vec<usize> = (0..weights.len()).filter(|place| weights[*place] > 0).collect();
            let mut expected = vec![0.0; weights.len()];
            let cells = STEPS.pow(some.len() as u32 - 1);
            // The first number is integrated exactly: it wins above the highest product of the others.
            let (first, others) = (some[0], &some[1..]);
            let limit = |place: usize| f64::from(weights[place]) + 1.0;
            for cell in 0..cells {
                let random =
                    |number: usize| ((cell / STEPS.pow(number as u32) % STEPS) as f64 + 0.5) / STEPS as f64;
                let products =
                    others.iter().enumerate().map(|(number, place)| limit(*place) * random(number));
                let (best, product) = products.enumerate().fold((0, 0.0), |best, (number, product)| {
                    if product > best.1 { (number, product) } else { best }
                });
                let loses = (product / limit(first)).min(1.0);
                expected[others[best]] += loses / cells as f64;
                expected[first] += (1.0 - loses) / cells as f64;
            }
            for (share, expected) in scaled_random(weights).iter().zip(&expected) {
                assert!((share - expected).abs() < 3e-3, "{weights:?}: {share} {expected}");
            }
        }
    }

    #[test]
    fn shares_of_every_client_are_parts_of_a_whole() {
        for client in Clients::default().all().iter().filter(|client| client.shares != Shares::Every) {
            for weights in [&[60, 40, 0][..], &[0, 0, 0], &[1], &[0], &[65_535, 65_535, 1], &[300, 7, 0, 0]] {
                let sum: f64 = first_of_tier(client, &choices(weights)).iter().sum();
                let uses_none =
                    client.all_zero == Some(AllZero::None) && weights.iter().all(|weight| *weight == 0);
                assert!(
                    (sum - if uses_none { 0.0 } else { 1.0 }).abs() < 1e-9,
                    "{} {weights:?}",
                    client.name
                );
            }
        }
        let many: Vec<u16> = (0..60_000).map(|number| (number % 65_535) as u16).collect();
        let sum: f64 = scaled_random(&many).iter().sum();
        assert!((sum - 1.0).abs() < 1e-6, "{sum}");
    }
}
