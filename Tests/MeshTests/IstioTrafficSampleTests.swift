import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// The samples of Istio's traffic kinds say something: the judge sees both versions, and the share that they reach.
struct IstioTrafficSampleTests {
    @Test(arguments: KindSample.istioTraffic)
    func oldAndNewDiffer(_ sample: KindSample) {
        let judge = TrafficSample.judge(sample)
        #expect(
            sample.pods.contains { pod in
                TrafficSample.requests.contains { judge.old.behaviour(of: pod, $0) != judge.new.behaviour(of: pod, $0) }
            })
    }

    /// After `share` the pods with the label have the new version, and the others have the old one.
    @Test(arguments: KindSample.istioTraffic.filter { $0.unit == .workloads })
    func labelledPodsHaveTheNewVersion(_ sample: KindSample) throws {
        let book = try sample.book()
        var world = sample.world
        for move in try book.moves(to: .share(.percent(50))) {
            world.apply(move, cohort: KindSample.cohort, scope: book.scope)
        }
        let chosen = world.pods.filter { $0.labels[KindSample.cohort.labelKey] != nil }
        #expect(!chosen.isEmpty)
        let judge = TrafficSample.judge(sample)
        for pod in world.pods {
            let version = chosen.contains(pod) ? judge.new : judge.old
            for request in TrafficJudge.asked(by: pod, TrafficSample.requests) {
                let (wanted, present) = (
                    version.behaviour(of: pod, request), SidecarRouting(world).behaviour(of: pod, request)
                )
                #expect(present == wanted, "\(pod.name) \(request)")
            }
        }
    }

    /// The namespaces that are compared as the cohort have the new version, and the others have the old one.
    @Test(arguments: KindSample.istioTraffic.filter { $0.unit == .clientNamespaces })
    func chosenNamespacesHaveTheNewVersion(_ sample: KindSample) throws {
        let book = try sample.book()
        guard case .namespaces(let chosen) = book.measurement(of: .share(.count(1))).cohort else {
            Issue.record("no namespaces")
            return
        }
        var world = sample.world
        for move in try book.moves(to: .share(.count(1))) { world.apply(move, cohort: KindSample.cohort, scope: nil) }
        let judge = TrafficSample.judge(sample)
        for pod in world.pods {
            let version = chosen.contains(pod.namespace) ? judge.new : judge.old
            for request in TrafficJudge.asked(by: pod, TrafficSample.requests) {
                let present = SidecarRouting(world).behaviour(of: pod, request)
                #expect(present == version.behaviour(of: pod, request), "\(pod.name) \(request)")
            }
        }
    }

    /// By requests, every client that the two versions differ for has the share.
    @Test(arguments: ["virtualservice-destination", "virtualservice-weights", "destinationrule-twins"])
    func requestsAreDrawnByTheShare(_ name: String) throws {
        let sample = try #require(KindSample.istioTraffic.first { $0.name == name })
        let book = try sample.book()
        let judge = TrafficSample.judge(sample)
        for percent in [1, 10, 33, 50, 99, 100] {
            var world = sample.world
            for move in try book.moves(to: .share(.percent(percent))) {
                world.apply(move, cohort: KindSample.cohort, scope: nil)
            }
            let (was, present, will) = (
                judge.old.behaviour(of: sample.pods[0], TrafficSample.requests[0]),
                SidecarRouting(world).behaviour(of: sample.pods[0], TrafficSample.requests[0]),
                judge.new.behaviour(of: sample.pods[0], TrafficSample.requests[0])
            )
            for key in Set(was.keys).union(will.keys) {
                let share = Double(percent) / 100
                let wanted = (was[key] ?? 0) * (1 - share) + (will[key] ?? 0) * share
                #expect(abs(wanted - (present[key] ?? 0)) < 1e-9, "\(percent) % of \(key)")
            }
        }
    }

    /// Green is invisible: without its header everybody has the old version.
    @Test(arguments: KindSample.istioTraffic.filter { $0.scenes.contains(.green) })
    func greenIsInvisible(_ sample: KindSample) throws {
        let book = try sample.book()
        var world = sample.world
        for move in try book.moves(to: .green) { world.apply(move, cohort: KindSample.cohort, scope: book.scope) }
        let old = TrafficSample.judge(sample).old
        for pod in world.pods {
            for request in TrafficSample.requests where request.headers[Cohort.greenHeader] == nil {
                #expect(
                    SidecarRouting(world).behaviour(of: pod, request) == old.behaviour(of: pod, request),
                    "\(pod.name) \(request)")
            }
        }
    }
}
