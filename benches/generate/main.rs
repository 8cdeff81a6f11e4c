//! `generate-zone`: the benchmarks' zone files on the command line.
//!
//! ```text
//! generate-zone enterprise --records 1000000 --seed 1 [--mistakes 50 --expect FILE.json] > ZONE
//! generate-zone repository DIR --files 10000 --seed 1
//! generate-zone one-owner|one-tier|one-host|one-line|origins|nested-parens|one-parent|comments|escapes N > ZONE
//! ```

#[path = "mod.rs"]
mod generate;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use generate::Zone;

const USAGE: &str = "usage:
  generate-zone enterprise [--records N] [--seed N] [--mistakes N] [--expect FILE.json] > ZONE
  generate-zone repository DIR [--files N] [--seed N]
  generate-zone one-owner|one-tier|one-host|one-line|origins|nested-parens|one-parent|comments|escapes N > ZONE";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("generate-zone: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Vec<String>) -> Result<(), String> {
    let mut words = Vec::new();
    let (mut records, mut files, mut seed, mut mistakes, mut expect) = (1_000_000, 10_000, 1, 0, None);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        if !argument.starts_with("--") {
            words.push(argument);
            continue;
        }
        let value = arguments.next().ok_or_else(|| format!("{argument} without a value\n{USAGE}"))?;
        match argument.as_str() {
            "--records" => records = number(&value)?,
            "--files" => files = number(&value)?,
            "--seed" => seed = number(&value)?,
            "--mistakes" => mistakes = number(&value)?,
            "--expect" => expect = Some(value),
            _ => return Err(format!("unknown option {argument}\n{USAGE}")),
        }
    }

    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let zone = match words[..] {
        ["enterprise"] => generate::enterprise_with_mistakes(records, seed, mistakes),
        ["repository", directory] => {
            return generate::repository(Path::new(directory), files, seed)
                .map(|_| ())
                .map_err(|error| format!("{directory}: {error}"));
        }
        ["one-owner", size] => generate::one_owner(number(size)?),
        ["one-tier", size] => generate::one_tier(number(size)?),
        ["one-host", size] => generate::one_host(number(size)?),
        ["one-line", size] => generate::one_line(number(size)?),
        ["origins", size] => generate::origins(number(size)?),
        ["nested-parens", size] => generate::nested_parens(number(size)?),
        ["one-parent", size] => generate::one_parent(number(size)?),
        ["comments", size] => generate::comments(number(size)?),
        ["escapes", size] => generate::escapes(number(size)?),
        _ => return Err(USAGE.to_owned()),
    };
    if let Some(path) = expect {
        fs::write(&path, expected(&zone)).map_err(|error| format!("{path}: {error}"))?;
    }
    io::stdout().write_all(&zone.text).map_err(|error| error.to_string())
}

fn number(text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| format!("'{text}' is not a number"))
}

/// The mistakes as JSON: `{"origin", "records", "mistakes": [{"rule", "line"}]}`.
fn expected(zone: &Zone) -> String {
    let mistakes: Vec<String> = zone
        .mistakes
        .iter()
        .map(|mistake| format!("    {{\"rule\": \"{}\", \"line\": {}}}", mistake.rule, mistake.line))
        .collect();
    format!(
        "{{\n  \"origin\": \"{}\",\n  \"records\": {},\n  \"mistakes\": [\n{}\n  ]\n}}\n",
        zone.origin,
        zone.records,
        mistakes.join(",\n")
    )
}
