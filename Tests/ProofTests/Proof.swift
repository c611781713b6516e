import Application
import Domain
import Kubernetes
import Mesh
import MeshModel
import MeshTestKit
import Ports
import TestKit

/// One sample on the real server: what is there before, and all that rollouts do with it.
struct Proof: Sendable {
    let sample: KindSample
    let cluster: ObservedCluster
    let before: Snapshot
    private let seed: SampleSeed
    private let resources: [MeshResource: ResourceReference]
    /// The deployment that wrote the policy's old version.
    private static let earlier = ID<Deployment>(high: 7, low: 7)

    var observer: Observer { cluster.observer }
    var own: Set<MeshObjectName> { Set(sample.changes.map { MeshObjectName($0.key) }) }

    /// Makes everything that is there before the rollout. Throws what the server refuses.
    init(_ original: KindSample) async throws {
        let server = try await ProofServer.shared.value
        let names = NamespaceNames(original.namespaces)
        let plain = SampleCluster(names: names, server: server.objects)
        seed = SampleSeed(requests: server.requests, names: names)
        try await seed.makeTown(original)
        let pods = try await plain.pods(namespace: nil, labelSelector: nil)
        sample = original.with(pods: pods.compactMap { Workload(pod: $0.body) })
        resources = try await Self.served(original.resources, server.objects)
        let forms = ServedForms(plain, new: original.changes.compactMap(\.new))
        cluster = ObservedCluster(cluster: plain, observer: Observer(sample, forms: forms))
        for object in sample.others { try await Self.make(object, isOwn: false, seed, cluster, forms) }
        for change in sample.changes {
            guard let old = change.old else { continue }
            let object = MeshObject(name: MeshObjectName(change.key), document: old)
            try await Self.make(object, isOwn: true, seed, cluster, forms)
        }
        before = try await Snapshot(plain, Array(resources.values))
    }

    private static func served(
        _ resources: [MeshResource], _ objects: KubernetesObjects
    ) async throws -> [MeshResource: ResourceReference] {
        var found: [MeshResource: ResourceReference] = [:]
        for resource in resources {
            let versions = try await objects.servedVersions(group: resource.group, plural: resource.plural)
            guard let version = versions.first else { continue }
            found[resource] = ResourceReference(
                group: resource.group, version: version, plural: resource.plural, namespace: nil)
        }
        return found
    }

    private static func make(
        _ object: MeshObject, isOwn: Bool, _ seed: SampleSeed, _ cluster: ObservedCluster, _ forms: ServedForms
    ) async throws {
        let reference = object.reference
        try await forms.registerOriginal(object.document, at: reference)
        if isOwn {
            let marks = ObjectMarks(deployment: earlier, epoch: 1, traceparent: nil)
            let body = seed.names.atServer(marks.marking(object.document))
            _ = try await cluster.cluster.server.create(body, at: seed.names.atServer(reference), dryRun: false)
        } else {
            try await seed.make(object, at: reference)
        }
        guard let live = try await cluster.get(reference) else { throw TestKitError("\(object.name) was not made") }
        await cluster.observer.found(live, at: reference)
    }

    /// What the server has now.
    func snapshot() async throws -> Snapshot { try await Snapshot(cluster.cluster, Array(resources.values)) }

    func clear() async { await seed.clear(Array(resources.values), sample.services) }

    /// What must hold when all scenes are done: the policies are the new version with no more than HotSwap's three
    /// annotations on them, and everything else is as it was.
    func expectNew() async throws {
        let now = try await snapshot()
        await observer.compare(now.names, now.labels)
        for sentence in now.differences(from: before, apart: own) { await observer.fail(sentence) }
        for change in sample.changes { await expectNew(change, now) }
    }

    private func expectNew(_ change: Mechanics.Change, _ now: Snapshot) async {
        let name = MeshObjectName(change.key)
        let document = await observer.document(name)
        if document != change.new.map(ObjectContent.of) {
            await observer.fail("\(name) is \(document?.jsonText ?? "absent"), not the new version")
        }
        guard let live = now.objects[name], let new = change.new else { return }
        let own = Set(new["metadata"]?["annotations"]?.object?.keys.map { $0 } ?? [])
        let added = Set(live["metadata"]?["annotations"]?.object?.keys.map { $0 } ?? []).subtracting(own)
        if !added.isSubset(of: Set(ManagedAnnotations.all)) { await observer.fail("\(name) bears \(added)") }
        let managers = Set((live["metadata"]?["managedFields"]?.array ?? []).compactMap { $0["manager"]?.string })
        if managers != ["hotswap"] { await observer.fail("the new \(name) is owned by \(managers)") }
    }

    /// What must hold after going back: everything is as it was, the owners of every field included.
    func expectOld() async throws {
        let now = try await snapshot()
        await observer.compare(now.names, now.labels)
        for sentence in now.differences(from: before) { await observer.fail(sentence) }
    }
}

extension MeshObject {
    fileprivate var reference: ObjectReference {
        let version = document["apiVersion"]?.string?.split(separator: "/").last.map(String.init) ?? "v1"
        return ObjectReference(
            group: name.resource.group, version: version, plural: name.resource.plural, kind: name.resource.kind,
            namespace: name.namespace, name: name.name)
    }
}
