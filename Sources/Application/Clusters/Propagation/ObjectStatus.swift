import Domain
import Ports

/// What the status of a written object says of it.
enum ObjectStatus: Hashable, Sendable {
    /// The control plane, or by its count every proxy, has this very generation.
    case taken
    /// Somebody is at work on this generation.
    case waiting(String)
    case refused(String)
    /// It is about an earlier generation, or does not say about which: nobody may ever look again.
    case outdated(String, isRefusal: Bool)
    /// The kind has no status, nobody sets it, or it does not say what it is about.
    case silent

    /// Reads the conditions that tell: `Accepted` of each parent of an HTTPRoute, `Reconciled` of Istio's kinds.
    init(of live: LiveObject, writtenAt: Timestamp) {
        let generation = live.body["metadata"]?["generation"]?.int
        let status = live.body["status"]
        let parents = (status?["parents"]?.array ?? []).compactMap {
            Self.condition("Accepted", in: $0["conditions"])
        }
        if !parents.isEmpty {
            self = Self.accepted(parents.map { Condition($0, $0["observedGeneration"], generation, writtenAt) })
        } else if let condition = Self.condition("Reconciled", in: status?["conditions"]) {
            self = Self.reconciled(Condition(condition, status?["observedGeneration"], generation, writtenAt))
        } else {
            self = .silent
        }
    }

    private struct Condition {
        let isTrue: Bool
        /// Whether it is about what was written last.
        let isCurrent: Bool
        let message: String

        init(_ document: JSONValue, _ observed: JSONValue?, _ generation: Int64?, _ writtenAt: Timestamp) {
            isTrue = document["status"]?.string == "True"
            let reason = document["reason"]?.string ?? ""
            let text = document["message"]?.string ?? ""
            message = [reason, text].filter { !$0.isEmpty }.joined(separator: ": ")
            // Istio's 64-bit numbers are texts in JSON.
            if let observed = observed?.int ?? observed?.string.flatMap({ Int64($0) }) {
                isCurrent = observed == generation
            } else {
                let changed = document["lastTransitionTime"]?.string.flatMap { Timestamp($0) }
                isCurrent = changed.map { $0.seconds >= writtenAt.seconds } ?? false
            }
        }
    }

    private static func condition(_ type: String, in conditions: JSONValue?) -> JSONValue? {
        conditions?.array?.first { $0["type"]?.string == type }
    }

    private static func accepted(_ parents: [Condition]) -> ObjectStatus {
        if let refusal = parents.first(where: { $0.isCurrent && !$0.isTrue }) {
            return .refused("the mesh does not accept it: \(refusal.message)")
        }
        if let old = parents.first(where: { !$0.isTrue }) {
            return .outdated("the mesh did not accept it: \(old.message)", isRefusal: true)
        }
        if parents.allSatisfy(\.isCurrent) { return .taken }
        return .outdated("the mesh does not say whether it accepts the last change", isRefusal: false)
    }

    /// Istio counts proxies: `False` only means that not all have it yet.
    private static func reconciled(_ condition: Condition) -> ObjectStatus {
        guard condition.isCurrent else {
            return .outdated("its status is of an earlier generation", isRefusal: false)
        }
        return condition.isTrue ? .taken : .waiting(condition.message)
    }
}
