package import Domain
package import MeshModel

/// What a change of one policy object does to a cluster's traffic, as the mesh's own rules have it: asked before and
/// after with the cluster's own pods and with requests made of the rules themselves. Only what differs is listed.
package struct Impact: Hashable, Sendable {
    /// What a line is about.
    package enum Topic: String, Hashable, Sendable, CaseIterable {
        case accessLost, accessGained, destination, outbound, treatment, settings, mutualTLS, server, listener, patches
        case tokens
    }

    /// One thing that is different after the change.
    package struct Line: Hashable, Sendable {
        package let topic: Topic
        /// The workloads or the host that it is about.
        package let targets: [String]
        /// Of the pod, where it is about one of several.
        package let port: Int?
        /// The workloads whose requests are concerned; empty: the line is about no requests.
        package let clients: [String]
        /// Representative requests; empty: all.
        package let requests: [String]
        /// Whether every request that was tried is concerned.
        package let isEveryRequest: Bool
        /// What is different of the treatment: `timeout`, `retries` …; empty where the topic says it.
        package let aspect: String
        package let before: String
        package let after: String
        /// What the services concerned carry now, in requests per second; `nil` where nobody knows.
        package internal(set) var requestsPerSecond: Double?
        let services: [ServiceName]
        /// A question of which the answer is different, for whoever wants to ask it again.
        package let witness: Witness?

        init(
            topic: Topic, targets: [String], port: Int? = nil, clients: [String] = [], requests: [String] = [],
            isEveryRequest: Bool = true, aspect: String = "", before: String, after: String,
            services: [ServiceName] = [], witness: Witness? = nil
        ) {
            self.topic = topic
            self.targets = targets
            self.port = port
            self.clients = clients
            self.requests = requests
            self.isEveryRequest = isEveryRequest
            self.aspect = aspect
            self.before = before
            self.after = after
            self.services = services
            self.witness = witness
        }
    }

    /// What the mesh's model was asked.
    package enum Witness: Hashable, Sendable {
        case access(AccessQuestion)
        case route(client: MeshPod, host: String, request: MeshRequest, port: Int?)
        case pod(MeshPod, port: Int?)
    }

    /// Whether the object comes, goes or changes.
    package enum Kind: String, Hashable, Sendable { case none, created, changed, removed }

    /// The object, `Kind namespace/name`.
    package let object: String
    package let kind: Kind
    /// The fields that differ.
    package let fields: [FieldDiff.Change]
    package var services: [String] = []
    package var workloads: [String] = []
    package var clients: [String] = []
    /// The rules of routes that differ, as paths.
    package var routes: [String] = []
    package var lines: [Line] = []
    /// How many lines of a topic are not listed.
    package var omitted: [Topic: Int] = [:]
    /// What the rules of an AuthorizationPolicy newly allow and deny, for any request whatever.
    package var newlyAllowed: [String] = []
    package var newlyDenied: [String] = []
    /// How many requests and pods were asked about before and after; 0: nothing is said of what differs.
    package var asked = 0
    /// What was not looked at, or not exactly, in sentences.
    package var caveats: [String] = []
    /// The objects that it goes together with and where something of what differs is told.
    package internal(set) var together: [String] = []

    /// An impact without any line.
    package init(object: String, kind: Kind, fields: [FieldDiff.Change]) {
        self.object = object
        self.kind = kind
        self.fields = fields
    }

    /// Who is meant where every caller is concerned.
    static let everybody = "every client"
    /// How many lines of one topic are listed.
    static let lineLimit = 50

    /// Whether nothing differs for anybody, as far as was looked at.
    package var isEmpty: Bool { lines.isEmpty && newlyAllowed.isEmpty && newlyDenied.isEmpty }
}

extension Impact.Line {
    /// What is the same for several targets as one line about all of them.
    static func merged(_ lines: [Impact.Line]) -> [Impact.Line] {
        Dictionary(grouping: lines) { $0.about([], [], nil) }.values.map { same in
            let ordered = same.sorted(by: precedes)
            return same[0].about(
                Set(same.flatMap(\.targets)).sorted(), Set(same.flatMap(\.services)).sorted(), ordered.first?.witness)
        }
    }

    private func about(_ targets: [String], _ services: [ServiceName], _ witness: Impact.Witness?) -> Impact.Line {
        Impact.Line(
            topic: topic, targets: targets, port: port, clients: clients, requests: requests,
            isEveryRequest: isEveryRequest, aspect: aspect, before: before, after: after, services: services,
            witness: witness)
    }

    /// The same with its texts as `tell` says them.
    func told(_ tell: (String) -> String) -> Impact.Line {
        Impact.Line(
            topic: topic, targets: targets.map(tell), port: port, clients: clients.map(tell),
            requests: requests.map(tell), isEveryRequest: isEveryRequest, aspect: aspect, before: tell(before),
            after: tell(after), services: services, witness: witness)
    }

    /// The order in which lines are read: by topic, then by whom they are about.
    static func precedes(_ one: Impact.Line, _ other: Impact.Line) -> Bool {
        one.order.lexicographicallyPrecedes(other.order)
    }

    var order: [String] {
        let rank = Impact.Topic.allCases.firstIndex(of: topic) ?? 0
        return [
            String(Character(UnicodeScalar(UInt8(clamping: 65 + rank)))), targets.joined(separator: ","), aspect,
            String(port ?? 0), clients.joined(separator: ","), requests.joined(separator: ","), before, after,
        ]
    }
}
