import Domain

/// The annotations by which Linkerd is told about retries and time-outs. It reads them of routes that hang on Services
/// and EgressNetworks.
enum LinkerdRouteAnnotations {
    static let family = RuleFamily(
        "linkerd-route-annotations", codes: [.routeAnnotation], kinds: [.linkerdHTTPRoute, .httpRoute, .grpcRoute]
    ) { subject in
        let annotations = subject.root["metadata"]["annotations"]
        guard case .object(let given) = annotations.value, given.keys.contains(where: { $0.contains(".linkerd.io/") }),
            subject.spec["parentRefs"].elements.contains(where: isOutbound)
        else { return [] }
        return faults(annotations, [subject.object.kind == .grpcRoute ? .grpc : .http]).map {
            Remark(.routeAnnotation, $0.field, $0.problem, hint: $0.hint)
        }
    }

    /// What Linkerd cannot read.
    struct Fault {
        let field: Field
        let problem: String
        let hint: String
    }

    /// What may be tried again.
    enum Tried: String { case http, grpc }

    static func faults(_ annotations: Field, _ tried: [Tried]) -> [Fault] {
        durations.compactMap { duration(annotations[$0]) }
            + ([limit(annotations["retry.linkerd.io/limit"])]
            + tried.map { retry(annotations["retry.linkerd.io/\($0.rawValue)"], $0) }).compactMap(\.self)
    }

    private static func isOutbound(_ parent: Field) -> Bool {
        TargetReference(parent)?.isOne(of: [.service, .egressNetwork]) ?? false
    }

    private static let durations = [
        "retry.linkerd.io/timeout", "timeout.linkerd.io/response", "timeout.linkerd.io/request",
        "timeout.linkerd.io/idle",
    ]

    static func duration(_ field: Field) -> Fault? {
        guard let text = field.string, let problem = AnnotationDuration.problem(in: text) else { return nil }
        return Fault(field: field, problem: problem, hint: "write e.g. 500ms, 10s, 5m")
    }

    private static func limit(_ field: Field) -> Fault? {
        guard let text = field.string, UInt16(text) == nil else { return nil }
        return Fault(field: field, problem: "is no number of retries", hint: "write 0 to 65535")
    }

    private static func retry(_ field: Field, _ tried: Tried) -> Fault? {
        let isCondition = tried == .grpc ? isStatusOfGRPC : isStatusOfHTTP
        guard let text = field.string,
            let wrong = text.split(separator: ",", omittingEmptySubsequences: false).first(where: { !isCondition($0) })
        else { return nil }
        return Fault(
            field: field, problem: "\"\(wrong)\" is nothing that Linkerd can retry on",
            hint: tried == .grpc
                ? "known are cancelled, deadline-exceeded, internal, resource-exhausted and unavailable"
                : "write 5xx, gateway-error, a status or a range of them, without blanks")
    }

    private static func isStatusOfGRPC(_ text: Substring) -> Bool {
        ["cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable"].contains(text.lowercased())
    }

    private static func isStatusOfHTTP(_ text: Substring) -> Bool {
        if ["5xx", "gateway-error"].contains(text.lowercased()) || status(text) != nil { return true }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(status)
        guard ends.count == 2, let first = ends[0], let last = ends[1] else { return false }
        return first <= last
    }

    private static func status(_ text: Substring) -> UInt32? {
        UInt32(text).flatMap { (100..<600).contains($0) ? $0 : nil }
    }
}

/// The durations of Linkerd's annotations: one whole number with one unit.
enum AnnotationDuration {
    private static let units: [String: UInt64] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]

    /// Why a text is none, as a sentence without its subject.
    private struct Refusal: Error { let text: String }

    /// What is wrong, as a sentence without its subject; `nil`: nothing.
    static func problem(in text: String) -> String? {
        guard case .failure(let refusal) = read(text) else { return nil }
        return refusal.text
    }

    /// Its length; `nil` for what is none.
    static func milliseconds(_ text: String) -> UInt64? { try? read(text).get() }

    private static func read(_ text: String) -> Result<UInt64, Refusal> {
        func refused(_ text: String) -> Result<UInt64, Refusal> { .failure(Refusal(text: text)) }
        let bytes = Array(text.utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        if bytes.first == UInt8(ascii: "-") { return refused("is less than nothing") }
        guard let last = bytes.lastIndex(where: \.isDigit) else { return refused("has no number") }
        let digits = String(decoding: bytes[...last], as: UTF8.self)
        let unit = String(decoding: bytes[(last + 1)...], as: UTF8.self)
        if digits.contains(".") { return refused("must be a whole number") }
        guard let number = UInt64(digits) else { return refused("is no duration") }
        if unit.isEmpty { return number == 0 ? .success(0) : refused("has no unit") }
        guard let factor = units[unit] else {
            return refused("has the unit \(unit), which Linkerd does not know here")
        }
        let length = number.multipliedReportingOverflow(by: factor)
        return length.overflow ? refused("is too long") : .success(length.partialValue)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
