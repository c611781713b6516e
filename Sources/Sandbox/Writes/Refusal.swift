import Domain

/// Why the sandbox refuses a request, in the words of an API server.
struct Refusal: Error, Hashable {
    let code: Int
    /// The machine's word for it: `NotFound`, `Conflict` …
    let reason: String
    let message: String
    var details: JSONValue?

    /// The `Status` document of the answer.
    var document: JSONValue {
        var status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
            "message": .string(message), "code": .int(Int64(code)),
        ]
        if !reason.isEmpty { status["reason"] = .string(reason) }
        if let details { status["details"] = details }
        return status
    }
}

extension Refusal {
    static func badRequest(_ message: String) -> Refusal {
        Refusal(code: 400, reason: "BadRequest", message: message)
    }

    static let unauthorized = Refusal(code: 401, reason: "Unauthorized", message: "Unauthorized")

    static let unknownPath = Refusal(
        code: 404, reason: "NotFound", message: "the server could not find the requested resource", details: [:])

    static func notFound(_ key: ObjectKey) -> Refusal {
        Refusal(
            code: 404, reason: "NotFound", message: "\(key.type.qualifiedPlural) \"\(key.name)\" not found",
            details: details(key))
    }

    static func alreadyExists(_ key: ObjectKey) -> Refusal {
        Refusal(
            code: 409, reason: "AlreadyExists", message: "\(key.type.qualifiedPlural) \"\(key.name)\" already exists",
            details: details(key))
    }

    static func stale(_ key: ObjectKey, _ why: String) -> Refusal {
        Refusal(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(key.type.qualifiedPlural) \"\(key.name)\": \(why)",
            details: details(key))
    }

    static let modified = "the object has been modified; please apply your changes to the latest version and try again"

    /// 422, with the fields that are wrong.
    static func invalid(_ type: ResourceType, _ name: String, _ problems: [(field: String, message: String)]) -> Refusal
    {
        let texts = problems.map { "\($0.field): \($0.message)" }
        let all = texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
        return Refusal(
            code: 422, reason: "Invalid", message: "\(type.qualifiedKind) \"\(name)\" is invalid: \(all)",
            details: [
                "name": .string(name), "group": .string(type.group), "kind": .string(type.kind),
                "causes": .array(
                    problems.map {
                        [
                            "reason": "FieldValueInvalid", "message": .string($0.message), "field": .string($0.field),
                        ]
                    }),
            ])
    }

    static func forbidden(
        _ access: Access, _ verb: String, _ type: ResourceType, namespace: String
    ) -> Refusal {
        let place = namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(namespace)\""
        return Refusal(
            code: 403, reason: "Forbidden",
            message: "\(type.qualifiedPlural) is forbidden: User \"\(access.rawValue)\" cannot \(verb) resource "
                + "\"\(type.plural)\" in API group \"\(type.group)\" \(place)",
            details: ["group": .string(type.group), "kind": .string(type.plural)])
    }

    private static func details(_ key: ObjectKey) -> JSONValue {
        ["name": .string(key.name), "group": .string(key.type.group), "kind": .string(key.type.plural)]
    }
}
