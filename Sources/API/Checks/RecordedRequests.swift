import Application
import Domain
import Impact
import Ports
import Validation

extension BodyReader {
    /// How many recorded requests one call may bring.
    static let mostRequests = 20_000

    /// `requests`: records of an access log in JSON, as the lines of a text or as an array. Empty where there are none.
    mutating func recordedRequests(_ formats: any DocumentFormats) -> [AccessLogReplay.Line] {
        guard let value = value("requests") else { return [] }
        let lines: [AccessLogReplay.Line]
        if let text = value.string {
            lines = AccessLogReplay.Line.lines(of: Array(text.utf8)) { try? formats.json($0) }
        } else if let records = value.array {
            lines = records.enumerated().map { AccessLogReplay.Line(number: $0 + 1, record: $1) }
        } else {
            complain("requests", "wrongType", "must be lines of a log, or an array, and is \(value.typeName)")
            return []
        }
        if lines.isEmpty { complain("requests", "empty", "holds no record") }
        if lines.count > Self.mostRequests {
            complain(
                "requests", "outOfRange",
                "must hold at most \(Self.mostRequests) records and holds \(lines.count): send the log in parts")
        }
        return lines
    }
}

extension API {
    /// What recorded requests say about the AuthorizationPolicies among the documents, on each cluster.
    func replay(
        _ requests: [AccessLogReplay.Line], to changes: [ReplayReader.Change], clusters: [Cluster],
        _ settings: MeshSettings = MeshSettings()
    ) async throws -> JSONValue {
        guard !requests.isEmpty else { return .array([]) }
        guard changes.contains(where: \.isReplayable) else {
            throw Problem(
                .impossible, at: "requests", "noPolicy",
                "Recorded requests are asked of Istio's AuthorizationPolicies, and there is none among the documents")
        }
        let concerned = clusters.filter { $0.mesh == .istio }
        let answers = try await concerned.concurrentMap(limit: Self.clustersAtOnce) { cluster in
            try await parts.replays.reading(of: requests, to: changes, on: cluster, settings: settings)
        }
        return .array(zip(concerned, answers).map { $1.json(cluster: $0.name) })
    }
}

extension ReplayReader.Reading {
    fileprivate func json(cluster: String) -> JSONValue {
        [
            "cluster": .string(cluster),
            "policies": .array(
                results.map {
                    $0.result.json.adding(["object": .string($0.object), "text": .string($0.result.text)])
                }),
            "unchecked": .array(unchecked.map(\.json)),
        ]
    }
}
