import Domain
import EffortTestKit
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// A thousand policies in one rollout, on a cluster with as many services: each may look around, none through
/// everything.
@Suite struct LargeClusterTests {
    private static let count = 1000

    private func key(_ number: Int) -> PolicyKey {
        PolicyKey(
            kind: .virtualService, group: "networking.istio.io", namespace: "shop-\(number % 10)", name: "s-\(number)")
    }

    private func route(_ number: Int, to subset: String) -> JSONValue {
        let destination: JSONValue = ["host": .string("s-\(number)"), "subset": .string(subset)]
        let spec: JSONValue = [
            "hosts": [.string("s-\(number)")], "http": [["route": [["destination": destination]]]],
        ]
        return document("VirtualService", number, spec)
    }

    private func document(_ kind: String, _ number: Int, _ spec: JSONValue) -> JSONValue {
        let metadata: JSONValue = ["name": .string("s-\(number)"), "namespace": .string("shop-\(number % 10)")]
        return [
            "apiVersion": "networking.istio.io/v1", "kind": .string(kind), "metadata": metadata, "spec": spec,
        ]
    }

    private func subsets(_ number: Int) -> MeshObject {
        let subsets: JSONValue = [
            ["name": "v1", "labels": ["version": "v1"]], ["name": "v2", "labels": ["version": "v2"]],
        ]
        let name = MeshObjectName(
            resource: MeshResource(.destinationRule), namespace: "shop-\(number % 10)", name: "s-\(number)")
        return MeshObject(
            name: name,
            document: document("DestinationRule", number, ["host": .string("s-\(number)"), "subsets": subsets]))
    }

    /// Looking through all services for each rule of each policy took minutes.
    @Test func aThousandRoutesArePlannedAtOnce() throws {
        let time = try effort {
            let numbers = 0..<Self.count
            let pods = numbers.flatMap { number in
                ["v1", "v2"].map { version in
                    Workload(
                        namespace: "shop-\(number % 10)", name: "s-\(number)-\(version)",
                        labels: ["app": "s-\(number)", "version": version], phase: "Running")
                }
            }
            let services = numbers.map {
                MeshService(namespace: "shop-\($0 % 10)", name: "s-\($0)", selector: ["app": "s-\($0)"])
            }
            let objects = Dictionary(numbers.map(subsets).map { ($0.name, $0.document) }) { $1 }
            let cluster = Surroundings(pods: pods, services: services, objects: objects)
            let changes = numbers.map {
                PolicyChange(key: key($0), old: route($0, to: "v1"), new: route($0, to: "v2"))
            }
            let together = ChangesTogether(changes)
            for (number, change) in zip(numbers, changes) {
                let book = try Mechanics.book(
                    for: change, unit: .requests, in: cluster.beside(together, as: change.key),
                    cohort: KindSample.cohort)
                let measurement = book.measurement(of: .share(.percent(10)))
                let pod = PodName(namespace: "shop-\(number % 10)", name: "s-\(number)-v2")
                guard measurement.cohort == .pods([pod]), try book.moves(to: .share(.percent(10))).count == 1 else {
                    Issue.record("\(change.key): \(measurement)")
                    return
                }
            }
            #expect(cluster.beside(together, as: key(7)).companions.count == Self.count - 1)
        }
        #expect(time < .seconds(60))
    }

    /// Each finds the one that it goes together with, among as many that it does not.
    @Test func whoGoesTogetherIsFoundAtOnce() throws {
        let time = try effort {
            let numbers = 0..<Self.count
            let services = numbers.map {
                MeshService(namespace: "shop-\($0 % 10)", name: "s-\($0)", selector: ["app": "s-\($0)"])
            }
            let cluster = Surroundings(pods: [], services: services, objects: [:])
            let changes = numbers.map { PolicyChange(key: key($0), old: nil, new: route($0, to: "v2")) }
            let rules = numbers.map { number in
                let rule = subsets(number)
                let key = PolicyKey(
                    kind: .destinationRule, group: rule.name.resource.group, namespace: rule.name.namespace,
                    name: rule.name.name)
                return PolicyChange(key: key, old: nil, new: rule.document)
            }
            let together = ChangesTogether(changes + rules)
            for (change, rule) in zip(changes, rules) {
                let book = try Mechanics.book(
                    for: change, unit: .requests, in: cluster.beside(together, as: change.key),
                    cohort: KindSample.cohort)
                guard book.lead?.key == rule.key else {
                    Issue.record("\(change.key): \(String(describing: book.lead?.key))")
                    return
                }
            }
        }
        #expect(time < .seconds(60))
    }

    /// So it is with a thousand Servers of one namespace, and what authorizes them.
    @Test func whoAuthorizesAServerIsFoundAtOnce() throws {
        let time = try effort {
            let numbers = 0..<Self.count
            let changes = numbers.flatMap { number -> [PolicyChange] in
                let server = KindSample.serverDocument(
                    "s-\(number)", selector: ["matchLabels": ["app": .string("s-\(number)")]])
                let access = KindSample.serverAuthorization(
                    "s-\(number)", ["name": .string("s-\(number)")], client: "web")
                return [(PolicyKind.server, server), (.serverAuthorization, access.document)].map { kind, document in
                    let key = PolicyKey(kind: kind, group: "policy.linkerd.io", namespace: "shop", name: "s-\(number)")
                    return PolicyChange(key: key, old: nil, new: document)
                }
            }
            let cluster = Surroundings(pods: [], services: [], objects: [:])
            let together = ChangesTogether(changes)
            for change in changes where change.key.kind == .serverAuthorization {
                let book = try Mechanics.book(
                    for: change, unit: .workloads, in: cluster.beside(together, as: change.key),
                    cohort: KindSample.cohort)
                guard book.lead?.key.name == change.key.name, book.lead?.key.kind == .server else {
                    Issue.record("\(change.key): \(String(describing: book.lead?.key))")
                    return
                }
            }
        }
        #expect(time < .seconds(60))
    }
}
