import Application
import Domain
import Validation

/// The body of `POST /deployments` (`DESIGN.md` 7), read and checked as far as it can be without the database.
struct DeploymentBody {
    let request: DeploymentRequest
    /// Codes of warnings that an Admin takes upon themselves.
    let acceptWarnings: [String]
    /// Findings that an Admin wants to hear no more of.
    let suppressed: [SuppressedFinding]

    /// - Parameter now: The moment of the request: what is long past, or too far off, is a slip.
    init(_ value: JSONValue, requestedBy: String, traceparent: String?, now: Timestamp) throws(Problem) {
        var reader = BodyReader(value)
        let policies = Self.policies(&reader)
        let target = Self.target(&reader)
        let strategy = reader.strategy()
        let onFailure = reader.choice("onFailure", FailurePolicy.self) ?? .rollback
        let onConflict = reader.choice("onConflict", ConflictPolicy.self) ?? .refuse
        var options = Self.options(&reader, now: now)
        let reason = reader.string("reason") ?? ""
        acceptWarnings = Self.acceptedCodes(&reader, reason: reason)
        options.acceptedWarnings = acceptWarnings
        suppressed = reader.suppressions()
        options.suppressed = suppressed
        try reader.finish()
        request = DeploymentRequest(
            policies: policies, target: target, strategy: strategy, onFailure: onFailure, onConflict: onConflict,
            reason: reason, requestedBy: requestedBy, traceparent: traceparent, options: options)
    }

    /// Known codes only, and only with a reason: it is what the audit log keeps.
    private static func acceptedCodes(_ reader: inout BodyReader, reason: String) -> [String] {
        let codes = reader.strings("acceptWarnings") ?? []
        for (index, code) in codes.enumerated() {
            let place: FieldPath = ["acceptWarnings", .index(index)]
            switch FindingCode.named(code)?.severity {
            case nil: reader.complain(at: place, "unknown", "is no code of a finding: \(code.shortened)")
            case .error:
                reader.complain(
                    at: place, "isError",
                    "is the code of an error, which is mended, or suppressed with a reason (`suppress`): \(code)")
            case .warning, .info: continue
            }
        }
        if !codes.isEmpty, reason.allSatisfy(\.isWhitespace) {
            reader.complain("reason", "missing", "is missing: who accepts warnings says why")
        }
        return codes
    }

    private static func policies(_ reader: inout BodyReader) -> [PolicyReference] {
        guard let value = reader.value("policies") else {
            reader.complain("policies", "missing", "is missing: send an array of {id, version}")
            return []
        }
        guard let elements = value.array else {
            reader.complain("policies", "wrongType", "must be an array of {id, version} and is \(value.typeName)")
            return []
        }
        var references: [PolicyReference] = []
        for (index, element) in elements.enumerated() {
            let reference = reader.object(element, at: ["policies", .index(index)], policy)
            references += [reference].compactMap(\.self)
        }
        return references
    }

    private static func policy(_ item: inout BodyReader) -> PolicyReference? {
        let text = item.required("id")
        let version = item.int("version")
        let id = ID<Policy>(text)
        if id == nil, !text.isEmpty {
            item.complain(
                "id", "invalid",
                "must be the policy's UUID and is \(text.shortened): GET /api/v1/policies?kind=KIND&namespace=NAMESPACE&name=NAME "
                    + "has it")
        }
        if let version, version < 1 { item.complain("version", "invalid", "must be 1 or more and is \(version)") }
        return id.map { PolicyReference(policy: $0, version: version) }
    }

    /// Where to; what is wrong with it, `finish` throws.
    private static func target(_ reader: inout BodyReader) -> DeploymentRequest.Target {
        let hasEnvironment = reader.value("environment") != nil
        let hasClusters = reader.value("clusters") != nil
        if hasEnvironment, hasClusters {
            reader.complain("clusters", "ambiguous", "excludes environment: send one of them")
        }
        if !hasEnvironment, !hasClusters {
            reader.complain("environment", "missing", "is missing: name an environment or clusters")
        }
        return hasClusters
            ? .clusters(reader.strings("clusters") ?? []) : .environment(reader.nonEmpty("environment") ?? "")
    }

    /// How the rollout is watched and timed.
    private static func options(_ reader: inout BodyReader, now: Timestamp) -> DeploymentRequest.Options {
        DeploymentRequest.Options(
            rules: reader.rules(), waves: waves(&reader),
            progressDeadline: reader.duration("progressDeadline", in: RolloutBounds.progressDeadline),
            startsAt: startAt(&reader, now: now),
            ifActive: reader.choice("ifActive", DeploymentRequest.IfActive.self) ?? .refuse)
    }

    /// A deployment that waits holds its policies: a year is more than anybody means. Clocks differ, and a request
    /// takes its time: what is only just past is now.
    private static func startAt(_ reader: inout BodyReader, now: Timestamp) -> Timestamp? {
        guard let moment = reader.moment("startAt") else { return nil }
        if moment + RolloutBounds.pastStart < now {
            reader.complain("startAt", "outOfRange", "is past: it is \(now) now. Leave it out to start at once")
        }
        if moment > now + RolloutBounds.latestStart {
            reader.complain("startAt", "outOfRange", "must be within a year from now and is \(moment)")
        }
        return moment
    }

    /// Lists of names of clusters; whether they are those of the deployment is found out with the fleet.
    private static func waves(_ reader: inout BodyReader) -> [[String]]? {
        guard let elements = reader.elements("waves", atMost: RolloutBounds.waves) else { return nil }
        if elements.isEmpty { reader.complain("waves", "empty", "must not be empty") }
        var waves: [[String]] = []
        var seen: Set<String> = []
        for (index, element) in elements.enumerated() {
            let path: FieldPath = ["waves", .index(index)]
            guard let names = element.array?.map(\.string), !names.contains(nil) else {
                reader.complain(at: path, "wrongType", "must be an array of names of clusters")
                continue
            }
            if names.isEmpty { reader.complain(at: path, "empty", "must name at least one cluster") }
            for (place, name) in names.compactMap(\.self).enumerated() where !seen.insert(name).inserted {
                reader.complain(at: path.appending(place), "duplicate", "is in two waves, or twice in one")
            }
            waves.append(names.compactMap(\.self))
        }
        return waves
    }
}
