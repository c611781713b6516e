import Domain
import MeshModel
import MeshTraffic

/// A small cluster of documents, to be changed by a test.
struct Town {
    var pods: [JSONValue] = []
    var services: [JSONValue] = []
    var policies: [JSONValue] = []

    /// `web` calls `reviews` (two pods of v1, one of v2).
    static func bookshop(sidecar: String? = nil) -> Town {
        var town = Town()
        town.services = [service("reviews", ["app": "reviews"]), service("web", ["app": "web"])]
        town.pods = [
            pod("web-1", ["app": "web"], sidecar: sidecar), pod("web-2", ["app": "web"], sidecar: sidecar),
            pod("reviews-1", ["app": "reviews", "version": "v1"], sidecar: sidecar),
            pod("reviews-2", ["app": "reviews", "version": "v1"], sidecar: sidecar),
            pod("reviews-3", ["app": "reviews", "version": "v2"], sidecar: sidecar),
        ]
        return town
    }

    static func service(_ name: String, _ selector: [String: String], namespace: String = "shop", port: String = "http")
        -> JSONValue
    {
        [
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "spec": [
                "selector": .object(selector.mapValues { .string($0) }),
                "ports": [["name": .string(port), "port": 80, "targetPort": 9080]],
            ],
        ]
    }

    static func pod(
        _ name: String, _ labels: [String: String], namespace: String = "shop", sidecar: String? = nil,
        uid: String? = nil
    ) -> JSONValue {
        var containers: [JSONValue] = [["name": "app", "ports": [["name": "http", "containerPort": 9080]]]]
        if let sidecar { containers.append(["name": .string(sidecar)]) }
        return [
            "metadata": [
                "name": .string(name), "namespace": .string(namespace), "uid": .string(uid ?? "uid-\(name)"),
                "labels": .object(labels.mapValues { .string($0) }),
            ],
            "spec": [
                "containers": .array(containers), "serviceAccountName": .string(String(name.prefix { $0 != "-" })),
            ],
            "status": ["phase": "Running", "podIP": "10.0.0.1"],
        ]
    }

    static func policy(
        _ kind: String, _ name: String, _ spec: JSONValue, group: String = "networking.istio.io/v1",
        namespace: String = "shop"
    ) -> JSONValue {
        [
            "apiVersion": .string(group), "kind": .string(kind),
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
        ]
    }

    mutating func label(_ pod: String, _ key: String, _ value: String) {
        for index in pods.indices where pods[index]["metadata"]?["name"]?.string == pod {
            var metadata = pods[index]["metadata"] ?? [:]
            var labels = metadata["labels"] ?? [:]
            labels[key] = .string(value)
            metadata["labels"] = labels
            pods[index]["metadata"] = metadata
        }
    }

    var state: ClusterState { ClusterState(pods: pods, services: services, policies: policies) }

    /// What is counted after so many seconds of a scenario in which only reviews is called, by web.
    func counted(_ scenario: JSONValue = [:], seconds: Double = 100) throws -> Counted {
        var model = try model(scenario)
        model.advance(to: .zero + .seconds(seconds))
        return Counted(model.exposition())
    }

    func model(_ scenario: JSONValue = [:]) throws -> TrafficModel {
        var document = scenario
        document["onlyListed"] = .bool(true)
        if document["services"] == nil {
            document["services"] = [["service": "shop/reviews", "clients": [["labels": ["app": "web"]]]]]
        }
        var model = TrafficModel(try Scenario(document), at: .zero)
        model.update(state, at: .zero)
        return model
    }
}

extension Timestamp {
    static let zero = Timestamp(seconds: 1_000_000)
}

/// An exposition, read back.
struct Counted {
    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    let samples: [Sample]

    init(_ text: [UInt8]) {
        samples = String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { line in
                let name = line.prefix { $0 != "{" }
                let inside = line.dropFirst(name.count + 1).prefix { $0 != "}" }
                var labels: [String: String] = [:]
                for pair in inside.split(separator: ",") {
                    let parts = pair.split(separator: "=", maxSplits: 1)
                    labels[String(parts[0])] = String(parts[1].dropFirst().dropLast())
                }
                return Sample(
                    name: String(name), labels: labels,
                    value: Double(line.split(separator: " ").last ?? "") ?? .nan)
            }
    }

    func sum(_ name: String, _ labels: [String: String] = [:]) -> Double {
        let found = samples.filter { sample in
            sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }.reduce(0) { $0 + $1.value }
        return (found * 1000).rounded() / 1000
    }

    /// Of Istio's requests at the client's side.
    func requests(_ labels: [String: String] = [:]) -> Double {
        sum("istio_requests_total", labels.merging(["reporter": "source"]) { one, _ in one })
    }

    /// Percent of a pod's requests with this status.
    func share(_ pod: String, _ code: String, reporter: String = "source") -> Double {
        let all = sum("istio_requests_total", ["pod": pod, "reporter": reporter])
        let some = sum("istio_requests_total", ["pod": pod, "reporter": reporter, "response_code": code])
        return all > 0 ? (10000 * some / all).rounded() / 100 : 0
    }
}
