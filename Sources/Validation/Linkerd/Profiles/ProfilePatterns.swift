import Domain

/// The paths of a ServiceProfile's routes, which are regular expressions. Linkerd's validator does not read them, but
/// its proxies do.
enum ProfilePatterns {
    static let family = RuleFamily(
        "profile-patterns", codes: [.profilePattern], kinds: [.serviceProfile], scope: .set
    ) { subject in
        subject.spec["routes"].elements.flatMap { patterns($0["condition"]) }.compactMap { field in
            guard let text = field.string, let problem = RegularExpression.problem(of: text, in: .rust)
            else { return nil }
            return Remark(
                .profilePattern, field, "the regular expression \(problem)",
                hint: "the syntax is that of Rust's crate regex")
        }
    }

    /// Every `pathRegex` of a condition, however deep it is.
    private static func patterns(_ condition: Field) -> [Field] {
        var found: [Field] = []
        var open = [condition]
        while let next = open.popLast() {
            if next["pathRegex"].string != nil { found.append(next["pathRegex"]) }
            open += next["all"].elements + next["any"].elements
            if next["not"].value.object != nil { open.append(next["not"]) }
        }
        return found
    }
}
