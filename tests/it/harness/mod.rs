//! What several tests share: running programs, scratch directories, git repositories, a JSON schema validator, XML.

pub mod command;
pub mod json_schema;
pub mod markup;
pub mod repository;
pub mod scratch;
