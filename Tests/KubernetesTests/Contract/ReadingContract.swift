import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// What the adapter reads, from the sandbox as from a real kube-apiserver.
@Suite struct ReadingContract {
    @Test(arguments: ClusterFixture.all)
    func servedVersionsNameTheServersPreferenceFirst(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        for kind in PolicyKind.allCases {
            for group in kind.groups {
                let served = try await cluster.objects.servedVersions(group: group, plural: kind.plural)
                #expect(!served.isEmpty, "\(kind) in \(group)")
                #expect(Set(served).isSubset(of: kind.versions(in: group)), "\(kind) in \(group): \(served)")
            }
        }
        let services = try await cluster.objects.servedVersions(group: "networking.istio.io", plural: "virtualservices")
        #expect(services.first == "v1")
        #expect(Set(services) == ["v1", "v1beta1", "v1alpha3"])
        #expect(try await cluster.objects.servedVersions(group: "", plural: "pods") == ["v1"])
    }

    @Test(arguments: ClusterFixture.all)
    func whatIsNotServedHasNoVersions(_ fixture: ClusterFixture) async throws {
        let objects = try await fixture.testCluster().objects
        #expect(try await objects.servedVersions(group: "nothing.example.com", plural: "virtualservices").isEmpty)
        #expect(try await objects.servedVersions(group: "networking.istio.io", plural: "nothings").isEmpty)
    }

    @Test(arguments: ClusterFixture.all)
    func anAbsentObjectIsNilAndAnUnknownResourceIsARefusal(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        #expect(try await cluster.objects.get(cluster.virtualService("nobody")) == nil)
        let unknown = ObjectReference(
            group: "nothing.example.com", version: "v1", plural: "nothings", kind: "Nothing",
            namespace: cluster.namespace, name: "a")
        let list = ResourceReference(
            group: unknown.group, version: unknown.version, plural: unknown.plural, namespace: cluster.namespace)
        await expectNotServed { _ = try await cluster.objects.get(unknown) }
        await expectNotServed { _ = try await cluster.objects.list(list) }
        await expectNotServed { _ = try await cluster.objects.create(["kind": "Nothing"], at: unknown, dryRun: true) }
        await expectNotServed { _ = try await cluster.objects.get(cluster.virtualService("a", version: "v9")) }
    }

    /// Of Secrets nothing but their names comes over.
    @Test(arguments: ClusterFixture.all.filter { $0 == .kubeAPIServer })
    func headingsAreNamesAlone(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        try await cluster.requests.succeed(
            "POST", "/api/v1/namespaces/\(cluster.namespace)/secrets",
            [
                "apiVersion": "v1", "kind": "Secret", "stringData": ["password": "open sesame"],
                "metadata": ["name": "web", "annotations": ["last-applied": "open sesame"]],
            ])
        let secrets = ResourceReference(group: "", version: "v1", plural: "secrets", namespace: cluster.namespace)
        let found = try await cluster.objects.headings(of: secrets)
        #expect(
            found.map(\.body) == [["metadata": ["name": "web", "namespace": .string(cluster.namespace)]]])
    }

    @Test(arguments: ClusterFixture.all)
    func anObjectIsReadThroughEveryVersion(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let created = try await cluster.created("reviews", spec: ["hosts": ["reviews"]])
        let old = try #require(try await cluster.objects.get(cluster.virtualService("reviews", version: "v1beta1")))
        #expect(old.body["apiVersion"] == "networking.istio.io/v1beta1")
        #expect(old.body["spec"] == created.body["spec"])
        #expect(old.uid == created.uid)
    }

    @Test(arguments: ClusterFixture.all)
    func listsHoldEveryObjectOfTheNamespace(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        for index in 0..<7 { _ = try await cluster.created("policy-\(index)", spec: ["hosts": [.string("h\(index)")]]) }
        let resource = ResourceReference(
            group: "networking.istio.io", version: "v1", plural: "virtualservices", namespace: cluster.namespace)
        let all = try await cluster.objects.list(resource)
        #expect(all.map(\.name) == (0..<7).map { "policy-\($0)" })
        #expect(all.allSatisfy { !$0.uid.isEmpty && $0.body["kind"] == "VirtualService" })
        let contents = try await cluster.objects.contents(of: resource)
        #expect(all.allSatisfy { $0.body["metadata"]?["managedFields"] != nil })
        #expect(contents == all.map { $0.withoutOwners })
        let everywhere = ResourceReference(
            group: resource.group, version: resource.version, plural: resource.plural, namespace: nil)
        let names = Set(try await cluster.objects.list(everywhere).map { "\($0.namespace)/\($0.name)" })
        #expect(names.isSuperset(of: all.map { "\(cluster.namespace)/\($0.name)" }))
        let nowhere = ResourceReference(
            group: resource.group, version: resource.version, plural: resource.plural, namespace: "no-such-namespace")
        #expect(try await cluster.objects.list(nowhere).isEmpty)
    }

    @Test(arguments: ClusterFixture.all)
    func itemsOfCoreListsSayWhatTheyAre(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        try await cluster.requests.succeed(
            "POST", "/api/v1/namespaces/\(cluster.namespace)/services",
            [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "reviews", "labels": ["app": "reviews"]],
                "spec": ["ports": [["port": 9080, "name": "http"]], "selector": ["app": "reviews"]],
            ])
        let services = try await cluster.objects.list(.services(namespace: cluster.namespace))
        #expect(services.count == 1)
        #expect(services.first?.body["kind"] == "Service")
        #expect(services.first?.body["apiVersion"] == "v1")
        #expect(services.first?.body["spec"]?["selector"]?["app"] == "reviews")
        #expect(try await cluster.objects.list(.pods(namespace: cluster.namespace)).isEmpty)
    }

    @Test(arguments: ClusterFixture.all)
    func theServerSaysItsVersion(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        #expect(try await cluster.objects.serverVersion().hasPrefix("v1."))
    }
}

/// Expects that the cluster does not know the resource.
func expectNotServed(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async {
    let refusal = await #expect(throws: ClusterRefusal.self, sourceLocation: sourceLocation) { try await body() }
    guard case .notServed = refusal else {
        Issue.record("expected notServed, got \(String(describing: refusal))", sourceLocation: sourceLocation)
        return
    }
}

/// Expects that the object has changed since it was read, or is gone.
func expectStale(sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void) async {
    await #expect(throws: ClusterRefusal.stale, sourceLocation: sourceLocation) { try await body() }
}

extension TestCluster {
    /// Creates a VirtualService as HotSwap does.
    func created(_ name: String, spec: JSONValue, metadata: JSONValue = [:]) async throws -> LiveObject {
        let reference = virtualService(name)
        return try await objects.create(
            document(reference, spec: spec, metadata: metadata), at: reference, dryRun: false)
    }

    /// The object as it is now.
    func live(_ name: String) async throws -> LiveObject {
        try #require(try await objects.get(virtualService(name)))
    }

    func path(_ name: String) -> String {
        "/apis/networking.istio.io/v1/namespaces/\(namespace)/virtualservices/\(name)"
    }

    /// Creates a VirtualService as somebody else does.
    @discardableResult
    func createdByOther(
        _ name: String, spec: JSONValue, metadata: JSONValue = [:], manager: String = "kubectl-create"
    ) async throws -> LiveObject {
        let reference = virtualService(name)
        let collection = "/apis/networking.istio.io/v1/namespaces/\(namespace)/virtualservices"
        return LiveObject(
            body: try await requests.succeed(
                "POST", "\(collection)?fieldManager=\(manager)", document(reference, spec: spec, metadata: metadata)))
    }

    /// Server-side apply by somebody else.
    @discardableResult
    func appliedByOther(
        _ name: String, spec: JSONValue, metadata: JSONValue = [:], manager: String = "kubectl"
    ) async throws -> LiveObject {
        let body = document(virtualService(name), spec: spec, metadata: metadata)
        return LiveObject(
            body: try await requests.succeed(
                "PATCH", "\(path(name))?fieldManager=\(manager)", body, as: "application/apply-patch+yaml"))
    }
}

extension LiveObject {
    /// `manager operation` of every entry, sorted.
    var owners: [String] {
        (body["metadata"]?["managedFields"]?.array ?? []).map {
            "\($0["manager"]?.string ?? "") \($0["operation"]?.string ?? "")"
        }.sorted()
    }

    var withoutOwners: LiveObject {
        var body = body
        body["metadata"]?["managedFields"] = nil
        return LiveObject(body: body)
    }

    var spec: JSONValue? { body["spec"] }
    var generation: Int64? { body["metadata"]?["generation"]?.int }
}
