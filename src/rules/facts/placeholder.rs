//! Names that stand for what is not filled in, and zones of templates whose placeholders are bare words (`IMS_DOMAIN`), which
//! only a user who names them has linted. Makes no finding.

use crate::base::source::Sources;
use crate::base::unfilled;
use crate::discover::{bare_words, is_bare_word};
use crate::rules::engine::context::Context;
use crate::rules::facts::lookalike::lookalike;
use crate::workspace::srv_sets::astray::domain_of_manual;
use crate::zone::Zone;
use crate::zone::load::NOT_FILLED_IN;
use crate::zone::mistake::{Mistake, MistakeKind};

/// What is said of a host's name that its reader is to write.
pub const UNFILLED: &str = "stands for one that is not filled in";

/// What helps with it.
pub const FILL_IN: &str = "write the name of the host in its place";

/// Whether a name that is none of a host's stands for one that its reader, or a program, is to write.
pub fn is_unfilled(name: &[u8]) -> bool {
    unfilled::is_unfilled(name) || name.split(|octet| *octet == b'.').any(is_words)
}

/// Whether a target that lacks its dot stands for the name that its reader is to write: `xxx.xxx.xxx.xxx`, `mail.yourdomain.com`. In a
/// zone of a manual, the domains that are reserved for them are meant.
pub fn is_stand_in(zone: &Zone, target: &str) -> bool {
    let is_reserved = |domain: &str| domain.starts_with("example");
    let is_own = domain_of_manual(zone.origin_text().trim_end_matches('.')).is_some();
    let is_of_manual = |domain: &str| !is_own || !is_reserved(domain);
    is_unfilled(target.as_bytes()) || domain_of_manual(target).is_some_and(is_of_manual)
}

/// Whether a label is words of another language with underscores between them: it has no A-label, and no host is called so.
fn is_words(label: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(label) else { return false };
    let words = || text.trim_matches(|sign: char| !sign.is_alphanumeric()).split('_');
    !text.is_ascii()
        && words().count() > 1
        && words()
            .all(|word| !word.is_empty() && word.chars().all(|sign| sign.is_alphanumeric() || sign == '-'))
        && lookalike(label).is_none()
}

/// Whether a zone's name ends in a placeholder, so that none of its names is what it will be.
pub fn has_placeholder_name(zone: &Zone) -> bool {
    let name = zone.origin_text();
    zone.is_named()
        && is_bare_word(name.trim_end_matches('.').rsplit('.').next().unwrap_or_default().as_bytes())
}

/// Whether `syntax` tells that a placeholder stands where a server reads a value: whatever else is not filled in has that cause.
pub fn is_told_of_template(cx: &Context<'_>) -> bool {
    let is_template =
        |mistake: &Mistake| mistake.message.ends_with(NOT_FILLED_IN) || is_placeholder(mistake, cx.sources);
    cx.options.levels.is_selected("syntax") && cx.mistakes.iter().any(is_template)
}

/// Whether a mistake is that a placeholder stands where a server reads a value.
pub fn is_placeholder(mistake: &Mistake, sources: &Sources) -> bool {
    mistake.kind == MistakeKind::Syntax
        && mistake.not_listed == 0
        && is_bare_word(sources.bytes(mistake.span))
}

/// How many placeholders the file of a zone has; 0 if it is no template.
pub fn count(zone: &Zone, sources: &Sources) -> usize {
    bare_words(sources.file(zone.source).bytes())
}
