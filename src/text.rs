//! Comparing words for "did you mean".

/// How many insertions, deletions, replacements and swaps of neighbours turn one text into the
/// other (optimal string alignment). Counts 64 for texts longer than that, without comparing.
pub fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len() > 64 || other.len() > 64 {
        return 64;
    }
    let width = other.len() + 1;
    let mut table = vec![0; (one.len() + 1) * width];
    for row in 0..=one.len() {
        for column in 0..=other.len() {
            let at = row * width + column;
            table[at] = if row == 0 || column == 0 {
                row + column
            } else {
                let same = usize::from(one[row - 1] != other[column - 1]);
                let mut best =
                    (table[at - width] + 1).min(table[at - 1] + 1).min(table[at - width - 1] + same);
                let swapped = row > 1
                    && column > 1
                    && one[row - 1] == other[column - 2]
                    && one[row - 2] == other[column - 1];
                if swapped {
                    best = best.min(table[at - 2 * width - 2] + 1);
                }
                best
            };
        }
    }
    table[table.len() - 1]
}

/// The nearest of `candidates` to `text`, if it is near enough to be meant.
pub fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (text.chars().count() / 3).clamp(1, 3);
    candidates
        .map(|candidate| (distance(text, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, c)| c)
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
    fn only_a_near_word_is_meant() {
        assert_eq!(nearest("cname-targt", ["cname-target", "long-ttl"].into_iter()), Some("cname-target"));
        assert_eq!(nearest("xyz", ["cname-target", "long-ttl"].into_iter()), None);
    }
}
