//! Where the pages of the rules are published. Knows no format.

/// The repository in which the pages lie, if it has a public address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// The repository's address, without a slash at its end; empty while there is none.
    repository: String,
}

impl Published {
    /// What `repository` in Cargo.toml says.
    pub fn by_manifest() -> Self {
        Self::at(env!("CARGO_PKG_REPOSITORY"))
    }

    /// In the repository with this address.
    pub fn at(repository: &str) -> Self {
        Self { repository: repository.trim_end_matches('/').to_owned() }
    }

    /// The address of a rule's page as it is in this version; `None` while there is none.
    pub fn page(&self, rule: &str) -> Option<String> {
        let repository = &self.repository;
        let version = env!("CARGO_PKG_VERSION");
        (!repository.is_empty()).then(|| format!("{repository}/blob/v{version}/rules/{rule}.md"))
    }

    /// The address of the project; `None` while there is none.
    pub fn repository(&self) -> Option<&str> {
        (!self.repository.is_empty()).then_some(&*self.repository)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_address_there_is_no_page() {
        assert_eq!(Published::at("").page("long-ttl"), None);
        let page = Published::at("https://host.example/x/").page("long-ttl");
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(page, Some(format!("https://host.example/x/blob/v{version}/rules/long-ttl.md")));
    }
}
