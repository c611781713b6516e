import Domain

/// Something that goes wrong on purpose.
package struct Fault: Hashable, Sendable {
    package enum Effect: Hashable, Sendable {
        /// The answer comes so much later.
        case delay(milliseconds: Int64)
        /// Nothing is done; this status is answered, with a `Retry-After` where seconds are given.
        case answer(status: Int, retryAfter: Int64? = nil)
        /// Nothing is done, and the connection is cut.
        case refuse
        /// The request is done, and the connection is cut instead of an answer.
        case loseAnswer
    }

    package var effect: Effect
    /// How many requests it still hits; `nil`: all of them until it is cleared.
    package var requests: Int?
    /// The HTTP methods that it hits; empty: all.
    package var methods: Set<String>
    /// What the path must contain; empty: anything.
    package var path: String
    /// Whether it hits dry-runs only (`true`) or everything else only; `nil`: both.
    package var isDryRun: Bool?

    package init(
        _ effect: Effect, requests: Int? = nil, methods: Set<String> = [], path: String = "", isDryRun: Bool? = nil
    ) {
        self.effect = effect
        self.requests = requests
        self.methods = methods
        self.path = path
        self.isDryRun = isDryRun
    }

    func hits(_ method: String, _ path: String, isDryRun: Bool) -> Bool {
        (methods.isEmpty || methods.contains(method)) && (self.path.isEmpty || path.contains(self.path))
            && (self.isDryRun ?? isDryRun) == isDryRun
    }
}

// As JSON: `{"effect": "delay", "milliseconds": 200, "requests": 3, "methods": ["PATCH"], "path": "/virtualservices"}`.
extension Fault {
    init(_ document: JSONValue) throws(Refusal) {
        effect = try Self.effect(document)
        requests = document["requests"]?.int.map { Int(clamping: $0) }
        methods = Set((document["methods"]?.array ?? []).compactMap(\.string))
        path = document["path"]?.string ?? ""
        isDryRun = document["dryRun"]?.bool
    }

    private static func effect(_ document: JSONValue) throws(Refusal) -> Effect {
        switch document["effect"]?.string {
        case "delay":
            guard let milliseconds = document["milliseconds"]?.int, (0...600_000).contains(milliseconds) else {
                throw .badRequest("a delay needs `milliseconds` between 0 and 600000")
            }
            return .delay(milliseconds: milliseconds)
        case "answer":
            guard let status = document["status"]?.int, (400...599).contains(status) else {
                throw .badRequest("an answer needs a `status` between 400 and 599")
            }
            return .answer(status: Int(status), retryAfter: document["retryAfter"]?.int)
        case "refuse": return .refuse
        case "loseAnswer": return .loseAnswer
        default: throw .badRequest("`effect` is one of delay, answer, refuse and loseAnswer")
        }
    }

    var document: JSONValue {
        var document: JSONValue = ["methods": .array(methods.sorted().map { .string($0) }), "path": .string(path)]
        if let requests { document["requests"] = .int(Int64(requests)) }
        if let isDryRun { document["dryRun"] = .bool(isDryRun) }
        switch effect {
        case .delay(let milliseconds):
            document["effect"] = "delay"
            document["milliseconds"] = .int(milliseconds)
        case .answer(let status, let retryAfter):
            document["effect"] = "answer"
            document["status"] = .int(Int64(status))
            if let retryAfter { document["retryAfter"] = .int(retryAfter) }
        case .refuse: document["effect"] = "refuse"
        case .loseAnswer: document["effect"] = "loseAnswer"
        }
        return document
    }
}
