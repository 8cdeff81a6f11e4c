//! Which reports are written where, as it is typed: `--format FORMAT` and `--output FORMAT:FILE`. Writes none.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::base::printable::harmless_text;
use crate::base::spelling::hint;

/// A report in one of a command's formats to one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output<F> {
    /// The format.
    pub format: F,
    /// The file; `None` is standard output.
    pub file: Option<PathBuf>,
}

/// Reads `FORMAT:FILE`.
pub fn parse_output<F: ValueEnum>(text: &str) -> Result<Output<F>, String> {
    let formats = || {
        let names = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        names.map(|name| name.get_name().to_owned()).collect::<Vec<_>>()
    };
    let Some((format, file)) = text.split_once(':').filter(|(_, file)| !file.is_empty()) else {
        return Err(
            "a format and a file are needed, as in `json:srvlint.json`; `-` is standard output".into()
        );
    };
    let format = F::from_str(format, false).map_err(|_| {
        let formats = formats();
        let hint = hint(format, formats.iter().map(String::as_str))
            .unwrap_or_else(|| format!("there are {}", formats.join(", ")));
        format!("there is no format `{}`; {hint}", harmless_text(format))
    })?;
    Ok(Output { format, file: (file != "-").then(|| file.into()) })
}

/// The formats for standard output: `default` where neither `format` nor one of the `outputs` is for it.
pub fn stdout_formats<F: Copy>(format: Option<F>, outputs: &[Output<F>], default: F) -> Vec<F> {
    let there = outputs.iter().filter(|output| output.file.is_none()).map(|output| output.format);
    let formats: Vec<F> = format.into_iter().chain(there).collect();
    if formats.is_empty() { vec![default] } else { formats }
}

/// Refuses two reports on standard output: no program can read them.
///
/// # Errors
/// What to do instead.
pub fn one_report_on_output<F: Copy>(format: Option<F>, outputs: &[Output<F>]) -> Result<(), String> {
    let to_stdout = outputs.iter().filter(|output| output.file.is_none()).count();
    if to_stdout + usize::from(format.is_some()) <= 1 {
        return Ok(());
    }
    let remedy = "give the others a file, as in `--output json:report.json`";
    Err(format!("standard output takes one format: {remedy}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Format;

    #[test]
    fn outputs_are_a_format_and_a_file() {
        let sarif = Output { format: Format::Sarif, file: Some("a:b".into()) };
        assert_eq!(parse_output("sarif:a:b"), Ok(sarif));
        assert_eq!(parse_output("json:-"), Ok(Output { format: Format::Json, file: None }));
        for (text, expected) in [
            ("sarif", "a format and a file are needed"),
            ("sarif:", "a format and a file are needed"),
            ("sarrif:x", "did you mean `sarif`?"),
            ("pdf:x", "there are auto, human"),
        ] {
            let message = parse_output::<Format>(text).expect_err(text);
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
