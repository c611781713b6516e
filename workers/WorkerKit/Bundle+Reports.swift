package import Domain
package import Ports

extension Bundle {
    /// One report for every policy of the bundle.
    ///
    /// - Parameter remarks: What is to be said of single policies beside the note.
    package func reports(
        _ state: ObjectState, note: String? = nil, remarks: [ID<Policy>: String] = [:]
    ) -> [ObjectReport] {
        objects.map { object in
            let notes = [note, remarks[object.policy]].compactMap(\.self)
            return ObjectReport(
                cluster: cluster.id, policy: object.policy, state: state,
                note: notes.isEmpty ? nil : notes.joined(separator: "; "))
        }
    }
}
