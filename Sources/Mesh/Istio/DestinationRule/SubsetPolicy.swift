import Domain

/// The `trafficPolicy` that a subset must have of its own, so that under one rule's top level it behaves as another
/// subset does under another's.
///
/// A subset inherits from the top level field by field; a policy for a port inherits nothing and replaces four fields.
struct SubsetPolicy {
    /// The top level that the subset will stand under.
    let under: [String: JSONValue]
    /// The top level and the subset whose behaviour is wanted.
    let top: [String: JSONValue]
    let own: [String: JSONValue]

    private static let ports = "portLevelSettings"
    /// What a policy for a port can say.
    private static let portFields = ["connectionPool", "loadBalancer", "outlierDetection", "tls"]
    /// Settings that are there and change nothing. The other fields have none: an empty `outlierDetection` ejects by
    /// Envoy's defaults, and an empty `tls` is no mutual TLS.
    private static let neutral: [String: JSONValue] = [
        "connectionPool": ["tcp": [:]], "loadBalancer": ["simple": "UNSPECIFIED"],
    ]

    /// `nil` where the subset needs none. Throws where `under` has something that a subset cannot take away.
    func policy() throws(Impossible) -> JSONValue? {
        var policy = top.merging(own) { $1 }
        policy[Self.ports] = nil
        for field in under.keys.sorted() where field != Self.ports && policy[field] == nil {
            guard let neutral = Self.neutral[field] else {
                throw TrafficOffers.no(
                    "the new version takes trafficPolicy.\(field) away, and a subset that stands under the old top level "
                        + "cannot unset it")
            }
            policy[field] = neutral
        }
        let numbers = Set([under, top, own].flatMap(Self.numbers)).sorted()
        if !numbers.isEmpty {
            guard policy["tunnel"] == nil, policy["proxyProtocol"] == nil else {
                throw TrafficOffers.no("tunnel or proxyProtocol beside portLevelSettings cannot be written per subset")
            }
            policy[Self.ports] = .array(numbers.map { setting($0) })
        }
        return policy.isEmpty ? nil : .object(policy)
    }

    private func setting(_ number: Int64) -> JSONValue {
        var setting = Self.setting(number, in: own) ?? [:]
        if Self.setting(number, in: own) == nil {
            let base = Self.setting(number, in: top) ?? top
            for field in Self.portFields { setting[field] = own[field] ?? base[field] }
        }
        if setting.keys.allSatisfy({ $0 == "port" }) { setting["loadBalancer"] = Self.neutral["loadBalancer"] }
        setting["port"] = ["number": .int(number)]
        return .object(setting)
    }

    private static func numbers(_ policy: [String: JSONValue]) -> [Int64] {
        (policy[ports]?.array ?? []).compactMap { $0["port"]?["number"]?.int }
    }

    private static func setting(_ number: Int64, in policy: [String: JSONValue]) -> [String: JSONValue]? {
        policy[ports]?.array?.first { $0["port"]?["number"]?.int == number }?.object
    }
}
