//! SRV records that were to switch a service off. Does not know how rules report them.

use crate::base::source::Sources;
use crate::zone::Srv;

/// Whether a record with three zeros has `@` or a fourth one where `.` belongs.
pub fn is_null_meant(srv: &Srv, sources: &Sources) -> bool {
    (srv.priority, srv.weight, srv.port) == (0, 0, 0) && matches!(sources.bytes(srv.target.span), b"@" | b"0")
}
