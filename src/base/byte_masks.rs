//! What kinds of octets stand in a piece of text, 64 at a time, with one bit an octet.
//!
//! Done with AVX2 where the processor has that, in a quarter of the instructions. Knows no word and no line.

use wide::u8x16;

use crate::base::unchecked::byte_masks;

/// How many octets one step looks at.
pub const STEP: usize = 64;

/// What the octets of a step are, the first one's bit lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Masks {
    /// Space or tab.
    pub blank: u64,
    /// What may belong neither to a plain word nor between two: `;`, `\`, and all octets up to `)`
    /// that are not blanks.
    pub special: u64,
}

impl Masks {
    /// The masks of the step of `text` at `base`; behind the text's last octet, NUL. `None` if the
    /// text ends before `base`.
    #[inline(always)]
    pub fn at(text: &[u8], base: usize) -> Option<Self> {
        match text.get(base..base + STEP) {
            Some(step) => Some(Self::of(step.try_into().expect("of this length"))),
            None => text.get(base..).map(Self::of_rest),
        }
    }

    #[inline(always)]
    fn of(octets: &[u8; STEP]) -> Self {
        match byte_masks(octets) {
            Some((blank, special)) => Masks { blank, special },
            None => Self::portable(octets),
        }
    }

    /// The masks of the text's last octets, fewer than `STEP`.
    #[cold]
    fn of_rest(rest: &[u8]) -> Self {
        let mut octets = [0; STEP];
        octets[..rest.len()].copy_from_slice(rest);
        Self::portable(&octets)
    }

    /// The same on every processor.
    fn portable(octets: &[u8; STEP]) -> Self {
        let (parts, _) = octets.as_chunks::<16>();
        let mut masks = Masks::default();
        for (number, part) in parts.iter().enumerate() {
            let octets = u8x16::from(*part);
            let is = |octet: u8| octets.simd_eq(u8x16::splat(octet));
            let blank = is(b' ') | is(b'\t');
            let low = octets.min(u8x16::splat(b')')).simd_eq(octets);
            let special = low | is(b'\\') | is(b';');
            masks.blank |= u64::from(blank.to_bitmask()) << (16 * number);
            masks.special |= u64::from(special.to_bitmask()) << (16 * number);
        }
        masks.special &= !masks.blank;
        masks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_processor_says_the_same_of_every_octet_at_every_place() {
        // Miri takes minutes for all of them.
        let (octets, places) = if cfg!(miri) { (23, 21) } else { (1, 1) };
        for octet in (0..=u8::MAX).step_by(octets) {
            for place in (0..STEP).step_by(places) {
                let mut octets = [b'a'; STEP];
                octets[place] = octet;
                let blank = matches!(octet, b' ' | b'\t');
                let special = !blank && (octet <= b')' || matches!(octet, b';' | b'\\'));
                let expected =
                    Masks { blank: u64::from(blank) << place, special: u64::from(special) << place };
                assert_eq!(Masks::portable(&octets), expected, "{octet} at {place}");
                assert_eq!(Masks::of(&octets), expected, "{octet} at {place}");
            }
        }
    }

    #[test]
    fn behind_the_text_there_is_nothing_but_nul() {
        let masks = Masks::at(b"ab c", 0).expect("it begins there");
        assert_eq!((masks.blank, masks.special), (0b100, u64::MAX << 4));
        assert_eq!(Masks::at(b"", 0), Some(Masks { blank: 0, special: u64::MAX }));
        assert_eq!(Masks::at(b"", 64), None);
    }
}
