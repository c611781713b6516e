import Domain
import Testing

@Suite struct FieldDiffTests {
    @Test func changesAreNamedByTheirPath() {
        let old: JSONValue = ["spec": ["hosts": ["reviews"], "http": [["timeout": "1s"]], "mode": "A", "n": 1]]
        let new: JSONValue = [
            "spec": ["hosts": ["reviews", "ratings"], "http": [["retries": 3]], "mode": [], "n": 1.0]
        ]
        #expect(
            FieldDiff.between(old, new) == [
                .added(["spec", "hosts", 1], "ratings"),
                .added(["spec", "http", 0, "retries"], 3),
                .removed(["spec", "http", 0, "timeout"], "1s"),
                .changed(["spec", "mode"], from: "A", to: []),
                .changed(["spec", "n"], from: 1, to: 1.0),
            ])
    }

    @Test func kindsSayWhatIsThere() {
        let changes = [FieldDiff.Change.added(["a"], 1), .removed(["a"], 1), .changed(["a"], from: 1, to: 2)]
        #expect(changes.map(\.kind) == [.added, .removed, .changed])
        #expect(changes.map(\.old) == [nil, 1, 1] && changes.map(\.new) == [1, nil, 2])
    }

    @Test func oneRouteInFrontMarksNoOther() {
        let (one, two, three): (JSONValue, JSONValue, JSONValue) = (["to": "v1"], ["to": "v2"], ["to": "v3"])
        let canary: JSONValue = ["to": "canary"]
        let was: JSONValue = [one, two, three]
        #expect(FieldDiff.between(was, [canary, one, two, three]) == [.added([0], canary)])
        #expect(FieldDiff.between(was, [one, canary, two, three]) == [.added([1], canary)])
        #expect(FieldDiff.between(was, [one, three]) == [.removed([1], two)])
        #expect(FieldDiff.between(was, [two, three, canary]) == [.removed([0], one), .added([2], canary)])
        #expect(FieldDiff.between([one, one], [one, one, one]) == [.added([2], one)])
    }

    @Test func aChangedElementBehindANewOneIsNamedByWhereItIsNow() {
        let old: JSONValue = ["http": [["name": "a", "weight": 90], ["name": "keep"], ["name": "b", "weight": 10]]]
        let new: JSONValue = [
            "http": [["name": "new"], ["name": "a", "weight": 90], ["name": "keep"], ["name": "b", "weight": 20]]
        ]
        #expect(
            FieldDiff.between(old, new) == [
                .added(["http", 0], ["name": "new"]), .changed(["http", 3, "weight"], from: 10, to: 20),
            ])
    }

    /// Where everything differs elements pair by position, so that the diff says what changed inside them.
    @Test func differentElementsPairByPosition() {
        #expect(
            FieldDiff.between([["w": 1], ["w": 2]], [["w": 3], ["w": 4], ["w": 5]]) == [
                .changed([0, "w"], from: 1, to: 3), .changed([1, "w"], from: 2, to: 4), .added([2], ["w": 5]),
            ])
    }

    @Test func veryLongArraysAreStillCompared() {
        let old = (0..<1500).map { JSONValue.int(Int64($0)) }
        var new = old
        new[0] = "first"
        new[1499] = "last"
        #expect(
            FieldDiff.between(.array(old), .array(new)) == [
                .changed([0], from: 0, to: "first"), .changed([1499], from: 1499, to: "last"),
            ])
    }

    @Test func absentVersionsAreOneChangeAtTheRoot() {
        let document: JSONValue = ["spec": [:]]
        #expect(FieldDiff.between(.absent, .document(document)) == [.added(.root, document)])
        #expect(FieldDiff.between(.document(document), .absent) == [.removed(.root, document)])
        #expect(FieldDiff.between(PolicyContent.absent, .absent).isEmpty)
        #expect(FieldDiff.between(.document(document), .document(["spec": 1])).count == 1)
    }

    @Test(arguments: Array(1...12) as [UInt64])
    func applyingTheChangesGivesTheOther(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<400 {
            let old = JSONValue.random(depth: 5, using: &random)
            let new = old.edited(using: &random)
            #expect(FieldDiff.between(old, old).isEmpty)
            let changes = FieldDiff.between(old, new)
            #expect(old.applying(changes) == new, "seed \(seed)\n\(old.jsonText)\n\(new.jsonText)\n\(changes)")
            #expect(changes == FieldDiff.between(old, new) && changes.map(\.path) == changes.map(\.path).sorted())
            #expect(changes.isEmpty == (old == new))
        }
    }
}

extension JSONValue {
    /// The document after some edits as people make them: here a field, there an element in front of others.
    fileprivate func edited(using random: inout SeededRandom) -> JSONValue {
        if Int.random(in: 0..<12, using: &random) == 0 { return .random(depth: 2, using: &random) }
        switch self {
        case .object(var members):
            for (key, value) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                members[key] = Int.random(in: 0..<9, using: &random) == 0 ? nil : value.edited(using: &random)
            }
            if Bool.random(using: &random) { members["new"] = .random(depth: 1, using: &random) }
            return .object(members)
        case .array(var elements):
            elements = elements.map { Bool.random(using: &random) ? $0 : $0.edited(using: &random) }
            if let index = elements.indices.randomElement(using: &random), Bool.random(using: &random) {
                elements.remove(at: index)
            }
            let place = Int.random(in: 0...elements.count, using: &random)
            if Bool.random(using: &random) { elements.insert(.random(depth: 1, using: &random), at: place) }
            return .array(elements)
        case .null, .bool, .int, .double, .string: return self
        }
    }

    /// Takes out what was removed, last first, by where it was; then puts in what was added, first first, and sets
    /// what was changed, by where it is now.
    fileprivate func applying(_ changes: [FieldDiff.Change]) -> JSONValue {
        var result = self
        for change in changes.reversed() where change.kind == .removed { result.edit(change.path.components[...], nil) }
        for change in changes where change.kind == .added { result.edit(change.path.components[...], change.new) }
        for change in changes where change.kind == .changed {
            result.edit(change.path.components[...], change.new, replacing: true)
        }
        return result
    }

    private mutating func edit(_ path: ArraySlice<FieldPath.Component>, _ new: JSONValue?, replacing: Bool = false) {
        guard let first = path.first else { return self = new ?? .null }
        let rest = path.dropFirst()
        switch (self, first) {
        case (.object(var members), .key(let key)):
            if rest.isEmpty { members[key] = new } else { members[key]?.edit(rest, new, replacing: replacing) }
            self = .object(members)
        case (.array(var elements), .index(let index)):
            if !rest.isEmpty {
                elements[index].edit(rest, new, replacing: replacing)
            } else if let new, !replacing {
                elements.insert(new, at: index)
            } else if let new {
                elements[index] = new
            } else {
                elements.remove(at: index)
            }
            self = .array(elements)
        default: Issue.record("no such path: \(first)")
        }
    }
}
