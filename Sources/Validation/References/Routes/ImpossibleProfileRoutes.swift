import Domain

/// Routes of a ServiceProfile that no request is counted for.
enum ImpossibleProfileRoutes {
    static let family = RuleFamily(
        "profile conditions that never hold", codes: [.impossibleMatch], kinds: [.serviceProfile], scope: .set
    ) { subject in
        subject.spec["routes"].elements.flatMap { route -> [Remark] in
            // What is not wanted, or wanted beside other things, need not hold.
            let condition = route["condition"]
            let all = condition["all"].elements
            return ([condition] + all).flatMap(alone) + contradictions([condition] + all)
        }
    }

    private static func alone(_ condition: Field) -> [Remark] {
        let path = condition["pathRegex"]
        var remarks: [Remark] = []
        if let text = path.string, !RequestPath.canMatch(text, .rust) {
            remarks.append(
                Remark(
                    .impossibleMatch, path, "matches no path: each begins with a slash", hint: "write /\(text)"))
        }
        return remarks
    }

    private static func contradictions(_ conditions: [Field]) -> [Remark] {
        let methods = conditions.map { $0["method"] }.filter { !($0.string ?? "").isEmpty }
        // Linkerd reads methods in any case.
        guard let first = methods.first,
            let other = methods.first(where: { $0.string?.uppercased() != first.string?.uppercased() })
        else { return [] }
        return [
            Remark(
                .impossibleMatch, other, "contradicts \(first.path): no request has both methods",
                hint: "use any instead of all")
        ]
    }
}
