/// Codes of changes and their way into the mesh.
extension FindingCode {
    package static let mutualTLSJump = FindingCode(
        "HS8101", .warning, "The mTLS mode jumps between DISABLE and STRICT",
        page: .init(
            why: "Clients and servers learn of it at different moments. Until both know, one of them speaks what the "
                + "other does not take, and connections fail.",
            example: """
                kind: PeerAuthentication
                metadata: {name: default}
                spec: {mtls: {mode: STRICT}}  # DISABLE before
                """,
            mend: "Go through PERMISSIVE: deploy that first, and the other mode once every client has it. "
                + "Rollouts by workloads (Canary, BlueGreen, Rolling, AB) do so by themselves, and this is not said of them: "
                + "of those alone that write the object at once, which Direct and everything by clusters do."))
    package static let lastAllowGoes = FindingCode(
        "HS8102", .warning, "Pods lose their last ALLOW policy: everything is allowed",
        page: .init(
            why: "Without any ALLOW policy a pod takes every request that no DENY matches. What looks like taking a "
                + "permission away opens the pods instead.",
            example: """
                kind: AuthorizationPolicy
                metadata: {name: reviews}
                spec:
                  selector: {matchLabels: {app: reviews-v2}}  # reviews before: its pods have no policy now
                  rules: [{from: [{source: {namespaces: [web]}}]}]
                """,
            mend: "Keep an ALLOW policy for those pods; one without rules (`spec: {}`) allows nothing."))
    package static let probesDenied = FindingCode(
        "HS8108", .warning, "Probes of the kubelet are refused",
        page: .init(
            why:
                "On a Server without HTTPRoutes, Linkerd lets the kubelet's HTTP probes through by routes of its own. The "
                + "first HTTPRoute on the Server switches them off: from then on a probe needs a route that takes it, "
                + "and an authorization for somebody without a proxy. Pods whose probes fail are restarted, or get no "
                + "requests. In a rollout by steps it happens to the pods of each share, at its step.",
            example: """
                kind: HTTPRoute  # the first one on the Server
                metadata: {name: books-read}
                spec:
                  parentRefs: [{group: policy.linkerd.io, kind: Server, name: books}]
                  rules: [{matches: [{path: {value: /books}}]}]
                """,
            mend: "First create a route for the probes' paths and an AuthorizationPolicy for it whose "
                + "NetworkAuthentication names the nodes' addresses."))
    package static let strategyImpossible = FindingCode(
        "HS8103", .error, "The strategy cannot be had for this kind of policy",
        page: .init(
            why: "Not every kind can be split as a strategy needs it: two ServiceEntries for one host are merged, so "
                + "that none can stand beside, unseen. docs/mechanics/ tells why, kind by kind.",
            example: "kind: TrafficSplit\nmetadata: {name: reviews}\nspec: {service: reviews}",
            mend: "Choose one of the strategies that the message names; by clusters every kind can go step by step."))
    package static let stepImpossible = FindingCode(
        "HS8104", .error, "A step of the rollout is impossible for this change",
        page: .init(
            why: "The kind can be rolled out so, but this very change cannot: what it needs at that step would leave "
                + "requests without a policy or pods with two that contend.",
            example: """
                kind: VirtualService
                metadata: {name: reviews}
                spec: {hosts: [reviews, ratings]}  # reviews before: another host is taken over
                """,
            mend: "Do what the message says, or roll out by clusters, where each gets the whole change."))
    package static let stepUnsafe = FindingCode(
        "HS8105", .error, "A step of the rollout treats requests as neither version does",
        page: .init(
            why: "Together with what else lives in the cluster a step lets in what both versions deny, or denies what "
                + "both allow.",
            example: """
                kind: AuthorizationPolicy
                metadata: {name: reviews}
                spec: {rules: [{from: [{source: {namespaces: [web]}}]}]}
                """,
            mend: "Roll out by clusters, or take away the other object that the message names first."))
    package static let emptyCohort = FindingCode(
        "HS8106", .warning, "The rollout has no pod to begin with",
        page: .init(
            why: "Its share is taken of pods, and no pod of the cluster is one that the policy concerns: every step "
                + "would pass without anything having been tried.",
            example: "kind: AuthorizationPolicy\nspec: {selector: {matchLabels: {app: nobody}}}",
            mend: "Mend the selector, or deploy directly where the pods are still to come."))
    package static let onlyByClusters = FindingCode(
        "HS8107", .info, "The change can be rolled out by whole clusters only",
        page: .init(
            why: "No finer unit can be had for it. With one cluster the first step is the whole of it.",
            example: "kind: ServiceEntry\nspec: {hosts: [api.example], resolution: DNS}",
            mend: "Deploy to a cluster that matters little first, and let the waves soak."))
    package static let bundleGap = FindingCode(
        "HS8109", .warning, "Between two writes of a bundle requests are treated as neither version does",
        page: .init(
            why:
                "The objects of a deployment are written one after the other, in the order of their kinds (a "
                + "DestinationRule before the VirtualService that names its subsets, and so on). For the moment between "
                + "two of them the mesh has the new version of one and the old one of the other, and a request that is "
                + "answered before and after the deployment is not.",
            example: """
                kind: DestinationRule
                metadata: {name: reviews}
                spec: {host: reviews, subsets: [{name: v2}]}  # v1 and v2 before
                ---
                kind: VirtualService
                metadata: {name: reviews}
                spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v2}}]}]}  # v1 before
                """,
            mend:
                "Deploy them one after the other: first what no longer needs the old version (here the VirtualService), "
                + "then what takes it away."))
    package static let takenFromUsers = FindingCode(
        "HS8110", .error, "A change takes away what another object refers to",
        page: .init(
            why: "The object alone is right, and so is everything that comes with it; but something that is there and "
                + "does not change refers to what the new version lacks. Its requests fail, or it decides nothing any "
                + "more, as soon as the change is written.",
            example: """
                kind: DestinationRule
                metadata: {name: reviews}
                spec: {host: reviews, subsets: [{name: v2}]}  # v1 and v2 before; a VirtualService sends to v1
                """,
            mend: "Change what refers to it first, or in the same deployment; or keep what it refers to."))
    package static let gatewayPortTaken = FindingCode(
        "HS8111", .warning, "A Gateway no longer lets in on one of its ports what a route is bound for",
        page: .init(
            why: "The host is still served on another port. Whoever calls the port that goes gets no answer: bookmarks "
                + "with http://, health checks of a load balancer, partners.",
            example: """
                kind: Gateway
                metadata: {name: web}
                spec:
                  selector: {istio: ingressgateway}
                  servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [shop.example]}]  # and 80 before
                """,
            mend: "Keep the port, for example with `tls.httpsRedirect`, or accept the warning where nobody uses it."))
    package static let takenFromPlans = FindingCode(
        "HS8112", .warning, "A change takes away what a stored policy refers to",
        page: .init(
            why:
                "Nothing that is in force breaks. But HotSwap has a newer version of a policy for this cluster, which "
                + "nobody has deployed yet, and that refers to what the change takes away: once deployed, its requests "
                + "fail, or it decides nothing.",
            example: """
                kind: DestinationRule
                metadata: {name: reviews}
                spec: {host: reviews, subsets: [{name: v2}]}  # v1 and v2 before; a stored VirtualService sends to v1
                """,
            mend: "Change the stored policy first, or restore what it refers to before it is deployed."))
}
