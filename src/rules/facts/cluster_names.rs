//! Names that a cluster's own name server answers for. Knows no rule.

/// Whether a name is one of Kubernetes' or Consul's that has no service's label: they answer queries for SRV records there.
pub fn is_cluster_name(labels: &[String]) -> bool {
    let plain = labels.first().is_some_and(|label| !label.starts_with('_'));
    plain && labels.iter().any(|label| label == "svc" || label == "service")
}

/// Whether a name lies below those of Kubernetes' services.
pub fn is_of_kubernetes(labels: &[String]) -> bool {
    labels.iter().any(|label| label == "svc")
}

/// Whether a name lies below those of Consul's services, where a tag takes the protocol's place (`_redis._master.service.consul.`).
pub fn is_of_consul(labels: &[String]) -> bool {
    let at = labels.iter().position(|label| label == "service");
    at.is_some_and(|at| at >= 2 && labels.last().is_some_and(|label| label == "consul"))
}
