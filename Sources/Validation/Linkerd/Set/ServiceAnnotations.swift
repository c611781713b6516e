import Domain

/// The annotations by which Linkerd is told how to reach a Service or an EgressNetwork. Its webhook does not look at
/// them, and what cannot be read counts as if it were not there.
enum ServiceAnnotations {
    static let family = RuleFamily(
        "linkerd-service-annotations", codes: [.serviceAnnotation], kinds: [.service, .egressNetwork], scope: .set
    ) { subject in
        let annotations = subject.root["metadata"]["annotations"]
        guard case .object(let given) = annotations.value, given.keys.contains(where: { $0.contains(".linkerd.io/") })
        else { return [] }
        return (LinkerdRouteAnnotations.faults(annotations, [.http, .grpc]) + breaker(annotations)).map {
            Remark(.serviceAnnotation, $0.field, $0.problem, hint: $0.hint)
        }
    }

    private static let mode = "balancer.linkerd.io/failure-accrual"
    private static let modes = ["consecutive", "unified"]

    /// The parameters are read where a mode is.
    private static func breaker(_ annotations: Field) -> [LinkerdRouteAnnotations.Fault] {
        guard let text = annotations[mode].string else { return [] }
        guard modes.contains(text) else {
            return [
                .init(
                    field: annotations[mode], problem: "is '\(text)', which breaks no circuit",
                    hint: "write consecutive")
            ]
        }
        let failures = annotations["\(mode)-consecutive-max-failures"]
        let isNumber = failures.string.map { UInt32($0.trimmed) != nil } ?? true
        return
            (isNumber
            ? []
            : [.init(field: failures, problem: "is no number of failures", hint: "write a whole number such as 7")])
            + ["max", "min"].compactMap {
                LinkerdRouteAnnotations.duration(annotations["\(mode)-consecutive-\($0)-penalty"])
            }
    }
}

extension String {
    /// Without the blanks around it.
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
