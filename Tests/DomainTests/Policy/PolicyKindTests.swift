import Domain
import Testing

@Suite struct PolicyKindTests {
    /// The whole table: a change of it is a change of what HotSwap manages.
    @Test func kindsAreTheFourteenOfTheSpecification() {
        let table = PolicyKind.allCases.flatMap { kind in
            kind.groups.map { group in
                "\(kind.mesh) \(group)/\(kind.versions(in: group).joined(separator: "|")) \(kind.rawValue) \(kind.plural)"
            }
        }
        #expect(
            table.joined(separator: "\n") == """
                istio networking.istio.io/v1|v1beta1|v1alpha3 VirtualService virtualservices
                istio networking.istio.io/v1|v1beta1|v1alpha3 DestinationRule destinationrules
                istio networking.istio.io/v1|v1beta1|v1alpha3 Gateway gateways
                istio networking.istio.io/v1|v1beta1|v1alpha3 ServiceEntry serviceentries
                istio security.istio.io/v1|v1beta1 AuthorizationPolicy authorizationpolicies
                istio security.istio.io/v1|v1beta1 RequestAuthentication requestauthentications
                istio security.istio.io/v1|v1beta1 PeerAuthentication peerauthentications
                istio networking.istio.io/v1|v1beta1|v1alpha3 Sidecar sidecars
                istio networking.istio.io/v1alpha3 EnvoyFilter envoyfilters
                linkerd policy.linkerd.io/v1beta3|v1beta2|v1beta1|v1alpha1 Server servers
                linkerd policy.linkerd.io/v1beta1|v1alpha1 ServerAuthorization serverauthorizations
                linkerd policy.linkerd.io/v1beta3|v1beta2|v1beta1|v1alpha1 HTTPRoute httproutes
                linkerd gateway.networking.k8s.io/v1|v1beta1 HTTPRoute httproutes
                linkerd split.smi-spec.io/v1alpha4|v1alpha3|v1alpha2|v1alpha1 TrafficSplit trafficsplits
                linkerd linkerd.io/v1alpha2|v1alpha1 ServiceProfile serviceprofiles
                """)
    }

    @Test(arguments: PolicyKind.allCases)
    func kindIsFoundInItsGroupsOnly(_ kind: PolicyKind) {
        for group in kind.groups { #expect(PolicyKind(kind.rawValue, group: group) == kind) }
        #expect(PolicyKind(kind.rawValue, group: "example.com") == nil && kind.versions(in: "example.com").isEmpty)
        #expect(PolicyKind(kind.rawValue.lowercased(), group: kind.groups[0]) == nil)
    }

    @Test func documentsMoveBetweenVersionsOfOneSchemaOnly() {
        let (istio, gateway) = ("networking.istio.io", "gateway.networking.k8s.io")
        #expect(PolicyKind.virtualService.interchangeable(with: "v1", in: istio) == ["v1", "v1beta1", "v1alpha3"])
        #expect(PolicyKind.httpRoute.interchangeable(with: "v1beta1", in: gateway) == ["v1", "v1beta1"])
        #expect(PolicyKind.httpRoute.interchangeable(with: "v1beta1", in: "policy.linkerd.io") == ["v1beta1"])
        #expect(PolicyKind.server.interchangeable(with: "v1beta3", in: "policy.linkerd.io") == ["v1beta3"])
        #expect(PolicyKind.server.interchangeable(with: "v9", in: "policy.linkerd.io").isEmpty)
        #expect(PolicyKind.server.interchangeable(with: "v1", in: istio).isEmpty)
    }

    @Test func keysAreOrderedAndNamed() {
        let one = PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "a", name: "x")
        let keys = [
            one, PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "b", name: "a"),
            PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "b", name: "b"),
            PolicyKey(kind: .peerAuthentication, group: "security.istio.io", namespace: "a", name: "a"),
        ]
        #expect(keys.reversed().sorted() == keys)
        #expect(one.description == "VirtualService a/x" && one.mesh == .istio)
    }
}
