import Domain

/// The `fieldsV1` of a managed-fields entry: a tree whose keys are `f:<field>`, `k:{…}`, `v:…` and `i:<index>`, and
/// where `.` marks that the node itself is owned.
enum FieldSet {
    /// Every field of either set.
    static func union(_ left: JSONValue, _ right: JSONValue) -> JSONValue {
        guard case .object(let leftMembers) = left else { return right }
        guard case .object(let rightMembers) = right else { return left }
        // An empty node is a leaf that is owned; beside children the same is said by a dot.
        if leftMembers.isEmpty { return .object(owned(rightMembers)) }
        if rightMembers.isEmpty { return .object(owned(leftMembers)) }
        return .object(leftMembers.merging(rightMembers, uniquingKeysWith: union))
    }

    private static func owned(_ members: [String: JSONValue]) -> [String: JSONValue] {
        members.isEmpty ? members : members.merging([".": .object([:])]) { old, _ in old }
    }
}
