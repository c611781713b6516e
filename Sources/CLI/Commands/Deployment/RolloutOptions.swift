import Domain
import Runtime
import YAML

/// The options of `deploy` that say how a rollout is watched and timed.
enum RolloutOptions {
    static let rules = Option(
        "rules", value: "FILE", completion: .files,
        "Rules in YAML or JSON: a list, or an object with rules and defaultRules. They replace defaults of their names")
    static let noDefaultRules = Option(flag: "no-default-rules", "Only the rules of --rules")
    static let waves = Option("waves", value: "CLUSTERS/...", "Clusters one after the other, as in a/b,c")
    static let progressDeadline = Option(
        "progress-deadline", value: "DURATION",
        "How long a step of HotSwap's own may take; without it only the waiting for proxies has an end, after 10m")
    static let startAt = Option("start-at", value: "TIME", "Not before, as in 2026-01-09T08:30:00Z")
    static let ifActive = Option(
        "if-active", value: "WHAT", completion: .words(["refuse", "queue", "supersede"]),
        "While another deployment of a policy is under way: refuse, wait for it, or abort it; default refuse")

    static let all = [rules, noDefaultRules, waves, progressDeadline, startAt, ifActive]

    /// The members of the request's body.
    static func read(_ call: ClientCall) throws -> [String: JSONValue] {
        let arguments = call.arguments
        var body = try arguments[rules].map { try RolloutFiles.rules($0, call.surroundings) } ?? [:]
        if arguments.has(noDefaultRules) { body["defaultRules"] = false }
        if let text = arguments[waves] { body["waves"] = try waves(text) }
        if let text = arguments[progressDeadline] {
            body["progressDeadline"] = .string(try DurationText.iso(text, of: progressDeadline))
        }
        if let text = arguments[startAt] {
            guard Timestamp(text) != nil else {
                throw UsageProblem("--start-at must be a time like 2026-01-09T08:30:00Z and is \(text)")
            }
            body["startAt"] = .string(text)
        }
        body["ifActive"] = arguments[ifActive].map { .string($0) }
        return body
    }

    private static func waves(_ text: String) throws(UsageProblem) -> JSONValue {
        let waves = text.split(separator: "/", omittingEmptySubsequences: false).map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        guard !waves.joined().contains(where: \.isEmpty) else {
            throw UsageProblem("--waves must be clusters with commas, and slashes between waves, and is \(text)")
        }
        return .array(waves.map { .array($0.map { .string(String($0)) }) })
    }
}

/// Files with parts of a request.
enum RolloutFiles {
    /// The only document of a file, an object.
    static func object(_ path: String, _ surroundings: Surroundings) throws -> JSONValue {
        let value = try document(path, surroundings)
        guard value.object != nil else { throw CommandFailure(.failed, "\(path) must hold one object") }
        return value
    }

    /// `rules` and `defaultRules`.
    static func rules(_ path: String, _ surroundings: Surroundings) throws -> [String: JSONValue] {
        let value = try document(path, surroundings)
        if value.array != nil { return ["rules": value] }
        guard let members = value.object, members["rules"] != nil,
            members.keys.allSatisfy({ ["rules", "defaultRules"].contains($0) })
        else { throw CommandFailure(.failed, "\(path) must hold a list of rules, or {rules, defaultRules}") }
        return members
    }

    private static func document(_ path: String, _ surroundings: Surroundings) throws -> JSONValue {
        let bytes = try path == "-" ? surroundings.readInput() : surroundings.readFile(path)
        let file = path == "-" ? "standard input" : path
        let documents: [JSONValue]
        do throws(YAMLSyntaxError) { documents = try YAMLParser.documents(bytes).map(\.value) } catch {
            throw CommandFailure(.failed, "\(file):\(error.line):\(error.column): \(error.message)")
        }
        guard let only = documents.first, documents.count == 1 else {
            throw CommandFailure(.failed, "\(file) must hold one document and holds \(documents.count)")
        }
        return only
    }
}
