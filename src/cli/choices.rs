//! What arguments choose between. Their comments are the help.

use clap::ValueEnum;

/// How a command writes what it lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people on a terminal; in a pipe, lists are separated by tabs
    Text,
    /// One JSON object
    Json,
}

/// What a JSON schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Schema {
    /// What `check --format json` writes
    Output,
    /// srvlint.toml
    Config,
    /// What `services --format json` writes
    Services,
    /// What `rules --format json` writes
    Rules,
    /// What `explain --format json` writes
    Explain,
    /// What `zones --format json` writes
    Zones,
}

/// A shell that completes arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Shell {
    /// Bash
    Bash,
    /// Elvish
    Elvish,
    /// Fish
    Fish,
    /// Nushell
    Nushell,
    /// PowerShell
    Powershell,
    /// Zsh
    Zsh,
}

/// What `init` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// srvlint.toml
    Config,
    /// .pre-commit-config.yaml
    Hook,
    /// .github/workflows/srvlint.yml
    Workflow,
}
