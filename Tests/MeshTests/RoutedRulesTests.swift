import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// DestinationRules and the VirtualServices on their hosts, as one rollout.
@Suite struct RoutedRulesTests {
    static let samples = KindSample.all.filter { $0.name.hasPrefix("routedrules-") }

    /// Forwards, each request has both new or both old at every moment; the walks let the way back from the end have
    /// one moment between.
    @Test(arguments: samples) func forwardNothingIsBetweenTheVersions(_ sample: KindSample) throws {
        let (book, judge) = (try sample.book(), RoutedRulesSample.strictJudge(sample))
        var world = sample.world
        for scene in sample.scenes {
            for move in try book.moves(to: scene) + book.moves(to: scene) {
                world.apply(move, cohort: KindSample.cohort, scope: book.scope)
                let violations = judge.violations(world)
                #expect(violations.isEmpty, "\(sample), \(scene), after \(move): \(violations)")
            }
        }
    }

    /// Nor is there on the way back from anything but the promotion; and one write to each VirtualService is enough, or
    /// two where subsets were lost.
    @Test(arguments: samples) func theWayBackIsShort(_ sample: KindSample) throws {
        let (book, judge) = (try sample.book(), RoutedRulesSample.strictJudge(sample))
        var start = sample.world
        for scene in sample.scenes where scene != .promoted {
            for move in try book.moves(to: scene) { start.apply(move, cohort: KindSample.cohort, scope: book.scope) }
            var world = start
            for move in book.movesBack() {
                world.apply(move, cohort: KindSample.cohort, scope: book.scope)
                let violations = judge.violations(world)
                #expect(violations.isEmpty, "\(sample), back from \(scene), after \(move): \(violations)")
            }
        }
        let tables = sample.changes.count { $0.key.kind == .virtualService } + sample.others.count
        let first = try #require(book.movesBack().firstIndex { $0.subject?.resource.kind == "VirtualService" })
        #expect(first == 0 || sample.name.contains("replaced") || sample.name.contains("gone"), "\(sample)")
        let table = book.movesBack()[first..<first + tables]
        #expect(table.allSatisfy { $0.subject?.resource.kind == "VirtualService" }, "\(sample)")
    }

    @Test(arguments: samples) func thePoliciesShareOneBook(_ sample: KindSample) throws {
        let book = try sample.book()
        #expect(book.lead == nil && book.unit == sample.unit)
        for change in sample.led {
            let led = try sample.book(of: change)
            #expect(led.lead?.key == sample.change.key && led.unit == sample.unit && led.scope == book.scope)
            #expect(try led.moves(to: .promoted).isEmpty && led.movesBack().isEmpty)
            #expect(led.measurement(of: .share(.percent(10))) == book.measurement(of: .share(.percent(10))))
            #expect(led.notes == ["it is rolled out together with \(sample.change.key)"])
        }
    }

    /// When everybody has the new version, the time before is the only thing to compare with: what is measured must
    /// have had the traffic of that time too, under the names of that time.
    @Test(arguments: samples.filter { $0.unit == .requests }) func theTimeBeforeIsInWhatIsMeasured(
        _ sample: KindSample
    ) throws {
        let book = try sample.book()
        let share = book.measurement(of: .share(.percent(10)))
        for scene in [Scene.share(.percent(100)), .switched, .promoted] {
            let whole = book.measurement(of: scene)
            #expect(whole.baseline == .nobody && whole.services == share.services && !share.services.isEmpty)
            guard case .namespaces = whole.cohort else {
                Issue.record("\(sample), \(scene): \(whole)")
                continue
            }
        }
    }

    @Test func theSubsetIsThereBeforeTheRoute() throws {
        let sample = try #require(Self.samples.first { $0.name == "routedrules-subset" })
        let book = try sample.book()
        let moves = try book.moves(to: .share(.percent(10)))
        guard case .write(let twins) = moves.first, case .write(let table) = moves.last, moves.count == 3 else {
            Issue.record("\(moves)")
            return
        }
        #expect(moves[1] == .settle)
        #expect(twins.name.name == "reviews-hs-canary-5eedc0de")
        #expect(
            twins.document["spec"]
                == [
                    "host": "reviews",
                    "subsets": [
                        ["name": "v1-hs-5eedc0de", "labels": ["version": "v1"]],
                        [
                            "name": "v2-hs-5eedc0de", "labels": ["version": "v2"],
                            "trafficPolicy": ["connectionPool": ["http": ["http1MaxPendingRequests": 5]]],
                        ],
                    ],
                ])
        let weights = table.document["spec"]?["http"]?.array?.first?["route"]?.array?.map {
            "\($0["destination"]?["subset"]?.string ?? "") \($0["weight"]?.int ?? 0)"
        }
        #expect(weights == ["v1 90", "v1-hs-5eedc0de 8", "v2-hs-5eedc0de 2"])
        let measured = book.measurement(of: .share(.percent(10)))
        #expect(measured.cohort == .subsets(["v1-hs-5eedc0de", "v2-hs-5eedc0de"]))
        #expect(measured.baseline == .subsets(["v1"]))
        // The rule itself changes once, when nobody has it.
        let promoted = try book.moves(to: .promoted)
        let rule = MeshObjectName(sample.change.key)
        #expect(promoted.count { $0.subject == rule } == 1)
        #expect(book.movesBack().first == .restore(MeshObjectName(sample.led[0].key)))
    }
}

/// Which policies go together, and what of them cannot be.
@Suite struct RoutedRulesRefusalTests {
    private static let rule = TrafficSample.key(.destinationRule, "reviews")
    private static let table = TrafficSample.key(.virtualService, "reviews")

    private static func subsets(_ names: String..., policy: JSONValue? = nil) -> JSONValue {
        var spec: JSONValue = ["host": "reviews"]
        spec["subsets"] = .array(names.map { ["name": .string($0), "labels": ["version": .string($0)]] })
        spec["trafficPolicy"] = policy
        return spec
    }

    private static func routes(_ subset: String?, timeout: JSONValue? = nil, host: String = "reviews") -> JSONValue {
        var route: JSONValue = ["route": [TrafficSample.to(subset, nil, host: host)]]
        route["timeout"] = timeout
        return ["hosts": ["reviews"], "http": [route]]
    }

    private func sample(
        _ old: (JSONValue?, JSONValue?), _ new: (JSONValue?, JSONValue?), _ unit: CohortUnit = .requests,
        others: [MeshObject] = []
    ) -> KindSample {
        KindSample(
            name: "", unit: unit, change: TrafficSample.change(Self.rule, old.0, new.0),
            led: [TrafficSample.change(Self.table, old.1, new.1)], others: others, pods: TrafficSample.pods,
            services: TrafficSample.services, violations: { _, _ in [] })
    }

    private func refusal(_ sample: KindSample) -> Impossible? {
        var found: Set<Impossible> = []
        for change in sample.changes {
            do throws(Impossible) { _ = try sample.book(of: change) } catch { found.insert(error) }
        }
        #expect(found.count == 1, "both are refused alike")
        return found.first
    }

    @Test func aSubsetThatTheNewRuleHasNotIsNamed() {
        let impossible = refusal(
            sample((Self.subsets("v1"), Self.routes("v1")), (Self.subsets("v1"), Self.routes("v2"))))
        #expect(impossible?.reason.contains("leads to the subset v2") == true)
        #expect(impossible?.offers == [.clusters])
    }

    @Test func whatHasNoPercentageIsOfferedByLabel() {
        let old = (Self.subsets("v1"), Self.routes("v1"))
        let new = (Self.subsets("v1", "v2"), Self.routes("v2", timeout: "1s"))
        let impossible = refusal(sample(old, new))
        #expect(impossible?.reason.contains("changes timeout") == true)
        #expect(impossible?.offers == [.workloads, .clusters])
        #expect(throws: Never.self) { try sample(old, new, .workloads).book() }
    }

    @Test func namespacesAreNoUnitForBoth() {
        let both = sample(
            (Self.subsets("v1"), Self.routes("v1")), (Self.subsets("v1", "v2"), Self.routes("v2")), .clientNamespaces)
        #expect(throws: Impossible.self) { try both.book() }
    }

    @Test func aRuleThatHidesAnotherIsNotMadeWithItsRoutes() {
        let rooted = TrafficSample.object(
            TrafficSample.key(.destinationRule, "all", "istio-system"), ["host": "*.local"])
        let impossible = refusal(
            sample((nil, Self.routes(nil)), (Self.subsets("v2"), Self.routes("v2")), others: [rooted]))
        #expect(impossible?.reason.contains("namespace istio-system has another DestinationRule") == true)
    }

    @Test func aPolicyThatStaysOutsideAnotherHostKeepsToItself() throws {
        let rule = TrafficSample.change(
            Self.rule, Self.subsets("v1"), Self.subsets("v1", policy: ["connectionPool": [:]]))
        let table = TrafficSample.change(
            TrafficSample.key(.virtualService, "page"),
            ["hosts": ["productpage"], "http": [["route": [TrafficSample.to(nil, nil, host: "productpage")]]]],
            ["hosts": ["productpage"], "http": [["route": [TrafficSample.to(nil, nil, host: "ratings")]]]])
        let apart = KindSample(
            name: "", unit: .requests, change: table, led: [rule], pods: TrafficSample.pods,
            services: TrafficSample.services, violations: { _, _ in [] })
        let book = try apart.book()
        #expect(book.lead == nil)
        #expect(try book.moves(to: .promoted).count == 1)
    }
}

extension Move {
    /// The object that the move is about.
    fileprivate var subject: MeshObjectName? {
        switch self {
        case .write(let object), .overwrite(let object): object.name
        case .remove(let name), .restore(let name): name
        case .label, .unlabel, .settle: nil
        }
    }
}
