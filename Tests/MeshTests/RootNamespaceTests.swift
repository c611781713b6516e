import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// A mesh with another root namespace: whatever is split in `istio-system` is split there in the same way.
struct RootNamespaceTests {
    private static let root = "mesh-root"
    private static let kinds = PolicyKind.allCases.filter(\.looksAtRootNamespace)
    private static let samples = KindSample.all.filter { kinds.contains($0.change.key.kind) }

    /// The same with the other name wherever `istio-system` stands.
    private static func renamed(_ text: String) -> String {
        text.split(separator: "istio-system", omittingEmptySubsequences: false).joined(separator: root)
    }

    private static func renamed(_ document: JSONValue) -> JSONValue {
        switch document {
        case .string(let text): .string(renamed(text))
        case .array(let values): .array(values.map(renamed))
        case .object(let members): .object(members.mapValues(renamed))
        default: document
        }
    }

    private static func renamed(_ name: MeshObjectName) -> MeshObjectName {
        MeshObjectName(resource: name.resource, namespace: renamed(name.namespace), name: name.name)
    }

    private static func renamed(_ change: PolicyChange) -> PolicyChange {
        let key = PolicyKey(
            kind: change.key.kind, group: change.key.group, namespace: renamed(change.key.namespace),
            name: change.key.name)
        return PolicyChange(key: key, old: change.old.map(renamed), new: change.new.map(renamed))
    }

    private static func renamed(_ pod: Workload) -> Workload {
        Workload(
            namespace: renamed(pod.namespace), name: pod.name, labels: pod.labels, phase: pod.phase, uid: pod.uid,
            serviceAccount: pod.serviceAccount)
    }

    private static func surroundings(of sample: KindSample) -> Surroundings {
        let objects = sample.world.objects.map { (renamed($0), renamed($1)) }
        return Surroundings(
            pods: sample.pods.map(renamed), services: sample.services,
            objects: Dictionary(objects) { first, _ in first }, rootNamespace: root
        )
        .beside(ChangesTogether(sample.changes.map(renamed)), as: renamed(sample.change).key)
    }

    /// Whom a book counts, and what it does, scene by scene and back.
    private static func story(_ book: any RolloutBook, _ scenes: [Scene], _ pods: [Workload]) -> [String] {
        let counted = book.scope.map { scope in pods.filter(scope.contains).map { "\($0.podName)" } } ?? ["nobody"]
        var story = counted + book.notes
        for scene in scenes {
            do { story += try book.moves(to: scene).map { "\(scene): \(words($0))" } } catch {
                story.append("\(error)")
            }
        }
        return story + book.movesBack().map { "back: \(words($0))" }
    }

    private static func words(_ move: Move) -> String {
        switch move {
        case .write(let object): "write \(object.name) \(object.document.jsonText)"
        case .overwrite(let object): "overwrite \(object.name) \(object.document.jsonText)"
        default: "\(move)"
        }
    }

    @Test(arguments: samples) func whatIsInTheRootNamespaceIsSplitThereInTheSameWay(_ sample: KindSample) throws {
        let usual = Self.story(try sample.book(), sample.scenes, sample.pods).map(Self.renamed)
        let there = try Mechanics.book(
            for: Self.renamed(sample.change), unit: sample.unit, in: Self.surroundings(of: sample),
            cohort: KindSample.cohort)
        #expect(Self.story(there, sample.scenes, sample.pods.map(Self.renamed)) == usual)
    }

    /// The mechanics of each kind ask which namespace it is: with the name of another mesh's the same policies do not
    /// have the same books.
    @Test(arguments: kinds) func theNameIsTheMeshs(_ kind: PolicyKind) {
        let change = Self.inRoot(kind)
        let pods = SecurityBooks.pods + [Workload.sample("root", ["app": "books"], namespace: Self.root)]
        let services = KindSample.all.first { $0.change.key.kind == kind }?.services ?? []
        func book(root: String) -> [String] {
            let surroundings = Surroundings(pods: pods, services: services, objects: [:], rootNamespace: root)
            do {
                let unit = kind == .destinationRule ? CohortUnit.clientNamespaces : .workloads
                let book = try Mechanics.book(for: change, unit: unit, in: surroundings, cohort: KindSample.cohort)
                return Self.story(book, [.promoted], pods)
            } catch { return ["\(error)"] }
        }
        #expect(book(root: Self.root) != book(root: "istio-system"), "\(book(root: Self.root))")
    }

    /// A new policy of the kind in the root namespace, for everybody.
    private static func inRoot(_ kind: PolicyKind) -> PolicyChange {
        let spec: JSONValue =
            switch kind {
            case .authorizationPolicy: ["action": "ALLOW", "rules": [["to": [["operation": ["methods": ["GET"]]]]]]]
            case .requestAuthentication: ["jwtRules": [["issuer": "a", "jwksUri": "https://a/keys"]]]
            case .peerAuthentication: ["mtls": ["mode": "STRICT"]]
            case .sidecar: ["egress": [["hosts": ["./*"]]]]
            case .envoyFilter: ["configPatches": [["applyTo": "LISTENER", "patch": ["operation": "MERGE"]]]]
            default: ["host": "books.shop.svc.cluster.local", "trafficPolicy": ["tls": ["mode": "DISABLE"]]]
            }
        let key = PolicyKey(kind: kind, group: kind.groups[0], namespace: root, name: "default")
        return PolicyChange(
            key: key, old: nil,
            new: [
                "apiVersion": .string("\(kind.groups[0])/v1"), "kind": .string(kind.rawValue),
                "metadata": ["name": "default", "namespace": .string(root)], "spec": spec,
            ])
    }

    @Test func onlyIstiosKindsThatAreReadFromItCount() {
        #expect(Self.kinds.allSatisfy { $0.mesh == .istio } && !Self.kinds.contains(.virtualService))
        #expect(Self.kinds.count == 6)
    }

    /// Whoever is in the root namespace has to do with every pod.
    @Test func stakesFollowTheMesh() {
        func stakes(in namespace: String, root: String) -> [Stake] {
            let key = PolicyKey(
                kind: .peerAuthentication, group: "security.istio.io", namespace: namespace, name: "default")
            return Stakes.of(key, [["spec": ["mtls": ["mode": "STRICT"]]]], .stepByStep, root: root)
        }
        func meet(_ one: [Stake], _ other: [Stake]) -> Bool {
            one.contains { stake in other.contains { $0.contends(with: stake) } }
        }
        for (root, isForAll) in [(Self.root, true), ("istio-system", false)] {
            #expect(meet(stakes(in: Self.root, root: root), stakes(in: "shop", root: root)) == isForAll)
            #expect(meet(stakes(in: "istio-system", root: root), stakes(in: "shop", root: root)) != isForAll)
        }
    }
}
