package import Domain
import Ports
package import Validation

/// Judges documents: alone, with one another, and beside what lives in a cluster.
package struct PolicyJudge: Sendable {
    private let knowledge: ClusterKnowledge
    private let schemas: ClusterSchemas?

    /// - Parameter schemas: `nil`: everything is held to the built-in schemas.
    package init(_ knowledge: ClusterKnowledge, schemas: ClusterSchemas? = nil) {
        self.knowledge = knowledge
        self.schemas = schemas
    }

    /// What one cluster adds to the judgement.
    package struct Answer: Sendable {
        package let cluster: String
        package let settings: MeshSettings
        package var report: ValidationReport
    }

    /// Beside what lives in `cluster`, as its version of the mesh sees it. A cluster that cannot be asked is an answer
    /// that says what was not checked, not an error.
    package func judge(
        _ objects: [KnownObject], on cluster: Cluster, settings given: MeshSettings = MeshSettings()
    ) async throws -> Answer {
        var settings = Self.settings(given, of: cluster)
        var unread: [ValidationReport.Unchecked] = []
        do {
            if let served = try await schemas?.schemas(of: cluster) {
                settings.schemas = served.catalogue
                unread = served.broken
            }
        } catch {
            try Task.checkCancellation()
            let why = (error as? PortError).map { "\($0)" } ?? "cluster \(cluster.name): \(error)"
            unread.append(.init(what: "the schemas that the cluster serves: the built-in ones were used", why: why))
        }
        var answer = try await judge(objects, on: cluster, as: settings)
        answer.report.unchecked += unread
        return answer
    }

    private func judge(
        _ objects: [KnownObject], on cluster: Cluster, as settings: MeshSettings
    ) async throws -> Answer {
        do {
            let live = try await knowledge.snapshot(of: cluster)
            var report = Validator.validate(.laying(objects, over: live.set), settings: settings)
            report.unchecked += live.unread.map { .init(what: $0.what, why: "cluster \(cluster.name): \($0.why)") }
            return Answer(cluster: cluster.name, settings: settings, report: report)
        } catch let error as PortError {
            return Answer(
                cluster: cluster.name, settings: settings, report: Self.alone(objects, settings, "\(error)"))
        } catch let refusal as ClusterRefusal {
            return Answer(
                cluster: cluster.name, settings: settings, report: Self.alone(objects, settings, refusal.explanation))
        }
    }

    private static func alone(
        _ objects: [KnownObject], _ settings: MeshSettings, _ why: String
    ) -> ValidationReport {
        var report = Validator.validate(ValidationSet(objects), settings: settings)
        report.unchecked.append(.init(what: "everything that needs what lives in the cluster", why: why))
        return report
    }

    /// The version of the mesh is what the cluster's owner states, where that is one.
    private static func settings(_ given: MeshSettings, of cluster: Cluster) -> MeshSettings {
        var settings = given
        guard let version = MeshVersion(cluster.meshVersion) else { return settings }
        switch cluster.mesh {
        case .istio: settings.istio = version
        case .linkerd: settings.linkerd = version
        }
        return settings
    }
}
