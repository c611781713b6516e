import Domain

/// Methods that no request has.
enum Methods {
    static let family = RuleFamily(
        "methods of policies", codes: [.unknownMethod], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        subject.spec["rules"].elements.flatMap { $0["to"].elements }.flatMap { to in
            to["operation"]["methods"].elements.compactMap { field in
                guard let method = field.string, !isMethod(method) else { return nil }
                return Remark(
                    .unknownMethod, field, "fits no HTTP method, so no request has it",
                    hint:
                        "use \(RequestMethod.known.joined(separator: ", ")), or a part of one with a star; gRPC calls go by paths"
                )
            }
        }
    }

    private static func isMethod(_ text: String) -> Bool {
        let method = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").uppercased()
        if method == "*" { return true }
        // Of methods a star stands for anything at one end only.
        let isAtOneEnd =
            !method.dropFirst().dropLast().contains("*") && !(method.hasPrefix("*") && method.hasSuffix("*"))
        return isAtOneEnd && RequestMethod.known.contains { StarPattern.matches(method, $0) }
    }
}
