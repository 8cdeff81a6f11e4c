//! What several tests share: scratch directories, git repositories, a JSON schema validator.

pub mod json_schema;
pub mod repository;
pub mod scratch;
