/// What a share is taken of: the finest part of the traffic that a kind of policy really lets us separate
/// (`docs/mechanics/`). Answers name it, so that nobody takes 10 % of the pods for 10 % of the requests.
package enum CohortUnit: String, Hashable, Sendable, CaseIterable {
    /// Requests, each drawn by the proxy: weighted routes.
    case requests
    /// Pods, chosen by a label that HotSwap sets.
    case workloads
    /// All clients of some namespaces.
    case clientNamespaces
    /// Whole clusters.
    case clusters
}
