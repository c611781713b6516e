import Domain
import MeshModel

/// What an object has to do with: hosts that it names, namespaces whose pods it is for. Objects that have nothing in
/// common do not come between one another, so they need not be gone through together.
struct Concern {
    /// `nil`: everything.
    let words: Set<String>?

    /// What either version of a policy has to do with.
    init(of policy: BundlePolicy, rootNamespace: String) {
        let versions = [policy.old, policy.new].compactMap { $0.flatMap { PolicyObject($0) } }
            .map { Concern($0, rootNamespace: rootNamespace).words }
        words = versions.contains(nil) ? nil : versions.reduce(into: []) { $0.formUnion($1 ?? []) }
    }

    init(_ object: PolicyObject, rootNamespace: String) {
        switch (object.group, object.kind) {
        case (_, "VirtualService"), (_, "DestinationRule"), (_, "ServiceEntry"), (_, "ServiceProfile"),
            (_, "TrafficSplit"):
            let hosts = Self.hosts(of: object)
            words = hosts.contains { $0.hasPrefix("*") } ? nil : Set(hosts + Self.pods(behind: hosts, object))
        case (_, "HTTPRoute"): words = Set(Self.hosts(of: object) + ["namespace \(object.namespace)"])
        case ("security.istio.io", _):
            words = object.namespace == rootNamespace ? nil : ["namespace \(object.namespace)"]
        case (_, "Server"), (_, "ServerAuthorization"): words = ["namespace \(object.namespace)"]
        case (_, "EnvoyFilter"): words = []
        default: words = nil
        }
    }

    /// Full names, as far as they can be told.
    private static func hosts(of object: PolicyObject) -> [String] {
        let spec = object.spec
        let own: [String?] =
            switch object.kind {
            case "VirtualService":
                (spec["hosts"]?.array ?? []).map(\.string)
                    + ["http", "tcp", "tls"].flatMap { spec[$0]?.array ?? [] }.flatMap(destinations)
            case "ServiceEntry": (spec["hosts"]?.array ?? []).map(\.string)
            case "ServiceProfile": [object.name]
            case "TrafficSplit":
                [spec["service"]?.string] + (spec["backends"]?.array ?? []).map { $0["service"]?.string }
            case "HTTPRoute":
                ((spec["parentRefs"]?.array ?? [])
                    + (spec["rules"]?.array ?? []).flatMap { $0["backendRefs"]?.array ?? [] }).map { reference in
                        reference["name"]?.string.map { "\($0).\(reference["namespace"]?.string ?? object.namespace)" }
                    }
            default: [spec["host"]?.string]
            }
        return own.compactMap(\.self).map { full($0, object.namespace) }
    }

    private static func destinations(of rule: JSONValue) -> [String?] {
        ((rule["route"]?.array ?? []) + (rule["mirrors"]?.array ?? [])).map { $0["destination"]?["host"]?.string }
            + [rule["mirror"]?["host"]?.string]
    }

    /// `reviews.shop`, whether it is written so, short or in full.
    private static func full(_ host: String, _ namespace: String) -> String {
        guard host.contains(".") else { return "\(host).\(namespace)" }
        let parts = host.split(separator: ".")
        return parts.count > 2 && parts[2] == "svc" ? "\(parts[0]).\(parts[1])" : host
    }

    /// TLS of clients has to do with what the pods of the services ask for.
    private static func pods(behind hosts: [String], _ object: PolicyObject) -> [String] {
        guard object.kind == "DestinationRule", object.spec.holds("tls") else { return [] }
        return hosts.compactMap { $0.split(separator: ".").last.map { "namespace \($0)" } }
    }
}

/// The policies of a bundle, in groups of those that have to do with one another, directly or through others.
enum BundleGroups {
    static func groups(of policies: [BundlePolicy], rootNamespace: String) -> [[BundlePolicy]] {
        /// The group of each policy, by one of its members; a member that is its own stands for the group.
        var member = Array(policies.indices)
        func head(_ index: Int) -> Int {
            var index = index
            while member[index] != index { index = member[index] }
            return index
        }
        var known: [String: Int] = [:]
        var isJoining = false
        for (index, policy) in policies.enumerated() {
            guard let words = Concern(of: policy, rootNamespace: rootNamespace).words else {
                isJoining = true
                continue
            }
            for word in words {
                if let other = known[word] { member[head(other)] = head(index) } else { known[word] = index }
            }
        }
        guard !isJoining else { return policies.isEmpty ? [] : [policies] }
        return Dictionary(grouping: policies.indices, by: head).values.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
            .map { $0.map { policies[$0] } }
    }
}

/// What lives in a cluster, to be found by what it has to do with.
struct ConcernIndex {
    private let documents: [JSONValue]
    private let rootNamespace: String
    private var byWord: [String: [Int]] = [:]
    private var forAll: [Int] = []

    init(_ picture: MeshPicture) {
        documents = picture.policies
        rootNamespace = picture.rootNamespace
        for (place, document) in documents.enumerated() {
            guard let object = PolicyObject(document) else { continue }
            guard let words = Concern(object, rootNamespace: rootNamespace).words else {
                forAll.append(place)
                continue
            }
            for word in words { byWord[word, default: []].append(place) }
        }
    }

    /// What has to do with one of the policies, in its order.
    func documents(around policies: [BundlePolicy]) -> [JSONValue] {
        var places = Set(forAll)
        for policy in policies {
            guard let words = Concern(of: policy, rootNamespace: rootNamespace).words else { return documents }
            for word in words { places.formUnion(byWord[word] ?? []) }
        }
        return places.sorted().map { documents[$0] }
    }
}
