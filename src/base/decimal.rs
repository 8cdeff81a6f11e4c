//! Numbers in decimal digits, added to a text. `format!` takes several times as long, and each finding has a dozen of them. Knows
//! no other numbers than natural ones.

/// Appends a number.
pub fn push_number(text: &mut String, number: impl Into<u64>) {
    let (mut digits, mut begin, mut left) = ([b'0'; 20], 20, number.into());
    while left > 0 || begin == 20 {
        begin -= 1;
        digits[begin] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    text.push_str(std::str::from_utf8(&digits[begin..]).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_others_write_them() {
        for number in [0, 1, 9, 10, 65_535, 100_000, 4_294_967_295, u64::MAX] {
            let mut text = "a ".to_owned();
            push_number(&mut text, number);
            assert_eq!(text, format!("a {number}"));
        }
    }
}
