//! Absolute names as numbers. The text of a name cannot be told from its number.

use std::hash::Hasher;

use hickory_proto::rr::Name;

use crate::base::unchecked::salt;

/// Stands for an absolute name, ASCII case folded: equal names have equal keys. Different names
/// have different keys but for a chance of 2^-64 a pair, which no author of a zone can raise,
/// because the keys are salted anew in each run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameKey(u64);

impl NameKey {
    /// The root's key.
    pub fn root() -> Self {
        NameKey(salt())
    }

    /// The key of `label` below this name.
    #[inline]
    pub fn child(self, label: &[u8]) -> Self {
        self.child_of(label, label.len()).0
    }

    /// The key of the label that is the first `length` octets of `text`, below this name; `None` if a
    /// dot stands in it.
    #[inline(always)]
    pub(in crate::syntax) fn child_in(self, text: &[u8], length: usize) -> Option<Self> {
        let (key, dots) = self.child_of(text, length);
        (dots == 0).then_some(key)
    }

    /// The key of that label, and not 0 if a dot stands in it.
    #[inline(always)]
    fn child_of(self, text: &[u8], length: usize) -> (Self, u64) {
        let mut key = mix(self.0 ^ length as u64, 0x9e37_79b9_7f4a_7c15);
        let (mut rest, mut length, mut dots) = (text, length, 0);
        while let (8.., Some((octets, behind))) = (length, rest.split_first_chunk()) {
            let octets = u64::from_le_bytes(*octets);
            dots |= dots_in(octets);
            key = mix(key ^ lower_case(octets), 0xd6e8_feb8_6659_fd93);
            (rest, length) = (behind, length - 8);
        }
        if length > 0 {
            // What is behind the label is read with it, where there is enough, and cut off.
            let octets = match rest.first_chunk() {
                Some(octets) => u64::from_le_bytes(*octets) & ((1 << (8 * length)) - 1),
                None => few_octets(&rest[..length]),
            };
            dots |= dots_in(octets);
            key = mix(key ^ lower_case(octets), 0xa076_1d64_78bd_642f);
        }
        (NameKey(key), dots)
    }

    /// The key of an absolute name.
    pub fn of(name: &Name) -> Self {
        name.iter().rev().fold(NameKey::root(), |key, label| key.child(label))
    }

    /// The keys of the root and of every name down to an absolute name.
    pub fn chain_of(name: &Name) -> Vec<Self> {
        let mut chain = Vec::with_capacity(usize::from(name.num_labels()) + 1);
        let mut key = NameKey::root();
        chain.push(key);
        for label in name.iter().rev() {
            key = key.child(label);
            chain.push(key);
        }
        chain
    }

    /// Whether the name means its reader's own machine, wherever it is looked up: `localhost`, a name below
    /// that (RFC 6761 section 6.3), or one of the names that Linux gives it. `above` holds the names above it, from the
    /// root on.
    pub fn is_localhost(self, above: &[NameKey]) -> bool {
        let localhost = NameKey::root().child(b"localhost");
        let in_localdomain = NameKey::root().child(b"localdomain").child(b"localhost");
        let in_localdomain4 = NameKey::root().child(b"localdomain4").child(b"localhost4");
        let in_localdomain6 = NameKey::root().child(b"localdomain6").child(b"localhost6");
        let of_ipv6 = ["ip6-localhost", "ip6-loopback"].map(|label| NameKey::root().child(label.as_bytes()));
        let is_listed = [localhost, in_localdomain, in_localdomain4, in_localdomain6].contains(&self);
        is_listed || of_ipv6.contains(&self) || above.get(1) == Some(&localhost)
    }

    /// The key as a number, already well mixed.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// Hashes keys as they are: they are well mixed already.
#[derive(Debug, Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, octets: &[u8]) {
        for octet in octets {
            self.0 = self.0.rotate_left(8) ^ u64::from(*octet);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// Both halves of the 128-bit product: every bit of the input reaches every bit of the result.
#[inline]
fn mix(value: u64, factor: u64) -> u64 {
    let product = u128::from(value) * u128::from(factor);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Up to seven octets as a number, the first one lowest. Two loads that overlap cost less than a copy
/// of a length that the compiler does not know.
#[inline]
pub(in crate::syntax) fn few_octets(octets: &[u8]) -> u64 {
    let number = |part: &[u8; 4]| u64::from(u32::from_le_bytes(*part));
    if let (Some(head), Some(tail)) = (octets.first_chunk(), octets.last_chunk()) {
        return number(head) | number(tail) << (8 * (octets.len() - 4));
    }
    match octets {
        [first, .., last] => {
            let (middle, end) = (octets.len() / 2, octets.len() - 1);
            u64::from(*first) | u64::from(octets[middle]) << (8 * middle) | u64::from(*last) << (8 * end)
        }
        [only] => u64::from(*only),
        [] => 0,
    }
}

/// Not 0 if one of eight octets is a dot: the highest bit of the lowest such, and perhaps of others
/// above it.
#[inline]
pub(in crate::syntax) fn dots_in(octets: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let others = octets ^ (u64::from(b'.') * EACH);
    others.wrapping_sub(EACH) & !others & (0x80 * EACH)
}

/// Eight octets at once, ASCII letters in lower case.
#[inline]
fn lower_case(octets: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let low = octets & (0x7f * EACH);
    let from_a = low + (0x80 - u64::from(b'A')) * EACH;
    let over_z = low + (0x7f - u64::from(b'Z')) * EACH;
    let upper = from_a & !over_z & !octets & (0x80 * EACH);
    octets | (upper >> 2)
}
