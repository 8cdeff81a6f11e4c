//! The style sheet of the page, and the policy that lets the browser use nothing else.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// The style sheet. Has no `<` and no `&`, so that it is the same in HTML and in XML.
pub const STYLE: &str = include_str!("style.css");

/// The Content-Security-Policy: this style sheet by its hash, and nothing else, no script, image, font, frame or form.
pub fn policy() -> String {
    let hash = BASE64.encode(&Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}
