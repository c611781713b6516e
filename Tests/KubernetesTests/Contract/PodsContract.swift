import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// Pods and their labels, on the sandbox as on a real kube-apiserver.
@Suite struct PodsContract {
    @Test(arguments: ClusterFixture.all)
    func labelsAreSetAndRemovedAndNothingElseChanges(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let before = try await cluster.createPod("a", labels: ["app": "reviews", "version": "v1"])
        let pod = PodName(namespace: cluster.namespace, name: "a")
        try await cluster.objects.label(pod, uid: before.uid, ["cohort.hotswap.io/x": "in", "version": nil])
        let labelled = try await cluster.pod("a")
        #expect(labelled.labels == ["app": "reviews", "cohort.hotswap.io/x": "in"])
        #expect(labelled.body["spec"] == before.body["spec"])
        #expect(labelled.uid == before.uid)
        #expect(labelled.owners.contains("hotswap Update"))
        try await cluster.objects.label(pod, uid: before.uid, ["cohort.hotswap.io/x": nil])
        #expect(try await cluster.pod("a").labels == ["app": "reviews"])
        // What is not there cannot be missed.
        try await cluster.objects.label(pod, uid: before.uid, ["cohort.hotswap.io/x": nil])
        #expect(try await cluster.pod("a").labels == ["app": "reviews"])
    }

    @Test(arguments: ClusterFixture.all)
    func aPodThatWasMadeAnewIsLeftAlone(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let gone = try await cluster.createPod("a", labels: ["app": "reviews"])
        let pod = PodName(namespace: cluster.namespace, name: "a")
        try await cluster.deletePod("a")
        let absent = await #expect(throws: ClusterRefusal.self) {
            try await cluster.objects.label(pod, uid: gone.uid, ["x": "y"])
        }
        #expect(absent?.isNotFound == true)
        let new = try await cluster.createPod("a", labels: ["app": "reviews"])
        #expect(new.uid != gone.uid)
        await expectStale { try await cluster.objects.label(pod, uid: gone.uid, ["x": "y"]) }
        await expectStale { try await cluster.objects.label(pod, uid: gone.uid, ["app": "reviews"]) }
        #expect(try await cluster.pod("a").labels == ["app": "reviews"])
    }

    @Test(arguments: ClusterFixture.all)
    func aLabelThatKubernetesDoesNotAllowIsInvalid(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let live = try await cluster.createPod("a", labels: [:])
        let refusal = await #expect(throws: ClusterRefusal.self) {
            try await cluster.objects.label(
                PodName(namespace: cluster.namespace, name: "a"), uid: live.uid, ["no good": "x"])
        }
        guard case .invalid? = refusal else {
            Issue.record("expected invalid, got \(String(describing: refusal))")
            return
        }
    }

    @Test(arguments: ClusterFixture.all)
    func selectorsNarrowTheList(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        _ = try await cluster.createPod("a", labels: ["app": "reviews", "version": "v1"])
        _ = try await cluster.createPod("b", labels: ["app": "reviews", "version": "v2", "cohort": "in"])
        _ = try await cluster.createPod("c", labels: ["app": "ratings"])
        let expected: [(String?, [String])] = [
            (nil, ["a", "b", "c"]), ("", ["a", "b", "c"]), ("app=reviews", ["a", "b"]), ("cohort", ["b"]),
            ("!cohort", ["a", "c"]), ("app=reviews,version!=v1", ["b"]), ("version in (v1, v3)", ["a"]),
            ("app notin (reviews)", ["c"]), ("app=nobody", []),
        ]
        for (selector, names) in expected {
            let pods = try await cluster.objects.pods(namespace: cluster.namespace, labelSelector: selector)
            #expect(pods.map(\.name) == names, "\(selector ?? "all")")
            #expect(pods.allSatisfy { $0.body["kind"] == "Pod" && !$0.uid.isEmpty && $0.owners.isEmpty })
        }
        let everywhere = try await cluster.objects.pods(namespace: nil, labelSelector: "cohort=in")
        #expect(everywhere.contains { $0.namespace == cluster.namespace && $0.name == "b" })
        let refusal = await #expect(throws: ClusterRefusal.self) {
            _ = try await cluster.objects.pods(namespace: cluster.namespace, labelSelector: "a=(")
        }
        guard case .invalid? = refusal else {
            Issue.record("expected invalid, got \(String(describing: refusal))")
            return
        }
    }

    @Test(arguments: ClusterFixture.all)
    func aWatchTellsWhatIsThereAndThenEveryChange(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let first = try await cluster.createPod("a", labels: ["app": "reviews"])
        let watching = PodNewsRecorder(cluster.objects, namespace: cluster.namespace)
        try await watching.until("all a")
        _ = try await cluster.createPod("b", labels: [:])
        try await watching.until("changed b")
        try await cluster.objects.label(
            PodName(namespace: cluster.namespace, name: "a"), uid: first.uid, ["cohort": "in"])
        try await watching.until("changed a app=reviews cohort=in")
        try await cluster.deletePod("b")
        try await watching.until("gone b")
        #expect(await watching.stop() is CancellationError)
        #expect(watching.count("all ") == 1)
    }

    /// The server itself ends each request for a watch after its time: the next one goes on where it ended.
    @Test(arguments: ClusterFixture.all)
    func aWatchGoesOnWhereTheServerEndedIt(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        var settings = KubernetesSettings.patient
        settings.watchDuration = .seconds(1)
        let objects = try cluster.server.objects(token: cluster.server.token, settings: settings)
        let watching = PodNewsRecorder(objects, namespace: cluster.namespace)
        try await watching.until("all")
        for index in 0..<4 {
            _ = try await cluster.createPod("p\(index)", labels: [:])
            try await watching.until("changed p\(index)")
            let seen = ContinuousClock.now
            try await awaitCondition("time for a request to end") { .now - seen > .milliseconds(700) }
        }
        _ = await watching.stop()
        #expect(watching.count("all") == 1)
        for index in 0..<4 { #expect(watching.count("changed p\(index)") >= 1) }
    }

    @Test(arguments: ClusterFixture.all)
    func whatTheHandlerThrowsEndsTheWatch(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        struct Enough: Error {}
        await #expect(throws: Enough.self) { try await cluster.objects.watchPods { _ in throw Enough() } }
        await #expect(throws: Enough.self) {
            try await cluster.objects.watchPods { news in
                switch news {
                case .all: _ = try await cluster.createPod("a", labels: [:])
                case .changed(let pod) where pod.namespace == cluster.namespace: throw Enough()
                case .changed, .gone, .standing, .lost: break
                }
            }
        }
    }
}
