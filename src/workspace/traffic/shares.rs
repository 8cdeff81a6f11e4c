//! Who of the SRV records of one priority is asked first, as exact fractions, and who in place of those that do not
//! answer. Knows weights alone.
//!
//! RFC 2782, "Weight": records of weight 0 come first, a whole number is drawn from 0 to the sum of the weights, both
//! included, and the first record whose running sum reaches it is asked; then again among the others. In which order
//! records of weight 0, and all others, stand among themselves is left open: chances are averaged over all orders.

/// The smallest part of a percent that is told, as a number of them in one.
const FINEST: u128 = 1_000_000_000_000_000;

/// The chance of a record to be asked first of its tier. What it follows from is kept, and worked out where it is told: of
/// many services, few are told exactly.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    records: u32,
    zeros: u32,
    /// The sum of all weights, and the record's own in the lowest 16 bits: 2^32 weights have a sum below 2^48.
    weights: u64,
}

impl Share {
    fn new(weight: u16, totals: Totals) -> Self {
        let Totals { records, zeros, weight: sum } = totals;
        Share { records: records as u32, zeros: zeros as u32, weights: sum << 16 | u64::from(weight) }
    }

    /// As a fraction, perhaps not reduced.
    fn fraction(self) -> Fraction {
        let totals =
            Totals { records: self.records.into(), zeros: self.zeros.into(), weight: self.weights >> 16 };
        match self.records {
            1 => Fraction::ALL,
            _ => totals.chance(self.weights as u16),
        }
    }

    /// Its upper part, reduced.
    pub fn numerator(self) -> u128 {
        self.fraction().reduced().numerator
    }

    /// Its lower part, reduced; never 0.
    pub fn denominator(self) -> u128 {
        self.fraction().reduced().denominator
    }

    /// In percent, to two digits behind the point, or to as many as it takes to tell it from nothing and from all.
    pub fn percent(self) -> f64 {
        self.fraction().percent()
    }

    /// In percent, for people: to one digit behind the point. What is not nothing is not shown as nothing, and what is not
    /// all not as all.
    pub fn text(self) -> String {
        let mut text = String::new();
        self.push(&mut text);
        text
    }

    /// Adds the same to a text.
    pub fn push(self, text: &mut String) {
        self.fraction().push(text);
    }

    /// As a floating number from 0 to 1.
    pub fn value(self) -> f64 {
        self.fraction().value()
    }

    /// Of two shares of one tier, the larger one has the larger rank.
    pub(in crate::workspace::traffic) fn rank(self) -> u16 {
        // A lone record of weight 0 is asked when 0 is drawn, as one of weight 1 is when that is.
        let weight = self.weights as u16;
        if self.zeros == 1 { weight.max(1) } else { weight }
    }
}

impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.fraction().reduced() == other.fraction().reduced()
    }
}

/// A fraction from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fraction {
    numerator: u128,
    /// Never 0.
    denominator: u128,
}

impl Fraction {
    const ALL: Fraction = Fraction { numerator: 1, denominator: 1 };

    fn reduced(self) -> Self {
        let divisor = greatest_common_divisor(self.numerator, self.denominator);
        Fraction { numerator: self.numerator / divisor, denominator: self.denominator / divisor }
    }

    fn percent(self) -> f64 {
        let Fraction { numerator, denominator } = self.reduced();
        let mut scale = 100;
        loop {
            // Of 16 million records of weight 65,535, all is below 2^122.
            let rounded = (numerator * 200 * scale + denominator) / (denominator * 2);
            let seems_nothing = rounded == 0 && numerator > 0;
            let seems_all = rounded == 100 * scale && numerator < denominator;
            if scale == FINEST || !seems_nothing && !seems_all {
                return rounded as f64 / scale as f64;
            }
            scale *= 10;
        }
    }

    fn push(self, text: &mut String) {
        let Fraction { numerator, denominator } = self;
        let tenths = match (u32::try_from(numerator), u32::try_from(denominator)) {
            // Division is much faster in 64 bits.
            (Ok(upper), Ok(lower)) => (u64::from(upper) * 2_000 + u64::from(lower)) / (u64::from(lower) * 2),
            _ => ((numerator * 2_000 + denominator) / (denominator * 2)) as u64,
        };
        push_tenths(text, tenths, numerator == 0, numerator == denominator);
    }

    fn value(self) -> f64 {
        match (u64::try_from(self.numerator), u64::try_from(self.denominator)) {
            // As above.
            (Ok(upper), Ok(lower)) => upper as f64 / lower as f64,
            _ => self.numerator as f64 / self.denominator as f64,
        }
    }
}

/// A chance from 0 to 1 in percent, as `Share::percent`.
pub fn chance_percent(chance: f64) -> f64 {
    let chance = if chance < NEARLY {
        0.0
    } else if chance > 1.0 - NEARLY {
        1.0
    } else {
        chance
    };
    let mut scale = 100.0;
    loop {
        let rounded = (chance * 100.0 * scale).round() / scale;
        if (rounded > 0.0 || chance == 0.0) && (rounded < 100.0 || chance == 1.0) {
            return rounded;
        }
        scale *= 10.0;
    }
}

/// What a few additions round off.
const NEARLY: f64 = 1e-9;

/// A chance from 0 to 1 in percent, for people, as `Share::text`.
pub fn chance_text(chance: f64) -> String {
    let mut text = String::new();
    push_chance(&mut text, chance);
    text
}

/// Adds the same to a text.
pub fn push_chance(text: &mut String, chance: f64) {
    push_tenths(text, (chance * 1_000.0 + NEARLY).round() as u64, chance < NEARLY, chance > 1.0 - NEARLY);
}

/// What stands behind whole percents, for each number of tenths.
const TENTHS: [&str; 10] = [".0 %", ".1 %", ".2 %", ".3 %", ".4 %", ".5 %", ".6 %", ".7 %", ".8 %", ".9 %"];

fn push_tenths(text: &mut String, tenths: u64, is_none: bool, is_all: bool) {
    match tenths {
        1_000.. if is_all => text.push_str("100.0 %"),
        0 if !is_none => text.push_str("<0.1 %"),
        1_000.. => text.push_str(">99.9 %"),
        // A list has many.
        tenths => {
            text.push_str(itoa::Buffer::new().format(tenths / 10));
            text.push_str(TENTHS[(tenths % 10) as usize]);
        }
    }
}

fn greatest_common_divisor(one: u128, other: u128) -> u128 {
    // Division is much faster in 64 bits, and nearly all fractions fit.
    if let (Ok(mut one), Ok(mut other)) = (u64::try_from(one), u64::try_from(other)) {
        while other != 0 {
            (one, other) = (other, one % other);
        }
        return u128::from(one);
    }
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// What the shares of a set depend on besides the weight itself.
#[derive(Debug, Clone, Copy)]
struct Totals {
    records: u64,
    zeros: u64,
    weight: u64,
}

impl Totals {
    fn of(weights: impl Iterator<Item = u16>) -> Self {
        weights.fold(Totals { records: 0, zeros: 0, weight: 0 }, |totals, weight| Totals {
            records: totals.records + 1,
            zeros: totals.zeros + u64::from(weight == 0),
            weight: totals.weight + u64::from(weight),
        })
    }

    /// The same as a floating number, which is off by what rounding does.
    fn chance_value(self, weight: u16) -> f64 {
        let [records, zeros, draws] = [self.records, self.zeros, self.weight + 1].map(|total| total as f64);
        match (weight, self.zeros) {
            (0, _) => 1.0 / (draws * zeros),
            (weight, 0) => (f64::from(weight) * records + 1.0) / (records * draws),
            (weight, _) => f64::from(weight) / draws,
        }
    }

    /// The chance of a record with this weight.
    fn chance(self, weight: u16) -> Fraction {
        let [records, zeros, draws] = [self.records, self.zeros, self.weight + 1].map(u128::from);
        let (numerator, denominator) = match (weight, zeros) {
            // The number 0 is drawn: the first one in whichever order.
            (0, _) => (1, draws * zeros),
            (weight, 0) => (u128::from(weight) * records + 1, records * draws),
            (weight, _) => (u128::from(weight), draws),
        };
        Fraction { numerator, denominator }
    }
}

/// The chance of each record of one priority to be asked first, by their weights.
pub fn first_choice(weights: impl Iterator<Item = u16> + Clone) -> impl Iterator<Item = Share> {
    let totals = Totals::of(weights.clone());
    weights.map(move |weight| Share::new(weight, totals))
}

/// How many records that do not answer are followed through every order in which they may be asked. Of more, clients
/// are taken to leave them out at once.
const MOST_FOLLOWED: usize = 8;

/// The chance of each record of one priority to be the first that answers, where those at `down` do not. Those that are
/// down have none; if all are, so have all. Exact but for the rounding of floating numbers.
pub fn first_that_answers(weights: &[u16], down: &[usize]) -> Vec<f64> {
    if let [down] = *down {
        return first_without(weights.iter().copied(), down).collect();
    }
    let mut is_down = vec![false; weights.len()];
    down.iter().for_each(|place| is_down[*place] = true);
    let mut chances = vec![0.0; weights.len()];
    // By which of those that are down were asked in vain, as bits: how likely it is to come there.
    let followed = if down.len() <= MOST_FOLLOWED { down } else { &[] };
    let mut reached = vec![0.0; 1 << followed.len()];
    reached[0] = 1.0;
    for asked in 0..reached.len() {
        let here = reached[asked];
        let bit = |place: usize| followed.iter().position(|down| *down == place);
        let is_left = |place: usize| match bit(place) {
            Some(bit) => asked >> bit & 1 == 0,
            None => !is_down[place],
        };
        let left = || weights.iter().copied().enumerate().filter(|(place, _)| is_left(*place));
        let totals = Totals::of(left().map(|(_, weight)| weight));
        for (place, weight) in left() {
            let chance = here * totals.chance_value(weight);
            match bit(place) {
                Some(bit) => reached[asked | 1 << bit] += chance,
                None => chances[place] += chance,
            }
        }
    }
    chances
}

/// The same where one record is down: the others are asked first, or after it.
pub fn first_without(weights: impl Iterator<Item = u16> + Clone, down: usize) -> impl Iterator<Item = f64> {
    let all = Totals::of(weights.clone());
    let others = weights.clone().enumerate().filter(|(place, _)| *place != down);
    let left = Totals::of(others.map(|(_, weight)| weight));
    let in_vain = weights.clone().nth(down).map_or(0.0, |weight| all.chance_value(weight));
    weights.enumerate().map(move |(place, weight)| match place == down {
        true => 0.0,
        false => all.chance_value(weight) + in_vain * left.chance_value(weight),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_each(weights: &[u16]) -> Vec<Share> {
        first_choice(weights.iter().copied()).collect()
    }

    fn shares(weights: &[u16]) -> Vec<String> {
        let text = |share: &Share| format!("{}/{}", share.numerator(), share.denominator());
        of_each(weights).iter().map(text).collect()
    }

    #[test]
    fn shares_are_those_of_the_rfc() {
        for (weights, expected) in [
            (&[60, 40][..], &["121/202", "81/202"][..]),
            (&[60, 40, 0], &["60/101", "40/101", "1/101"]),
            (&[1, 0], &["1/2", "1/2"]),
            (&[1, 1, 0], &["1/3", "1/3", "1/3"]),
            (&[5, 5, 0, 0], &["5/11", "5/11", "1/22", "1/22"]),
            (&[100, 0, 0], &["100/101", "1/202", "1/202"]),
            (&[10, 90], &["21/202", "181/202"]),
            (&[10, 10, 10], &["1/3", "1/3", "1/3"]),
            (&[0, 0], &["1/2", "1/2"]),
            (&[7], &["1/1"]),
            (&[0], &["1/1"]),
        ] {
            assert_eq!(shares(weights), expected, "{weights:?}");
        }
        assert_eq!(
            of_each(&[60, 40, 0]).iter().map(|share| share.percent()).collect::<Vec<_>>(),
            [59.41, 39.6, 0.99]
        );
    }

    #[test]
    fn shares_are_shown_to_a_tenth_of_a_percent() {
        for (numerator, denominator, expected) in [
            (60, 101, "59.4 %"),
            (1, 1, "100.0 %"),
            (0, 1, "0.0 %"),
            (1, 65_535, "<0.1 %"),
            (65_534, 65_535, ">99.9 %"),
            (1, 2_000, "0.1 %"),
        ] {
            let share = Fraction { numerator, denominator };
            let mut text = String::new();
            share.push(&mut text);
            assert_eq!(text, expected);
            assert_eq!(chance_text(share.value()), expected);
        }
    }

    #[test]
    fn no_share_in_percent_is_nothing_or_all_but_those_that_are() {
        for (numerator, denominator, expected) in [
            (0, 1, 0.0),
            (1, 1, 100.0),
            (121, 202, 59.9),
            (1, 65_537, 0.002),
            (65_536, 65_537, 99.998),
            (1, 20_000, 0.01),
            (1, 20_001, 0.005),
            (u128::from(u64::MAX) - 1, u128::from(u64::MAX), 100.0),
        ] {
            let share = Fraction { numerator, denominator };
            assert_eq!(share.percent(), expected, "{numerator}/{denominator}");
            assert_eq!(chance_percent(share.value()), expected, "{numerator}/{denominator}");
        }
        for denominator in 2..70_000 {
            for numerator in [1, denominator - 1] {
                let share = Fraction { numerator, denominator };
                let percents = [share.percent(), chance_percent(share.value())];
                assert!(percents.iter().all(|percent| *percent > 0.0 && *percent < 100.0), "{share:?}");
            }
        }
    }

    #[test]
    fn the_largest_set_does_not_overflow() {
        let mut weights = vec![u16::MAX; 65_535];
        let each = of_each(&weights);
        let fraction = |share: Share| (share.numerator(), share.denominator());
        assert!(each.iter().all(|share| fraction(*share) == (1, 65_535)));
        weights[0] = 0;
        let [zero, other] = [0, 1].map(|place| of_each(&weights)[place]);
        let draws = 65_534 * 65_535 + 1;
        assert_eq!(fraction(zero), (1, draws));
        assert_eq!(fraction(other), (65_535, draws));
        assert_eq!((zero.percent(), other.percent()), (0.000_000_02, 0.002));
    }

    /// Numbers that look random, the same in every run.
    struct Dice(u64);

    impl Dice {
        fn throw(&mut self, sides: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % sides
        }
    }

    /// Every order of some places.
    fn orders(places: &[usize]) -> Vec<Vec<usize>> {
        if places.is_empty() {
            return vec![Vec::new()];
        }
        let mut all = Vec::new();
        for (at, first) in places.iter().enumerate() {
            let rest: Vec<usize> = [&places[..at], &places[at + 1..]].concat();
            all.extend(orders(&rest).into_iter().map(|order| [&[*first][..], &order].concat()));
        }
        all
    }

    /// The procedure of RFC 2782, word by word, in every order and for every number drawn: how often each of the
    /// `left` is chosen, and how often anything is.
    fn count_by_brute_force(weights: &[u16], left: &[usize]) -> (Vec<u128>, u128) {
        let (zeros, others): (Vec<usize>, Vec<usize>) = left.iter().partition(|place| weights[**place] == 0);
        let sum: u32 = left.iter().map(|place| u32::from(weights[*place])).sum();
        let (mut chosen, mut all) = (vec![0; weights.len()], 0);
        for zeros in orders(&zeros) {
            for others in orders(&others) {
                for drawn in 0..=sum {
                    let mut running = 0;
                    let reaches = |place: &&usize| {
                        running += u32::from(weights[**place]);
                        running >= drawn
                    };
                    let place = zeros.iter().chain(&others).find(reaches).expect("the sum is reached");
                    chosen[*place] += 1;
                    all += 1;
                }
            }
        }
        (chosen, all)
    }

    /// The chance of each to be the first of those that are up, by following every way there.
    fn follow_by_brute_force(
        weights: &[u16],
        left: &[usize],
        down: &[usize],
        chance: f64,
        found: &mut [f64],
    ) {
        if left.is_empty() {
            return;
        }
        let (chosen, all) = count_by_brute_force(weights, left);
        for place in left {
            let here = chance * chosen[*place] as f64 / all as f64;
            match down.contains(place) {
                true => {
                    let rest: Vec<usize> = left.iter().copied().filter(|other| other != place).collect();
                    follow_by_brute_force(weights, &rest, down, here, found);
                }
                false => found[*place] += here,
            }
        }
    }

    fn random_set(dice: &mut Dice, most: u64) -> Vec<u16> {
        let heaviest = [1, 3, 12][dice.throw(3) as usize];
        (0..1 + dice.throw(most)).map(|_| dice.throw(heaviest + 1) as u16).collect()
    }

    #[test]
    fn shares_equal_brute_force_over_all_orders_and_draws() {
        let mut dice = Dice(1);
        for _ in 0..10_000 {
            let weights = random_set(&mut dice, 5);
            let places: Vec<usize> = (0..weights.len()).collect();
            let (chosen, all) = count_by_brute_force(&weights, &places);
            let fraction = |count: &u128| Fraction { numerator: *count, denominator: all }.reduced();
            let expected: Vec<Fraction> = chosen.iter().map(fraction).collect();
            let found = of_each(&weights);
            let reduced = |share: &Share| share.fraction().reduced();
            assert_eq!(found.iter().map(reduced).collect::<Vec<_>>(), expected, "{weights:?}");
            for (one, other) in found.iter().flat_map(|one| found.iter().map(move |other| (one, other))) {
                let by_value = one.value().total_cmp(&other.value());
                assert_eq!(one.rank().cmp(&other.rank()), by_value, "{weights:?}");
            }
        }
    }

    #[test]
    fn who_answers_in_place_of_others_equals_brute_force() {
        let mut dice = Dice(2);
        for _ in 0..1_000 {
            let weights = random_set(&mut dice, 4);
            let places: Vec<usize> = (0..weights.len()).collect();
            let down: Vec<usize> = places.iter().copied().filter(|_| dice.throw(3) == 0).collect();
            let mut expected = vec![0.0; weights.len()];
            follow_by_brute_force(&weights, &places, &down, 1.0, &mut expected);
            for (found, expected) in first_that_answers(&weights, &down).iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-12, "{weights:?} without {down:?}");
            }
        }
    }

    #[test]
    fn of_many_that_are_down_all_are_left_out_at_once() {
        let weights = [10; 20];
        let down: Vec<usize> = (0..18).collect();
        let chances = first_that_answers(&weights, &down);
        assert_eq!(chances[18..], [0.5, 0.5]);
        assert_eq!(chances[..18], [0.0; 18]);
    }
}
