//! Comparing words for "did you mean". Knows no words.

/// The longest texts whose distance is found out, in octets or letters.
const LONGEST: usize = 64;

/// How many insertions, deletions, replacements and swaps of neighbours turn one text into the
/// other (optimal string alignment). Counts 64 for texts longer than that, without comparing.
pub fn distance(one: &str, other: &str) -> usize {
    if [one, other].iter().any(|text| text.chars().nth(LONGEST).is_some()) {
        return LONGEST;
    }
    strsim::osa_distance(one, other)
}

/// The distance of two texts in octets, if it is at most `most` and none of them is longer than 64: found out in time
/// that grows with `most`, and soon where they are further apart.
pub fn distance_within(one: &str, other: &str, most: usize) -> Option<usize> {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let is_far = one.len().abs_diff(other.len()) > most;
    if is_far || one.len().max(other.len()) > LONGEST || most >= LONGEST {
        return None;
    }
    let far = most as u8 + 1;
    // The row before the last, and the last: of the first row no more is asked for than lies within `most`.
    let (mut before, mut last) = ([far; LONGEST + 1], [far; LONGEST + 1]);
    (0..=far).zip(&mut last).for_each(|(column, cell)| *cell = column);
    for row in 1..=one.len() {
        let mut this = [far; LONGEST + 1];
        let (first, end) = (row.saturating_sub(most), (row + most).min(other.len()));
        for column in first..=end {
            if column == 0 {
                this[0] = row as u8;
                continue;
            }
            let same = u8::from(one[row - 1] != other[column - 1]);
            let mut best = (last[column] + 1).min(this[column - 1] + 1).min(last[column - 1] + same);
            let swapped = row > 1
                && column > 1
                && one[row - 1] == other[column - 2]
                && one[row - 2] == other[column - 1];
            if swapped {
                best = best.min(before[column - 2] + 1);
            }
            this[column] = best.min(far);
        }
        (before, last) = (last, this);
        if before.iter().chain(&last).all(|cell| *cell == far) {
            return None;
        }
    }
    Some(usize::from(last[other.len()])).filter(|distance| *distance <= most)
}

/// Whether the distance of two texts is one: found out without counting.
pub fn is_one_mistake(one: &str, other: &str) -> bool {
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    let octets: usize = same.map(|(one, _)| one.len_utf8()).sum();
    let (mut one, mut other) = (one[octets..].chars(), other[octets..].chars());
    loop {
        let before = (one.clone(), other.clone());
        match (one.next_back(), other.next_back()) {
            (Some(end), Some(other_end)) if end == other_end => {}
            _ => {
                (one, other) = before;
                break;
            }
        }
    }
    match ([one.next(), one.next(), one.next()], [other.next(), other.next(), other.next()]) {
        ([first, second, None], [swapped, other_first, None]) if second.is_some() => {
            (first, second) == (other_first, swapped)
        }
        ([one, None, None], [other, None, None]) => one != other,
        _ => false,
    }
}

/// Whether two neighbouring letters of one text are swapped in the other.
pub fn is_swap(one: &str, other: &str) -> bool {
    let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    match (&one.as_bytes()[same..], &other.as_bytes()[same..]) {
        ([first, second, rest @ ..], [other_first, other_second, other_rest @ ..]) => {
            first != second && (first, second) == (other_second, other_first) && rest == other_rest
        }
        _ => false,
    }
}

/// Whether two labels are counted by a letter: they differ in one that stands alone between hyphens, or at their end where
/// counts begin: `node-x` and `node-y`, `us-east-1a` and `us-east-1b`, `nodea` and `nodeb`.
pub fn are_counted(one: &str, other: &str) -> bool {
    let Some((at, letters)) = replaced(one, other) else { return false };
    let is_edge = |neighbour: Option<&u8>| neighbour.is_none_or(|octet| *octet == b'-');
    let stands_alone = at > 0 && is_edge(one.as_bytes().get(at - 1)) && is_edge(one.as_bytes().get(at + 1));
    let counts = letters.iter().all(|letter| matches!(letter.to_ascii_lowercase(), b'a'..=b'd'));
    stands_alone || at + 1 == one.len() && counts
}

/// Where two texts of the same length differ in one octet alone, and these octets.
pub fn replaced(one: &str, other: &str) -> Option<(usize, [u8; 2])> {
    let pairs = one.bytes().zip(other.bytes()).enumerate();
    let mut different = pairs.filter(|(_, (one, other))| !one.eq_ignore_ascii_case(other));
    let (at, (first, second)) = different.next().filter(|_| one.len() == other.len())?;
    different.next().is_none().then_some((at, [first, second]))
}

/// How many words are asked for at most.
const MOST_MEANT: usize = 3;

/// The nearest of `candidates` to `text`, if it is near enough to be meant.
fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = text.chars().count();
    let most = (length / 3).clamp(1, 3);
    candidates
        .map(|candidate| (distance(text, candidate), candidate))
        // What has no letter in common is not meant.
        .filter(|(distance, _)| *distance <= most && *distance < length)
        .min()
        .map(|(_, c)| c)
}

/// The question whether the nearest of `candidates` was meant, if one is near enough.
pub fn hint<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    nearest(text, candidates).map(did_you_mean)
}

/// The question whether one of the few of `candidates` was meant that have `text` in them, where no other is near.
pub fn hint_of_part<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let part = text.to_ascii_lowercase();
    let holding = candidates.filter(|candidate| part.len() > 2 && candidate.contains(&*part));
    let names: Vec<String> = holding.map(|candidate| format!("`{candidate}`")).collect();
    match names.as_slice() {
        [] => None,
        few if few.len() <= MOST_MEANT => Some(format!("did you mean {}?", few.join(" or "))),
        _ => None,
    }
}

/// The question whether `word` was meant.
pub fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (one, other, expected) in
            [("", "", 0), ("tcp", "tpc", 1), ("SRV", "SVR", 1), ("sip1", "sip", 1), ("abc", "xyz", 3)]
        {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_distance_within_bounds_is_the_distance() {
        let mut texts = vec![String::new()];
        for length in 0..5 {
            let longer: Vec<String> = texts.iter().filter(|text| text.len() == length).cloned().collect();
            texts.extend(longer.iter().flat_map(|text| ["a", "b"].map(|letter| format!("{text}{letter}"))));
        }
        texts.extend(
            ["sip.example.com.", "spi.example.co.", "isp.exmaple.com", "sip.example.com.x"].map(String::from),
        );
        for (one, other) in texts.iter().flat_map(|one| texts.iter().map(move |other| (one, other))) {
            for most in 0..4 {
                let expected = Some(distance(one, other)).filter(|distance| *distance <= most);
                assert_eq!(distance_within(one, other, most), expected, "{one} {other} {most}");
            }
        }
        let long = "a".repeat(65);
        assert_eq!(distance_within(&long, &long, 2), None);
    }

    #[test]
    fn one_mistake_is_a_distance_of_one() {
        let mut texts = vec![String::new()];
        for length in 0..4 {
            let longer: Vec<String> =
                texts.iter().filter(|text| text.chars().count() == length).cloned().collect();
            texts.extend(
                longer.iter().flat_map(|text| ["a", "b", "\u{e9}"].map(|letter| format!("{text}{letter}"))),
            );
        }
        for (one, other) in texts.iter().flat_map(|one| texts.iter().map(move |other| (one, other))) {
            assert_eq!(is_one_mistake(one, other), distance(one, other) == 1, "{one} {other}");
        }
    }

    #[test]
    fn swaps_of_neighbours() {
        for (one, other, expected) in [
            ("mial", "mail", true),
            ("lmail", "mlail", true),
            ("maly", "mayl", true),
            ("mlia", "mail", false),
            ("mail", "mail", false),
            ("mail", "maill", false),
            ("aa", "aa", false),
            ("", "a", false),
        ] {
            assert_eq!(is_swap(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn counted_labels() {
        for (one, other, expected) in [
            ("us-east-1a", "us-east-1b", true),
            ("node-x", "node-y", true),
            ("Node-X", "node-y", true),
            ("site-a-east", "site-b-east", true),
            ("nodea", "nodeb", true),
            ("mail", "maik", false),
            ("mail", "nail", false),
            ("mail", "mails", false),
            ("mail", "mial", false),
            ("mail", "mail", false),
            ("a", "b", true),
            ("x", "y", false),
        ] {
            assert_eq!(are_counted(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn only_a_near_word_is_meant() {
        assert_eq!(nearest("cname-targt", ["cname-target", "long-ttl"].into_iter()), Some("cname-target"));
        let meant = |text| hint_of_part(text, ["zero-weight", "long-ttl", "short-ttl"].into_iter());
        assert_eq!(meant("zero").as_deref(), Some("did you mean `zero-weight`?"));
        assert_eq!(meant("TTL").as_deref(), Some("did you mean `long-ttl` or `short-ttl`?"));
        assert_eq!((meant("t"), meant("SRV101")), (None, None));
        assert_eq!(nearest("xyz", ["cname-target", "long-ttl"].into_iter()), None);
        assert_eq!(nearest("h", ["a", "b"].into_iter()), None);
    }
}
