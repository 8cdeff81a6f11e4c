//! A small JSON schema validator: the keywords that the schemas of these tests use, and a panic on any
//! other, so that none is passed over. `jsonschema` and `boon` cost 70 crates and more.

#![expect(clippy::unwrap_used, reason = "a test may fail at any line")]

use serde_json::Value;

/// Keywords that say nothing about what is valid. `format` is an annotation by default.
const ANNOTATIONS: &[&str] =
    &["$schema", "$id", "title", "description", "default", "definitions", "$defs", "format"];

/// What of `value` is not as `schema` says.
pub fn faults(value: &Value, schema: &Value) -> Vec<String> {
    faults_within(value, schema, schema)
}

/// What of `value` is not as `schema`, a part of `root`, says.
pub fn faults_within(value: &Value, schema: &Value, root: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    validate(value, schema, root, "", &mut faults);
    faults
}

fn validate(value: &Value, schema: &Value, root: &Value, at: &str, faults: &mut Vec<String>) {
    for (keyword, expected) in schema.as_object().expect("a schema is an object") {
        let valid = match keyword.as_str() {
            "$ref" => {
                let pointer = expected.as_str().unwrap().strip_prefix('#').unwrap();
                validate(value, root.pointer(pointer).expect(pointer), root, at, faults);
                true
            }
            "type" => match expected {
                Value::Array(types) => types.iter().any(|one| has_type(value, one)),
                one => has_type(value, one),
            },
            "enum" => expected.as_array().unwrap().contains(value),
            "const" => expected == value,
            "minimum" => value.as_f64().is_none_or(|number| number >= expected.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= expected.as_f64().unwrap()),
            "minLength" => {
                value.as_str().is_none_or(|text| text.chars().count() as u64 >= expected.as_u64().unwrap())
            }
            "minItems" => {
                value.as_array().is_none_or(|items| items.len() as u64 >= expected.as_u64().unwrap())
            }
            "uniqueItems" => value.as_array().is_none_or(|items| {
                items.iter().enumerate().all(|(index, item)| !items[..index].contains(item))
            }),
            "pattern" => value.as_str().is_none_or(|text| matches(text, expected.as_str().unwrap())),
            "anyOf" => count_valid(value, expected, root) > 0,
            "oneOf" => count_valid(value, expected, root) == 1,
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(item, expected, root, &format!("{at}/{index}"), faults);
                }
                true
            }
            "required" => value.as_object().is_none_or(|object| {
                expected.as_array().unwrap().iter().all(|name| object.contains_key(name.as_str().unwrap()))
            }),
            "propertyNames" => value.as_object().is_none_or(|object| {
                let valid = |name: &String| faults_within(&name.as_str().into(), expected, root).is_empty();
                object.keys().all(valid)
            }),
            "properties" | "additionalProperties" => {
                validate_members(value, schema, keyword, root, at, faults);
                true
            }
            annotation if ANNOTATIONS.contains(&annotation) => true,
            unknown => panic!("no support for the schema keyword `{unknown}`"),
        };
        if !valid {
            faults.push(format!("{at}: {value} against {keyword} {expected}"));
        }
    }
}

fn validate_members(
    value: &Value,
    schema: &Value,
    keyword: &str,
    root: &Value,
    at: &str,
    faults: &mut Vec<String>,
) {
    for (name, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (schema["properties"].get(name), keyword, &schema["additionalProperties"]) {
            (Some(property), "properties", _) => validate(member, property, root, &at, faults),
            (None, "additionalProperties", Value::Bool(false)) => faults.push(format!("{at}: not allowed")),
            (None, "additionalProperties", other @ Value::Object(_)) => {
                validate(member, other, root, &at, faults);
            }
            _ => {}
        }
    }
}

fn count_valid(value: &Value, schemas: &Value, root: &Value) -> usize {
    let schemas = schemas.as_array().unwrap();
    schemas.iter().filter(|schema| faults_within(value, schema, root).is_empty()).count()
}

fn has_type(value: &Value, expected: &Value) -> bool {
    match expected.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        unknown => panic!("no support for the type `{unknown}`"),
    }
}

/// The patterns of the schemas that srvlint's output meets, by hand.
fn matches(text: &str, pattern: &str) -> bool {
    match pattern {
        "^[0-9a-f]{32}$" => {
            text.len() == 32 && text.bytes().all(|octet| matches!(octet, b'0'..=b'9' | b'a'..=b'f'))
        }
        unknown => panic!("no support for the pattern `{unknown}`"),
    }
}
