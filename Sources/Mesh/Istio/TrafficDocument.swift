import Domain

/// Istio's traffic objects as documents: their specs taken out and put back.
enum TrafficDocument {
    static func spec(_ document: JSONValue?) -> [String: JSONValue] { document?["spec"]?.object ?? [:] }

    static func labels(_ value: JSONValue?) -> [String: String] {
        value?.object?.compactMapValues(\.string) ?? [:]
    }

    /// `document` with another spec, and with the API version of `other` where there is one.
    static func with(_ spec: [String: JSONValue], in document: JSONValue, version other: JSONValue?) -> JSONValue {
        var changed = document
        changed["spec"] = .object(spec)
        if let version = other?["apiVersion"] { changed["apiVersion"] = version }
        return changed
    }

    /// A copy of `document` under another name and with another spec. It keeps labels and annotations, but no owner and
    /// no finalizer: those belong to the original.
    static func copy(of document: JSONValue, as name: MeshObjectName, spec: [String: JSONValue]) -> MeshObject {
        var metadata: [String: JSONValue] = ["name": .string(name.name), "namespace": .string(name.namespace)]
        for field in ["labels", "annotations"] { metadata[field] = document["metadata"]?[field] }
        return object(name, version: document["apiVersion"], metadata: metadata, spec: spec)
    }

    /// An object of our own.
    static func object(
        _ name: MeshObjectName, version: JSONValue?, metadata: [String: JSONValue]? = nil, spec: [String: JSONValue]
    ) -> MeshObject {
        let plain: [String: JSONValue] = ["name": .string(name.name), "namespace": .string(name.namespace)]
        return MeshObject(
            name: name,
            document: [
                "apiVersion": version ?? "networking.istio.io/v1", "kind": .string(name.resource.kind),
                "metadata": .object(metadata ?? plain), "spec": .object(spec),
            ])
    }

    /// The fields that differ, in order.
    static func differences(
        _ one: [String: JSONValue], _ other: [String: JSONValue], except ignored: Set<String> = []
    ) -> [String] {
        Set(one.keys).union(other.keys).subtracting(ignored).filter { one[$0] != other[$0] }.sorted()
    }
}

/// Tries the other units of a kind, so that a refusal offers what this very change can really have.
enum TrafficOffers {
    typealias Making = (CohortUnit) throws(Impossible) -> any RolloutBook

    static func book(_ unit: CohortUnit, making: Making) throws(Impossible) -> any RolloutBook {
        do throws(Impossible) { return try making(unit) } catch {
            let finer = CohortUnit.allCases.filter { $0 != unit && $0 != .clusters && (try? making($0)) != nil }
            throw Impossible(error.reason, offers: finer + [.clusters])
        }
    }

    /// A refusal whose offers `book` will add.
    static func no(_ reason: String) -> Impossible { Impossible(reason, offers: [.clusters]) }

    static let notShadow = no(
        "Istio has a dry run for authorization only; a traffic rule that is seen is obeyed. Use green or a share")
    static let clusters = no("whole clusters are written object by object; there is no book of moves for them")
}
