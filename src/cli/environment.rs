//! What the environment says. Everything else is told it as values.

/// Whether srvlint runs in a job of GitHub Actions.
pub fn in_github_actions() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}
