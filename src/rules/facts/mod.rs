//! What several rules ask of a zone, worked out in one place. No rule imports another: it asks here.

pub mod astray;
pub mod cluster_names;
pub mod edits;
pub mod lookalike;
pub mod lost_blank;
pub mod meant_names;
pub mod named_clients;
pub mod netlogon;
pub mod network_nodes;
pub mod no_host;
pub mod null_meant;
pub mod odd_labels;
pub mod owner_problem;
pub mod run_together;
pub mod service_alias;
pub mod service_name;
pub mod sip_naptr;
pub mod stray_dot;
pub mod syntax_edits;
pub mod target;
pub mod target_text;
pub mod tls_form;
pub mod trailing_dot;
pub mod ttl;
