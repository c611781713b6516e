/// Counters that a mesh exports only where it was told to (Istio: `proxyStatsMatcher`), or that there are at one end of
/// a connection only. Where they are missing nothing is known, and zero would be a lie.
package struct OptionalCounters: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// TLS handshakes that failed.
    package static let handshakes = OptionalCounters(rawValue: 1)
    /// Requests that authorization denied, as the proxy's filter counts them.
    package static let denials = OptionalCounters(rawValue: 2)
    /// Hosts that outlier detection took out.
    package static let ejections = OptionalCounters(rawValue: 4)
    /// The proxies' own numbers of their upstream clusters (`TrafficSnapshot.subsets`).
    package static let subsets = OptionalCounters(rawValue: 8)

    /// The counter that the metric is made of, where it is one of these.
    package init?(of metric: TrafficMetric) {
        switch metric {
        case .tlsFailures, .tlsHandshakeFailures: self = .handshakes
        case .rbacDenials: self = .denials
        case .outlierEjections: self = .ejections
        default: return nil
        }
    }
}
