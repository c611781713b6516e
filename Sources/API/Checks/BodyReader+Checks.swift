import Application
import Domain
import Impact
import Ports
import Validation

extension BodyReader {
    /// How many findings one request may suppress.
    private static let mostSuppressed = 100

    /// `suppress`: `[{code, object, reason}]`. Nothing is suppressed without a reason; what is wrong, `finish` throws.
    mutating func suppressions() -> [SuppressedFinding] {
        guard let elements = elements("suppress", atMost: Self.mostSuppressed) else { return [] }
        return elements.enumerated().compactMap { index, element in
            object(element, at: ["suppress", .index(index)], Self.suppression)
        }
    }

    private static func suppression(_ item: inout BodyReader) -> SuppressedFinding? {
        let code = item.required("code")
        let object = item.nonEmpty("object")
        let reason = item.string("reason") ?? ""
        // Of a code that is missing `required` has complained.
        for (part, message) in Suppression(code: code, object: object, reason: reason).problems
        where part != .code || !code.isEmpty {
            let word =
                switch part {
                case .code: "unknown"
                case .object: "invalid"
                case .reason: "missing"
                }
            item.complain(part.rawValue, word, message)
        }
        return SuppressedFinding(code: code, object: object, reason: reason)
    }

    /// `strategy`, where it is given, as the way that a rollout goes.
    mutating func rolloutWay() -> RolloutWay? {
        guard value("strategy") != nil else { return nil }
        let strategy = strategy()
        do throws(PlanProblem) { return try RolloutWay(strategy) } catch {
            complain("strategy", "impossible", error.message)
            return nil
        }
    }
}

extension API {
    /// Whoever suppresses findings must be allowed to, and leaves a line in the audit log.
    func auditSuppression(of findings: [SuppressedFinding], _ call: Call, subject: String) async throws {
        guard !findings.isEmpty else { return }
        try call.principal.demand(.acceptWarnings)
        try await parts.audit.record(
            AuditEntry(
                actor: call.principal.subject, address: call.request.remoteAddress, action: "validation.suppress",
                subject: subject, details: ["suppress": .array(findings.map(\.json))]))
    }
}
