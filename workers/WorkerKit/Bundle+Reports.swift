package import Domain
package import Ports

extension Bundle {
    /// One report for every policy of the bundle.
    package func reports(_ state: ObjectState, note: String? = nil) -> [ObjectReport] {
        objects.map { ObjectReport(cluster: cluster.id, policy: $0.policy, state: state, note: note) }
    }
}
