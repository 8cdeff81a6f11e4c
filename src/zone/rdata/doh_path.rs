//! The template of a DNS-over-HTTPS server's path (RFC 9461 section 5): a relative URI with a variable `dns`.

/// Whether a text is such a template (RFC 6570), as `validate_dohpath` of BIND's `lib/dns/rdata.c` reads it.
pub fn is_doh_path(text: &[u8]) -> bool {
    text.first() == Some(&b'/')
        && std::str::from_utf8(text).is_ok()
        && variables(text).is_some_and(|has_dns| has_dns)
}

/// Whether `dns` is among the variables of a template; `None` if it is not a template.
fn variables(text: &[u8]) -> Option<bool> {
    let mut template = Template { text, at: 0, has_dns: false };
    while let Some(octet) = template.next() {
        match octet {
            b'%' => template.escape()?,
            b'{' => template.expression()?,
            _ => {}
        }
    }
    Some(template.has_dns)
}

/// A template that is being read.
struct Template<'t> {
    text: &'t [u8],
    at: usize,
    /// Whether `dns` was among the variables.
    has_dns: bool,
}

impl Template<'_> {
    fn next(&mut self) -> Option<u8> {
        let octet = self.text.get(self.at)?;
        self.at += 1;
        Some(*octet)
    }

    /// Reads two hexadecimal digits.
    fn escape(&mut self) -> Option<()> {
        let digits = self.next()?.is_ascii_hexdigit() && self.next()?.is_ascii_hexdigit();
        digits.then_some(())
    }

    /// Reads an expression up to its closing brace.
    fn expression(&mut self) -> Option<()> {
        let (mut variable, mut has_operator) = (self.at, false);
        loop {
            match self.next()? {
                b'+' | b'#' | b'.' | b'/' | b';' | b'?' | b'&' => {
                    if self.at != variable + 1 || has_operator {
                        return None;
                    }
                    (variable, has_operator) = (self.at, true);
                }
                end @ (b'*' | b':' | b'}' | b',') => {
                    let name = &self.text[variable..self.at - 1];
                    if name.is_empty() {
                        return None;
                    }
                    self.has_dns |= name == b"dns";
                    let (end, is_prefix) = match end {
                        b'*' => (self.next()?, false),
                        b':' => (self.length()?, true),
                        end => (end, false),
                    };
                    match end {
                        b'}' => return Some(()),
                        // BIND takes what follows a prefix to belong to the variable before.
                        b',' if is_prefix => {}
                        b',' => (variable, has_operator) = (self.at, false),
                        _ => return None,
                    }
                }
                b'%' => self.escape()?,
                octet if octet.is_ascii_alphanumeric() || octet == b'_' => {}
                _ => return None,
            }
        }
    }

    /// Reads the length of a prefix, 1 to 9999, and returns what is behind it.
    fn length(&mut self) -> Option<u8> {
        let start = self.at;
        while self.next()?.is_ascii_digit() {}
        let digits = &self.text[start..self.at - 1];
        ((1..=4).contains(&digits.len()) && digits[0] != b'0').then(|| self.text[self.at - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_with_the_variable_dns() {
        for text in [
            "/{dns}",
            "/q{?dns}",
            "/q{?a,dns}",
            "/{a}{dns}",
            "/{dns:12}",
            "/{dns:3,}",
            "/{dns*}",
            "/%20{dns}",
            "/é{dns}",
        ] {
            assert!(is_doh_path(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "q{?dns}",
            "/q",
            "/{dnss}",
            "/{dns",
            "/{}",
            "/{?}",
            "/{dns:0}",
            "/{dns:12345}",
            "/{dns:}",
            "/%2{dns}",
            "/{d-n}{dns}",
            "/{=dns}",
            "/{dns**}",
            "/{dns,}",
            "/{a:3,dns}",
            "/{%2}{dns}",
        ] {
            assert!(!is_doh_path(text.as_bytes()), "{text}");
        }
        assert!(!is_doh_path(b"/\xff{dns}"));
    }
}
