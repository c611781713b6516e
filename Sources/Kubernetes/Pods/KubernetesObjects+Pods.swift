package import Domain
package import Ports

extension KubernetesObjects: ClusterPods {
    package func pods(namespace: String?, labelSelector: String?) async throws -> [LiveObject] {
        try await ListReading(
            connection: connection, resource: .pods(namespace: namespace), labelSelector: labelSelector,
            dropsOwners: true
        ).all()
    }

    package func label(_ pod: PodName, uid: String, _ labels: [String: String?]) async throws {
        _ = try await connection.document(.label(pod, uid: uid, labels))
    }

    package func watchPods(_ handle: @Sendable (ObjectNews) async throws -> Void) async throws {
        try await ObjectWatch(connection: connection, resource: .pods(namespace: nil)).run(handle)
    }

    package func ask(_ pod: PodName, port: Int, path: String) async throws -> JSONValue {
        try await answer(of: pod, port: port, path: path).document("pod \(pod) of \(connection.subject)")
    }

    package func ask<Row: Sendable>(
        _ pod: PodName, port: Int, path: String, row: @Sendable (JSONValue) -> Row?
    ) async throws -> [Row]? {
        let answer = try await answer(of: pod, port: port, path: path)
        var rows: [Row] = []
        let isArray = try answer.elements("pod \(pod) of \(connection.subject)") { element in
            if let row = row(element) { rows.append(row) }
        }
        return isArray ? rows : nil
    }

    /// A success; anything else is thrown.
    private func answer(of pod: PodName, port: Int, path: String) async throws -> Answer {
        let answer = try await connection.once(
            .ask(pod, port: port, path: path), deadline: connection.deadline)
        if answer.isSuccess { return answer }
        // The API server speaks of its own refusals in documents of its own; everything else is the pod's answer.
        if StatusDocument(answer.body).isStatus { throw connection.refusal(answer) }
        throw PortError(
            answer.status >= 500 || answer.status == 429 ? .transient : .permanent,
            "pod \(pod) of \(connection.subject)", "answered \(answer.status) to /\(path.trimmedSlash) on port \(port)",
            code: String(answer.status))
    }
}

extension String {
    fileprivate var trimmedSlash: String { hasPrefix("/") ? String(dropFirst()) : self }
}
