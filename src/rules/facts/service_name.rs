//! How an owner would be written for another service or protocol. Knows texts, and no zone.

/// `text` with its label `label` replaced by `_name`; `None` if the label is not in the text.
pub fn replaced(text: &str, label: &str, name: &str) -> Option<String> {
    let at = text.to_ascii_lowercase().find(label)?;
    Some(format!("{}_{name}{}", &text[..at], &text[at + label.len()..]))
}
