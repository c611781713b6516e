import Application
import Domain
import Mesh
import MeshModel
import MeshTestKit
import Ports

/// Holds a sample's cluster as the server says it is, and after every write asks the mesh's rules about it. Nobody but
/// the rollout writes into the sample's namespaces.
actor Observer {
    private let sample: KindSample
    private let forms: ServedForms
    /// Oldest first.
    private var order: [MeshObjectName] = []
    private var documents: [MeshObjectName: JSONValue] = [:]
    private var pods: [PodName: Workload]
    /// What the rollout is doing, for sentences.
    private var chapter = "at the start"
    private(set) var failures: [String] = []
    private(set) var writes = 0

    init(_ sample: KindSample, forms: ServedForms) {
        self.sample = sample
        self.forms = forms
        pods = Dictionary(sample.pods.map { ($0.podName, $0) }) { first, _ in first }
    }

    func begin(_ chapter: String) { self.chapter = chapter }

    func fail(_ sentence: String) { failures.append("\(sample), \(chapter): \(sentence)") }

    func expect(_ body: JSONValue, at reference: ObjectReference) async throws {
        try await forms.register(body, at: reference)
    }

    func document(_ name: MeshObjectName) -> JSONValue? { documents[name] }

    /// What was there before the rollout.
    func found(_ live: LiveObject, at reference: ObjectReference) async { await put(live, at: reference) }

    func saw(_ live: LiveObject?, at reference: ObjectReference, after write: String) async {
        if let live { await put(live, at: reference) } else { drop(MeshObjectName(reference)) }
        judge(after: write)
    }

    func saw(pod live: LiveObject?, after write: String) {
        if let pod = live.flatMap({ Workload(pod: $0.body) }) { pods[pod.podName] = pod }
        judge(after: write)
    }

    private func put(_ live: LiveObject, at reference: ObjectReference) async {
        let name = MeshObjectName(reference)
        let document = await forms.document(of: live)
        if document == nil { fail("nobody has written what is at \(name): \(ObjectContent.of(live.body).jsonText)") }
        if documents.updateValue(document ?? ObjectContent.of(live.body), forKey: name) == nil { order.append(name) }
    }

    private func drop(_ name: MeshObjectName) {
        documents[name] = nil
        order.removeAll { $0 == name }
    }

    private func judge(after write: String) {
        writes += 1
        let objects = order.compactMap { name in documents[name].map { MeshObject(name: name, document: $0) } }
        let world = World(observed: objects, pods: pods.sorted { $0.key < $1.key }.map(\.value))
        for sentence in sample.violations(world, sample) { fail("after \(write): \(sentence)") }
    }

    /// Compares what was observed with what is there: nothing was written behind the observer's back.
    func compare(_ names: Set<MeshObjectName>, _ labels: [PodName: [String: String]]) {
        if names != Set(order) { fail("the server has \(names), observed were \(order)") }
        if labels != pods.mapValues(\.labels) { fail("the pods' labels are not as observed") }
    }
}
