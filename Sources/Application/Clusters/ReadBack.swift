package import Domain
import Ports

/// The proof after writing: live equals recorded.
package struct ReadBack: Sendable {
    private let reader: TargetReader

    package init(reader: TargetReader) { self.reader = reader }

    /// What is not as it was written, each in a sentence; empty: everything is.
    package func differences(of targets: [ClusterTarget], on cluster: Cluster) async throws -> [String] {
        try await reader.refreshed(targets).compactMap { target -> String? in
            guard let document = target.document else {
                return target.live == nil ? nil : "\(target.object.key) on \(cluster.name) is still there"
            }
            guard let live = target.live else { return "\(target.object.key) on \(cluster.name) is gone" }
            let comparison = LiveComparison(applied: document, live: live.body)
            guard !comparison.differences.isEmpty else { return nil }
            let paths = comparison.differences.prefix(5).map { "\($0.path)" }.joined(separator: ", ")
            return "\(target.object.key) on \(cluster.name) differs from what was written at \(paths)"
        }
    }
}
