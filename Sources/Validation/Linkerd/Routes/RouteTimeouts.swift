import Domain

/// The time-outs of Linkerd's own HTTPRoute.
enum LinkerdRouteTimeouts {
    static let family = RuleFamily(
        "linkerd-route-timeouts", codes: [.routeTimeout], kinds: [.linkerdHTTPRoute]
    ) { subject in
        subject.spec["rules"].elements.flatMap { rule in
            let (request, backend) = (rule["timeouts"]["request"], rule["timeouts"]["backendRequest"])
            let problems = [request, backend].compactMap(problem)
            guard problems.isEmpty, let whole = length(request), let part = length(backend),
                part.nanoseconds > whole.nanoseconds
            else { return problems }
            return [
                Remark(
                    .routeTimeout, backend, "is longer than the \(request.string ?? "") of the whole request",
                    hint: "make it at most as long")
            ]
        }
    }

    private static func length(_ field: Field) -> GoDuration.Length? {
        field.string.flatMap(GoDuration.linkerdLength)
    }

    private static func problem(_ field: Field) -> Remark? {
        guard let text = field.string else { return nil }
        guard let length = GoDuration.linkerdLength(text) else {
            return Remark(.routeTimeout, field, "is no duration", hint: "write e.g. 500ms, 10s or 1m30s")
        }
        return length.isNegative ? Remark(.routeTimeout, field, "is less than nothing") : nil
    }
}
