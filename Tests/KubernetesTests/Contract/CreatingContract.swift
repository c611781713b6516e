import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// Creates and their refusals.
@Suite struct CreatingContract {
    @Test(arguments: ClusterFixture.all)
    func aCreatedObjectIsThereAsItWasSent(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let created = try await cluster.created(
            "reviews", spec: ["hosts": ["reviews"], "exportTo": ["."]],
            metadata: ["annotations": ["hotswap.io/epoch": "1"]])
        #expect(!created.uid.isEmpty && !created.resourceVersion.isEmpty)
        #expect(created.owners == ["hotswap Update"])
        let live = try await cluster.live("reviews")
        #expect(live.body == created.body)
        #expect(live.annotation("hotswap.io/epoch") == "1")
        #expect(live.spec == ["hosts": ["reviews"], "exportTo": ["."]])
        #expect(live.generation == 1)
    }

    @Test(arguments: ClusterFixture.all)
    func aSecondCreateFindsTheFirst(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let first = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        await #expect(throws: ClusterRefusal.alreadyExists) {
            _ = try await cluster.created("reviews", spec: ["hosts": ["b"]])
        }
        #expect(try await cluster.live("reviews") == first)
    }

    @Test(arguments: ClusterFixture.all)
    func aDryRunStoresNothingAndRefusesTheSame(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let body = cluster.document(reference, spec: ["hosts": ["a"]])
        let tried = try await cluster.objects.create(body, at: reference, dryRun: true)
        #expect(tried.spec == ["hosts": ["a"]])
        #expect(try await cluster.objects.get(reference) == nil)
        _ = try await cluster.objects.create(body, at: reference, dryRun: false)
        await #expect(throws: ClusterRefusal.alreadyExists) {
            _ = try await cluster.objects.create(body, at: reference, dryRun: true)
        }
    }

    @Test(arguments: ClusterFixture.all)
    func anObjectThatWasReadCanBeMadeAnew(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let first = try await cluster.createdByOther(
            "reviews", spec: ["hosts": ["a"]], metadata: ["labels": ["a": "b"]])
        try await cluster.objects.delete(
            reference, uid: first.uid, resourceVersion: first.resourceVersion, dryRun: false)
        let again = try await cluster.objects.create(first.body, at: reference, dryRun: false)
        #expect(again.spec == first.spec)
        #expect(again.body["metadata"]?["labels"] == ["a": "b"])
        #expect(again.uid != first.uid)
        #expect(again.owners == ["hotswap Update"])
    }

    @Test(arguments: ClusterFixture.all)
    func aMissingNamespaceIsNamed(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = ObjectReference(
            PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "no-such-namespace", name: "a"),
            version: "v1")
        for dryRun in [true, false] {
            let refusal = await #expect(throws: ClusterRefusal.self) {
                _ = try await cluster.objects.create(
                    cluster.document(reference, spec: ["hosts": ["a"]]), at: reference, dryRun: dryRun)
            }
            guard case .notFound(let what) = refusal else {
                Issue.record("\(String(describing: refusal))")
                continue
            }
            #expect(what.contains("no-such-namespace"))
        }
    }

    @Test(arguments: ClusterFixture.all, Wrong.allCases)
    func whatIsNotValidIsRefusedWithItsField(_ fixture: ClusterFixture, _ wrong: Wrong) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService(wrong == .name ? "Not_a_name" : "reviews")
        var body = cluster.document(reference, spec: ["hosts": ["a"]])
        wrong.spoil(&body)
        let refusal = await #expect(throws: ClusterRefusal.self) {
            _ = try await cluster.objects.create(body, at: reference, dryRun: true)
        }
        guard case .invalid(let message, let problems) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(!message.isEmpty)
        #expect(problems.first?.path == wrong.field, "\(problems)")
        #expect(try await cluster.objects.get(reference) == nil)
    }

    enum Wrong: CaseIterable {
        case spec, name, kind, apiVersion, labelValue, labelType, namespace

        func spoil(_ body: inout JSONValue) {
            switch self {
            case .spec: body["spec"] = "text"
            case .name: break
            case .kind: body["kind"] = "Gateway"
            case .apiVersion: body["apiVersion"] = "networking.istio.io/v1beta1"
            case .labelValue: body["metadata"]?["labels"] = ["app": "not a label"]
            case .labelType: body["metadata"]?["labels"] = ["app": 1]
            case .namespace: body["metadata"]?["namespace"] = "other"
            }
        }

        /// The field that the server names, where it names one.
        var field: String? {
            switch self {
            case .spec: "spec"
            case .name: "metadata.name"
            case .kind: "kind"
            case .labelValue: "metadata.labels"
            case .apiVersion, .labelType, .namespace: nil
            }
        }
    }
}
