import Application
package import Domain
package import Ports

extension Bundle {
    /// One report for every policy of the bundle.
    ///
    /// - Parameters:
    ///   - remarks: What is to be said of single policies beside the note.
    ///   - idle: Those whose new version the cluster has already: nothing is done with them, so that until the end they
    ///     are what they were.
    package func reports(
        _ state: ObjectState, note: String? = nil, remarks: [ID<Policy>: String] = [:], idle: Set<ID<Policy>> = []
    ) -> [ObjectReport] {
        objects.map { object in
            let isIdle = idle.contains(object.policy)
            let notes = [isIdle ? ClusterTarget.idleNote : note, remarks[object.policy]].compactMap(\.self)
            return ObjectReport(
                cluster: cluster.id, policy: object.policy, state: isIdle && state != .new ? .old : state,
                note: notes.isEmpty ? nil : notes.joined(separator: "; "))
        }
    }
}
