import Domain

/// One deployment of the storm: its policy, and what must have become of it in the end.
struct Rollout: Sendable {
    let number: Int
    let fate: Fate
    /// Whether version 1 is live before the deployment.
    let hasBefore: Bool
    var policy = ""
    var deployment = ""
    /// The deployment that takes back the completed one.
    var takingBack: String?
    /// How it must end; known when the commands have been answered.
    var end: String

    init(number: Int, fate: Fate) {
        self.number = number
        self.fate = fate
        hasBefore = [.update, .remove].contains(fate) || (fate != .create && number.isMultiple(of: 2))
        end = fate.end
    }

    var name: String { "policy-\(number)" }
    var namespace: String { fate.namespace }
    /// The same for every try of the same request.
    func key(_ what: String) -> String { "storm-\(number)-\(what)" }

    private var isRule: Bool { number.isMultiple(of: 3) }
    /// The collection of the object in the Kubernetes API.
    var collection: String {
        "/apis/networking.istio.io/v1/namespaces/\(namespace)/\(isRule ? "destinationrules" : "virtualservices")"
    }

    func document(version: Int) -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": isRule ? "DestinationRule" : "VirtualService",
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec(version: version),
        ]
    }

    private func spec(version: Int) -> JSONValue {
        guard isRule else {
            let destination: JSONValue = ["host": .string("reviews-v\(version)")]
            return ["hosts": [.string("host-\(number)")], "http": [["route": [["destination": destination]]]]]
        }
        return [
            "host": .string("host-\(number)"),
            "trafficPolicy": ["connectionPool": ["tcp": ["maxConnections": .int(Int64(100 * version))]]],
        ]
    }

    /// What is deployed: the body of `PUT /policies/{id}` where version 1 is live before, else version 1 itself.
    var change: JSONValue? {
        guard hasBefore else { return .none }
        return fate == .remove ? .some(["absent": true]) : .some(["document": document(version: 2)])
    }

    /// The spec that both clusters must hold in the end; `nil`: no object.
    var finalSpec: JSONValue? {
        let isForward = end == "Completed" && takingBack == nil
        guard isForward else { return hasBefore ? .some(spec(version: 1)) : .none }
        return fate == .remove ? .none : .some(spec(version: hasBefore ? 2 : 1))
    }

    /// How often the content of the object may change in a cluster: there, or there and back, or not at all.
    var effects: Set<Int> {
        guard end == "Completed" else { return [0, 2] }
        return takingBack == nil ? [1] : [2]
    }
}
