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
        let answer = try await connection.once(
            .ask(pod, port: port, path: path), deadline: connection.deadline)
        if answer.isSuccess { return try answer.document("pod \(pod) of \(connection.subject)") }
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
