import Domain

/// RFC 6902: `test`, `add`, `replace` and `remove`.
enum JSONPatch {
    static func apply(_ patch: JSONValue, to document: JSONValue) throws(Refusal) -> JSONValue {
        guard let operations = patch.array else { throw .badRequest("a JSON patch is an array of operations") }
        var result = document
        for operation in operations { result = try apply(operation: operation, to: result) }
        return result
    }

    private static let failed = Refusal(
        code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request",
        details: [:])

    private static func apply(operation: JSONValue, to document: JSONValue) throws(Refusal) -> JSONValue {
        guard let name = operation["op"]?.string, let pointer = operation["path"]?.string,
            pointer.isEmpty || pointer.hasPrefix("/")
        else { throw .badRequest("an operation of a JSON patch needs `op` and a `path` that begins with /") }
        let path = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
        switch name {
        case "add", "replace":
            guard let value = operation["value"] else { throw failed }
            return try edit(document, path[...], name == "add" ? .add(value) : .replace(value))
        case "remove": return try edit(document, path[...], .remove)
        case "test":
            guard let value = operation["value"], find(document, path[...]) == value else { throw failed }
            return document
        default: throw .badRequest("the sandbox has no JSON patch operation `\(name)`")
        }
    }

    private enum Edit {
        case add(JSONValue)
        case replace(JSONValue)
        case remove
    }

    private static func find(_ document: JSONValue, _ path: ArraySlice<String>) -> JSONValue? {
        path.reduce(document) { (value: JSONValue?, key) in value?[key] ?? Int(key).flatMap { value?[$0] } }
    }

    private static func edit(
        _ value: JSONValue, _ path: ArraySlice<String>, _ edit: Edit
    ) throws(Refusal) -> JSONValue {
        guard let key = path.first else {
            switch edit {
            case .add(let new), .replace(let new): return new
            case .remove: throw failed
            }
        }
        let rest = path.dropFirst()
        switch value {
        case .object(let members): return .object(try self.edit(members, key, rest, edit))
        case .array(let elements): return .array(try self.edit(elements, key, rest, edit))
        case .null, .bool, .int, .double, .string: throw failed
        }
    }

    private static func edit(
        _ members: [String: JSONValue], _ key: String, _ rest: ArraySlice<String>, _ edit: Edit
    ) throws(Refusal) -> [String: JSONValue] {
        var members = members
        guard rest.isEmpty else {
            guard let member = members[key] else { throw failed }
            members[key] = try self.edit(member, rest, edit)
            return members
        }
        switch edit {
        case .add(let new): members[key] = new
        case .replace(let new):
            guard members.updateValue(new, forKey: key) != nil else { throw failed }
        case .remove:
            guard members.removeValue(forKey: key) != nil else { throw failed }
        }
        return members
    }

    private static func edit(
        _ elements: [JSONValue], _ key: String, _ rest: ArraySlice<String>, _ edit: Edit
    ) throws(Refusal) -> [JSONValue] {
        var elements = elements
        if rest.isEmpty, case .add(let new) = edit {
            guard let index = key == "-" ? elements.count : Int(key), (0...elements.count).contains(index) else {
                throw failed
            }
            elements.insert(new, at: index)
            return elements
        }
        guard let index = Int(key), elements.indices.contains(index) else { throw failed }
        if rest.isEmpty, case .remove = edit {
            elements.remove(at: index)
        } else {
            elements[index] = try self.edit(elements[index], rest, edit)
        }
        return elements
    }
}

/// RFC 7386: members are set, and those that are null removed.
enum MergePatch {
    static func apply(_ patch: JSONValue, to document: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members = document.object ?? [:]
        for (key, change) in changes {
            if change == .null {
                members.removeValue(forKey: key)
            } else {
                members[key] = apply(change, to: members[key] ?? .object([:]))
            }
        }
        return .object(members)
    }
}
