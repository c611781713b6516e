import Domain

/// What Linkerd refuses in an HTTPLocalRateLimitPolicy.
enum LinkerdRateLimits {
    static let family = RuleFamily(
        "linkerd-rate-limit", codes: [.rateLimit, .rateLimitReference], kinds: [.httpLocalRateLimitPolicy]
    ) { subject in
        let spec = subject.spec
        let total = spec["total"]["requestsPerSecond"]
        let parts = [spec["identity"]["requestsPerSecond"]] + spec["overrides"].elements.map { $0["requestsPerSecond"] }
        return target(spec["targetRef"]) + clients(spec["overrides"]) + ([total] + parts).compactMap(number)
            + parts.compactMap { beyond($0, total) }
    }

    private static func number(_ field: Field) -> Remark? {
        guard let limit = field.int else { return nil }
        guard limit > 0 else {
            return Remark(.rateLimit, field, "must be above 0", hint: "leave the limit out to have none")
        }
        return limit > UInt32.max ? Remark(.rateLimit, field, "is larger than any limit that Linkerd can count") : nil
    }

    private static func beyond(_ field: Field, _ total: Field) -> Remark? {
        guard let limit = field.int, let all = total.int, limit > all else { return nil }
        return Remark(
            .rateLimit, field, "is more than the \(all) that all clients have together",
            hint: "raise total.requestsPerSecond or lower this")
    }

    private static func target(_ field: Field) -> [Remark] {
        guard let target = TargetReference(field), !target.isA(.server) else { return [] }
        return [
            Remark(
                .rateLimitReference, field["kind"], "\(target.description) cannot have a rate limit",
                hint: "use kind Server, group policy.linkerd.io")
        ]
    }

    private static func clients(_ overrides: Field) -> [Remark] {
        overrides.elements.flatMap { $0["clientRefs"].elements }.compactMap { field in
            guard let client = TargetReference(field), !client.isA(.serviceAccount) else { return nil }
            return Remark(
                .rateLimitReference, field["kind"], "\(client.description) is no client",
                hint: "use kind ServiceAccount, without a group")
        }
    }
}
