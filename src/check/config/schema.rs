//! The JSON schema of `srvlint.toml`, for editors.

use crate::rules::RULES;

/// The schema, with the names of all rules filled in.
pub fn schema() -> String {
    let schema = include_str!("schema.json");
    let mut schema: serde_json::Value = serde_json::from_str(schema).expect("a test reads it");
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    schema["$defs"]["rule"] = serde_json::json!({ "enum": names });
    format!("{schema:#}\n")
}
