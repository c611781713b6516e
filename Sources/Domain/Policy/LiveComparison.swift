/// "Live equals recorded": every field that was applied is equal; what else the object holds is listed.
///
/// The rules where the API server does not keep a field as it was sent:
/// - what the server, `status` and our annotations say is no part of the comparison, on either side;
/// - numbers compare as numbers: `1` is `1.0`;
/// - an applied `null` says nothing: the server drops it or puts its default there, so whatever is live is not ours;
/// - an applied empty array may be absent in the live object: to the meshes that is the same. An empty *object* is not
///   the same (`tls: {}` switches TLS off, no `tls` leaves it to the mesh), so its absence is a difference;
/// - in an object that was applied, members that were not are extras (defaults, other managers). An array belongs to
///   whom wrote it: one element more or less is a difference.
package struct LiveComparison: Hashable, Sendable {
    /// Where the live object is not as applied; `old` is what was applied, `new` what is live. By path.
    package let differences: [FieldDiff.Change]
    /// What the live object has besides, each named once at its top. By path.
    package let extras: [FieldPath]

    /// Whether every field that was applied is equal.
    package var isEqual: Bool { differences.isEmpty }

    /// Compares the document that was applied (in the version in which it was applied) with the live object.
    package init(applied: JSONValue, live: JSONValue) {
        var walk = LiveWalk()
        walk.compare(Self.comparable(applied), Self.comparable(live), at: .root)
        differences = FieldDiff.inOrder(walk.differences)
        extras = walk.extras.sorted()
    }

    private static func comparable(_ object: JSONValue) -> JSONValue {
        var object = object
        object["status"] = nil
        guard var metadata = object["metadata"]?.object else { return object }
        for field in ObjectMetadata.serverSet { metadata[field] = nil }
        for field in ["annotations", "labels"] {
            guard let entries = metadata[field]?.object else { continue }
            let kept = entries.filter { !ManagedAnnotations.isReserved($0.key) }
            metadata[field] = kept.isEmpty ? nil : .object(kept)
        }
        object["metadata"] = .object(metadata)
        return object
    }
}

private struct LiveWalk {
    var differences: [FieldDiff.Change] = []
    var extras: [FieldPath] = []

    mutating func compare(_ applied: JSONValue, _ live: JSONValue, at path: FieldPath) {
        switch (applied, live) {
        case (.null, .null): break
        case (.null, _): extras.append(path)
        case (.array([]), .null): break
        case (.object(let ours), .object(let theirs)): members(ours, theirs, at: path)
        case (.array(let ours), .array(let theirs)): elements(ours, theirs, at: path)
        default: if !isSame(applied, live) { differences.append(.changed(path, from: applied, to: live)) }
        }
    }

    private mutating func members(_ ours: [String: JSONValue], _ theirs: [String: JSONValue], at path: FieldPath) {
        for (key, applied) in ours {
            if let live = theirs[key] {
                compare(applied, live, at: path.appending(key))
            } else if applied != .null, applied != .array([]) {
                differences.append(.removed(path.appending(key), applied))
            }
        }
        extras += theirs.filter { ours[$0.key] == nil && $0.value != .null }.map { path.appending($0.key) }
    }

    /// Elements at both ends that are as applied stay together; what is between pairs by position.
    private mutating func elements(_ ours: [JSONValue], _ theirs: [JSONValue], at path: FieldPath) {
        let shorter = min(ours.count, theirs.count)
        let front = ours.count == theirs.count ? shorter : zip(ours, theirs).prefix { isKept($0, $1) }.count
        let back = zip(ours.reversed(), theirs.reversed()).prefix(shorter - front).prefix { isKept($0, $1) }.count
        let pairs = shorter - back
        for index in 0..<pairs { compare(ours[index], theirs[index], at: path.appending(index)) }
        for index in pairs..<(ours.count - back) { differences.append(.removed(path.appending(index), ours[index])) }
        for index in pairs..<(theirs.count - back) { differences.append(.added(path.appending(index), theirs[index])) }
        for index in 0..<back {
            let (mine, live) = (ours.count - back + index, theirs.count - back + index)
            compare(ours[mine], theirs[live], at: path.appending(live))
        }
    }

    /// Whether `compare` would find no difference. Arrays of different lengths always differ, so this goes down each
    /// branch once.
    private func isKept(_ applied: JSONValue, _ live: JSONValue) -> Bool {
        switch (applied, live) {
        case (.null, _), (.array([]), .null): true
        case (.object(let ours), .object(let theirs)):
            ours.allSatisfy { isKept($0.value, theirs[$0.key] ?? .null) }
        case (.array(let ours), .array(let theirs)):
            ours.count == theirs.count && zip(ours, theirs).allSatisfy { isKept($0, $1) }
        default: isSame(applied, live)
        }
    }

    private func isSame(_ applied: JSONValue, _ live: JSONValue) -> Bool {
        switch (applied, live) {
        case (.int(let whole), .double(let real)), (.double(let real), .int(let whole)): Int64(exactly: real) == whole
        default: applied == live
        }
    }
}
