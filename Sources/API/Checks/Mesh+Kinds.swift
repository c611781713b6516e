import Domain
import Validation

extension Mesh {
    /// Whether the mesh reads objects of the kind; both read Kubernetes' own.
    func reads(_ kind: ObjectKind) -> Bool {
        let isLinkerds = kind.group.hasSuffix("linkerd.io") || kind.group == "split.smi-spec.io"
        let isIstios = kind.group.hasSuffix("istio.io")
        return self == .istio ? !isLinkerds : !isIstios
    }
}
