import Domain

/// A try of a request that may take longer than the whole request.
enum TryTimeouts {
    static let family = RuleFamily(
        "time-outs of tries", codes: [.tryLongerThanRequest],
        kinds: [.virtualService, .linkerdHTTPRoute, .httpRoute, .grpcRoute], scope: .set
    ) { subject in
        guard subject.object.kind != .virtualService else {
            return subject.spec["http"].elements.compactMap { route in
                remark(route["retries"]["perTryTimeout"], route["timeout"]) { text in
                    GoDuration.nanoseconds(text).flatMap { UInt64(exactly: $0) }
                }
            }
        }
        let annotations = subject.root["metadata"]["annotations"]
        let attempt = annotations["retry.linkerd.io/timeout"]
        return remark(attempt, annotations["timeout.linkerd.io/request"], AnnotationDuration.milliseconds).map { [$0] }
            ?? []
    }

    private static func remark(_ attempt: Field, _ whole: Field, _ length: (String) -> UInt64?) -> Remark? {
        guard let text = whole.string, let bound = length(text), bound > 0,
            let own = attempt.string.flatMap(length), own > bound
        else { return nil }
        return Remark(
            .tryLongerThanRequest, attempt, "is longer than the \(text) of the whole request: nothing is tried again",
            hint: "make it shorter than \(text), so that there is time for another try")
    }
}
