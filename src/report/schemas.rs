//! The JSON schemas of lists: of rules, without and with their pages, and of zones. What a list has in common with a report
//! of findings is taken from the schema of that. Knows no values.

use serde_json::{Value, json};

use crate::report::json::SCHEMA;
use crate::rules::RULES;

/// The schema of `rules --format json`.
pub fn rules_schema() -> String {
    whole(rules())
}

/// The schema of `explain --format json`: rules with their pages, and what is found at places.
pub fn explain_schema() -> String {
    let mut schema = rules();
    schema["title"] = "srvlint explain --format json, version 1".into();
    schema["description"] = "What `srvlint explain --format json` writes.".into();
    schema["properties"]["rules"]["description"] =
        "The rules that are named, and those that found something at a place that is named.".into();
    schema["properties"]["findings"] = json!({
        "description": "What is found at the places that are named; missing if none is.",
        "type": "array",
        "items": { "$ref": "#/$defs/finding" }
    });
    let rule = &mut schema["$defs"]["rule"];
    rule["properties"]["page"] =
        json!({ "description": "The rule's page, in Markdown.", "type": "string", "minLength": 1 });
    rule["required"].as_array_mut().expect("names of members").push("page".into());
    whole(schema)
}

/// The schema of `zones --format json`.
pub fn zones_schema() -> String {
    whole(read(include_str!("zones.schema.json")))
}

fn rules() -> Value {
    let mut schema = read(include_str!("manual/rules.schema.json"));
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    schema["$defs"]["rule"]["properties"]["name"]["enum"] = names.into();
    schema
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("a test reads it")
}

/// The schema with the parts of that of findings that it refers to, and those that these refer to.
fn whole(mut schema: Value) -> String {
    let mut of_findings = read(SCHEMA);
    of_findings["$defs"]["tool"] = of_findings["properties"]["tool"].take();
    while let Some((name, part)) = missing(&schema, &of_findings) {
        schema["$defs"][name] = part;
    }
    format!("{schema:#}\n")
}

/// A part of `of_findings` that `schema` refers to and does not have.
fn missing(schema: &Value, of_findings: &Value) -> Option<(String, Value)> {
    let text = schema.to_string();
    let parts = of_findings["$defs"].as_object().expect("parts by name").iter();
    let mut missing = parts.filter(|(name, _)| {
        schema["$defs"].get(name).is_none() && text.contains(&format!("\"#/$defs/{name}\""))
    });
    missing.next().map(|(name, part)| (name.clone(), part.clone()))
}
