//! What a zone file says, entry by entry, as written: no origin, no TTL default, no include.
//!
//! Octets go to tokens (`lexer`), tokens to entries (`parser`, and `fields` for the words of one, `meant_words`,
//! `odd_words`, `no_type` and `meant_lines` for what is wrong with them, which ask `rdata_looks`, `grouped_name` for parentheses in names and `panel_row` for rows of tables); most lines take a short cut (`simple_line`). Names and TTLs inside an entry stay text:
//! `name` and `ttl` read them for the room that knows the origin.

pub mod address;
pub mod c_number;
mod entry;
mod error;
mod fields;
mod grouped_name;
pub mod lexer;
mod meant_lines;
mod meant_words;
pub mod name;
mod no_type;
mod odd_words;
mod panel_row;
mod parser;
mod rdata_looks;
pub mod record_type;
pub(crate) mod simple_line;
pub mod ttl;

pub use crate::syntax::entry::{Entry, GenerateEntry, RecordEntry, Word};
pub use crate::syntax::error::SyntaxError;
pub use crate::syntax::fields::LACKS_TYPE;
pub use crate::syntax::grouped_name::GROUPED_NAME;
pub use crate::syntax::meant_lines::{
    BLANK_IN_NAME, HOLDS_RECORD, HOST_BEHIND, MX_MISSING, NUMBER_BEFORE, OF_PROGRAM, OWNER_BEHIND,
    PREFERENCE_FIRST, TTL_BEHIND, blank_in_name, instance_with_blanks,
};
pub use crate::syntax::meant_words::{
    BEGINS_WITH_BLANK, BROKEN_RECORD, DIRECTIVE_APART, DOLLAR_BEFORE, SRV_MISSING, UNKNOWN_DIRECTIVE,
    UNKNOWN_TYPE, type_as_owner,
};
pub use crate::syntax::no_type::{
    ADDRESS_FIRST, BLANK_BEFORE, NO_HOST_NAME, NO_OWNER, TYPE_MISSING, is_surely_host,
};
pub use crate::syntax::odd_words::{BLANK_IN_TTL, NO_SUCH_WORD, lacks_dollar, ttl_of_words};
pub use crate::syntax::parser::{BYTE_ORDER_MARK, Parser, Start};
pub use crate::syntax::rdata_looks::{are_behind_owner, is_name_alone, is_surely_owner, look_like_rdata};
pub use crate::syntax::record_type::is_type_in_capitals;
pub use crate::syntax::simple_line::MARK;
