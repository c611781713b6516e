/// References, selectors and mTLS settings that do not fit together, as Kiali looks at them.
enum MismatchRules {
    static let families: [RuleFamily] = [
        PolicyNeedsMTLS.family, ClientRules.family, ServerRules.family, LostTLS.family,
        ServiceMTLS.clients, ServiceMTLS.servers, RootSelectors.family,
        PolicyPorts.authorization, PolicyPorts.peers, RulePorts.family,
        DestinationRuleHost.family, PolicyHosts.family, SidecarEgress.family, SidecarNeeds.family,
        RouteGateways.family, ExportNamespaces.family, SourceNamespaces.family, Principals.family,
        SelectedWorkloads.family, GatewayPods.family, GlobalSidecar.family, WorkloadGroupAccounts.family,
        Methods.family, RouteWeights.family, RouteShares.family, PortNames.family, OutboundMode.family,
        KubernetesRoutes.family, RouteListeners.family, RouteHostnames.family, KubernetesReferences.family,
        BackendKinds.family, KubernetesListeners.family, ListenerProtocols.family,
        AmbientPolicies.family, AmbientHosts.family,
    ]
}
