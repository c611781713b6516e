/// A service mesh whose policies HotSwap rolls out.
package enum Mesh: String, Hashable, Sendable, CaseIterable {
    case istio
    case linkerd
}
