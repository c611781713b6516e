import Domain

/// Faults that routes put in, retries, timeouts, mirrored shares.
enum HTTPRouteFaults {
    static let family = RuleFamily.istio(
        "http-route-faults", [.virtualService],
        codes: [.injectedFault, .faultWithoutError, .retryPolicy, .durationSyntax, .numberOutOfRange, .mirrorPercent]
    ) { _, spec in
        spec["http"].elements.flatMap { route in
            faultRemarks(route["fault"]) + RetryPolicies.check(route["retries"]) + Durations.check(route["timeout"])
                + mirrorRemarks(route)
        }
    }

    private static func faultRemarks(_ fault: Field) -> [Remark] {
        guard fault.value.object != nil else { return [] }
        let (abort, delay) = (fault["abort"], fault["delay"])
        if !abort.isGiven, !delay.isGiven {
            return [
                Remark(
                    .injectedFault, fault, "puts in neither an abort nor a delay", hint: "give it one, or leave it out")
            ]
        }
        return abortRemarks(abort) + delayRemarks(delay)
    }

    private static func abortRemarks(_ abort: Field) -> [Remark] {
        guard abort.value.object != nil else { return [] }
        var remarks = percentRemarks(abort["percentage"]["value"])
        if abort["grpcStatus"].isGiven {
            remarks += .when(
                !grpcStatuses.contains(abort["grpcStatus"].text), .injectedFault, abort["grpcStatus"],
                "is '\(abort["grpcStatus"].text)', which is no status of gRPC", hint: "e.g. UNAVAILABLE, NOT_FOUND")
        } else if abort["http2Error"].isGiven {
            remarks.append(
                Remark(.injectedFault, abort["http2Error"], "is not supported by Istio yet", hint: "use httpStatus"))
        } else if abort["httpStatus"].isGiven {
            remarks += HTTPStatus.check(abort["httpStatus"], .injectedFault)
        } else {
            remarks.append(
                Remark(
                    .faultWithoutError, abort, "does not say with which error", hint: "give httpStatus or grpcStatus"))
        }
        return remarks
    }

    private static func delayRemarks(_ delay: Field) -> [Remark] {
        guard delay.value.object != nil else { return [] }
        let exponential = delay["exponentialDelay"]
        return percentRemarks(delay["percentage"]["value"]) + Durations.check(delay["fixedDelay"])
            + .when(
                exponential.isGiven, .injectedFault, exponential, "is not supported by Istio yet",
                hint: "use fixedDelay")
    }

    private static func percentRemarks(_ value: Field) -> [Remark] {
        let percent = value.number ?? 0
        return .when(
            !(percent == 0 || (0.0001...100).contains(percent)), .numberOutOfRange, value,
            "is \(SchemaWords.text(percent)); percent are 0, or 0.0001 to 100", hint: "write 0, or 0.0001 to 100")
    }

    private static func mirrorRemarks(_ route: Field) -> [Remark] {
        let old = route["mirrorPercent"]
        var remarks = Numbers.check(percent: old)
        if old.isGiven {
            remarks.append(
                Remark(.mirrorPercent, old, "is the old way to say it", hint: "write mirrorPercentage: {value: …}"))
        }
        let shares = [route["mirrorPercentage"]["value"]] + route["mirrors"].elements.map { $0["percentage"]["value"] }
        return remarks
            + shares.filter { !(0...100).contains($0.number ?? 0) }.map {
                Remark(
                    .numberOutOfRange, $0, "is \(SchemaWords.text($0.number ?? 0)); percent are 0 to 100",
                    hint: "write 0 to 100")
            }
    }

    private static let grpcStatuses: Set<String> = [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ]
}

/// Status codes of HTTP.
enum HTTPStatus {
    /// Istio takes 200 to 600.
    static func check(_ field: Field, _ code: FindingCode) -> [Remark] {
        .when(
            (field.int != nil || !field.isGiven) && !(200...600).contains(field.whole), code, field,
            field.isGiven ? "is \(field.whole), which is no status of a response" : "is missing",
            hint: "write 200 to 599")
    }

    /// Those that have a name.
    static func isKnown(_ status: Int) -> Bool {
        switch status {
        case 100...103, 200...208, 226, 300...305, 307, 308, 400...418, 421...426, 428, 429, 431, 451: true
        case 500...508, 510, 511: true
        default: false
        }
    }
}

/// When and how often a request is tried again.
enum RetryPolicies {
    static func check(_ retries: Field) -> [Remark] {
        guard retries.value.object != nil else { return [] }
        let attempts = retries["attempts"]
        var remarks: [Remark] = []
        if attempts.whole < 0 {
            remarks.append(Remark(.retryPolicy, attempts, "is negative", hint: "write 0 for none, or how many"))
        }
        let timeout = retries["perTryTimeout"]
        let condition = retries["retryOn"]
        if !attempts.isGiven || attempts.int == 0 {
            let settings = [timeout, condition, retries["retryRemoteLocalities"]]
            remarks += settings.filter { $0.isGiven && $0.string != "" }.map {
                Remark(
                    .retryPolicy, $0, "says how to try again while attempts is 0",
                    hint: "give attempts, or leave it out")
            }
        }
        remarks += Durations.check(timeout) + Durations.check(retries["backoff"])
        return remarks + conditionRemarks(condition)
    }

    private static func conditionRemarks(_ field: Field) -> [Remark] {
        guard let text = field.string, !text.isEmpty else { return [] }
        let unknown = text.split(separator: ",", omittingEmptySubsequences: false).filter { condition in
            !conditions.contains(String(condition)) && !(Int(condition).map(HTTPStatus.isKnown) ?? false)
        }
        return .of(
            .retryPolicy, field, unknown.isEmpty ? nil : Self.described(unknown),
            hint: "separate conditions by ',' without spaces, e.g. 5xx,connect-failure,503")
    }

    private static func described(_ unknown: [Substring]) -> String {
        let names = unknown.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        let more = unknown.count > 5 ? " and \(unknown.count - 5) more" : ""
        return unknown.count == 1
            ? "has \(names), which is no reason to try again that Envoy knows"
            : "has \(names)\(more), which are no reasons to try again that Envoy knows"
    }

    /// Of HTTP, then of gRPC.
    private static let conditions: Set<String> = [
        "5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "retriable-4xx", "refused-stream",
        "retriable-status-codes", "retriable-headers", "envoy-ratelimited", "http3-post-connect-failure",
        "cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable",
    ]
}
