/// What shares that are told by subset are judged by: Envoy's own numbers of upstream clusters.
package enum SubsetNumbers {
    /// Without it callers export none.
    package static let need = "cluster.outbound among the inclusionPrefixes of Istio's proxyStatsMatcher"

    static let note =
        "a share is judged by Envoy's own numbers of subsets, which callers export only with \(need); without them another "
        + "unit is chosen, where one can be had and none was asked for"
}
