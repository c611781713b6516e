import Domain
import Testing

@Suite struct LiveComparisonTests {
    private func compare(_ applied: JSONValue, _ live: JSONValue) -> LiveComparison {
        LiveComparison(applied: ["spec": applied], live: ["spec": live])
    }

    @Test func whatTheServerAndHotSwapSetIsNoDifference() {
        let applied = PolicyDocumentTests.reviews
        var live = applied
        live["status"] = ["observed": 1]
        live["metadata"]?["uid"] = "u"
        live["metadata"]?["resourceVersion"] = "8"
        live["metadata"]?["managedFields"] = []
        live["metadata"]?["creationTimestamp"] = "2026-11-21T08:15:30Z"
        live["metadata"]?["annotations"] = ["hotswap.io/deployment": "d", "hotswap.io/epoch": "3"]
        let comparison = LiveComparison(applied: applied, live: live)
        #expect(comparison.isEqual && comparison.extras.isEmpty)
        #expect(LiveComparison(applied: live, live: applied).isEqual)
    }

    @Test func whatOthersAddedIsListed() {
        let applied = PolicyDocumentTests.reviews
        var live = applied
        live["metadata"]?["annotations"] = ["hotswap.io/epoch": "3", "team": "shop"]
        live["metadata"]?["labels"] = ["app": "reviews", "kiali": "x"]
        live["metadata"]?["ownerReferences"] = [["uid": "o"]]
        live["spec"]?["http"] = [["route": []]]
        let comparison = LiveComparison(applied: applied, live: live)
        #expect(comparison.isEqual)
        #expect(
            comparison.extras == [
                ["metadata", "annotations"], ["metadata", "labels", "kiali"], ["metadata", "ownerReferences"],
                ["spec", "http"],
            ])
    }

    @Test func anotherValueIsADifference() {
        let comparison = compare(
            ["hosts": ["a"], "timeout": "1s", "gone": true, "kept": 1, "typed": "1"],
            ["hosts": ["b"], "timeout": nil, "kept": 1, "typed": 1])
        #expect(
            comparison.differences == [
                .removed(["spec", "gone"], true), .changed(["spec", "hosts", 0], from: "a", to: "b"),
                .changed(["spec", "timeout"], from: "1s", to: nil), .changed(["spec", "typed"], from: "1", to: 1),
            ])
        #expect(!comparison.isEqual && comparison.extras.isEmpty)
    }

    @Test func numbersCompareAsNumbers() {
        #expect(compare(["a": 1, "b": 2.0, "c": 0.5], ["a": 1.0, "b": 2, "c": 0.5]).isEqual)
        #expect(!compare(["a": 1], ["a": 1.5]).isEqual)
        #expect(!compare(["a": 9_007_199_254_740_993], ["a": 9_007_199_254_740_992.0]).isEqual)
        #expect(!compare(["a": .int(.max)], ["a": .double(9.3e18)]).isEqual)
        #expect(!compare(["a": 1], ["a": true]).isEqual)
    }

    @Test func nullSaysNothing() {
        #expect(compare(["a": nil], [:]).isEqual && compare(["a": nil], ["a": nil]).isEqual)
        let defaulted = compare(["a": nil], ["a": "default"])
        #expect(defaulted.isEqual && defaulted.extras == [["spec", "a"]])
        #expect(compare([:], ["a": nil]).extras.isEmpty)
    }

    @Test func anEmptyArrayMayGoAndAnEmptyObjectMayNot() {
        #expect(compare(["rules": []], [:]).isEqual && compare(["rules": []], ["rules": nil]).isEqual)
        #expect(compare(["tls": .object([:])], [:]).differences == [.removed(["spec", "tls"], [:])])
        #expect(!compare(["tls": .object([:])], ["tls": nil]).isEqual)
        #expect(!compare(["rules": []], ["rules": [[:]]]).isEqual)
        #expect(compare(["tls": .object([:])], ["tls": ["mode": "SIMPLE"]]).extras == [["spec", "tls", "mode"]])
    }

    @Test func defaultsInsideElementsAreExtras() {
        let comparison = compare(
            ["parentRefs": [["name": "a"], ["name": "b"]]],
            ["parentRefs": [["name": "a", "group": "core", "kind": "Service"], ["name": "b"]]])
        #expect(comparison.isEqual)
        #expect(
            comparison.extras == [["spec", "parentRefs", 0, "group"], ["spec", "parentRefs", 0, "kind"]])
    }

    @Test func anArrayIsOursAsAWhole() {
        let (one, two, other): (JSONValue, JSONValue, JSONValue) = (["name": "1"], ["name": "2"], ["name": "x"])
        #expect(compare([one, two], [other, one, two]).differences == [.added(["spec", 0], other)])
        #expect(compare([one, two], [one, other, two]).differences == [.added(["spec", 1], other)])
        #expect(compare([one, two], [one, two, other]).differences == [.added(["spec", 2], other)])
        #expect(compare([one, two], [two]).differences == [.removed(["spec", 0], one)])
        #expect(compare([one, two], [one]).differences == [.removed(["spec", 1], two)])
        #expect(compare([one, two], []).differences.count == 2)
        #expect(
            compare([one, two], [["name": "9"]]).differences == [
                .changed(["spec", 0, "name"], from: "1", to: "9"), .removed(["spec", 1], two),
            ])
        let moved = compare([one, two], [other, one, ["name": "2", "default": true]])
        #expect(moved.differences == [.added(["spec", 0], other)] && moved.extras == [["spec", 2, "default"]])
        let kept = compare(
            [["a": [], "n": nil, "o": ["k": 1]], two], [["o": ["k": 1.0, "d": 1], "n": 3], other, two])
        #expect(kept.differences == [.added(["spec", 1], other)])
    }

    /// Comparing first for the alignment must not double the work at every level.
    @Test func deepArraysAreComparedInReasonableTime() {
        var (applied, live): (JSONValue, JSONValue) = ("x", "y")
        for _ in 0..<200 { (applied, live) = ([applied, 1], [0, live, 1]) }
        #expect(!compare(applied, live).isEqual)
    }

    @Test(arguments: [UInt64(41), 42])
    func everythingEqualsItself(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let value = JSONValue.random(depth: 4, using: &random)
            let comparison = compare(value, value)
            #expect(comparison.isEqual && comparison.extras.isEmpty)
        }
    }
}
