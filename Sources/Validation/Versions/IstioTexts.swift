/// Texts that Istio reads since one of its versions, read off its release notes and its validation.
extension IstioHistory {
    static let texts: [TextSince] =
        ["paths", "notPaths"].map { name in
            TextSince(
                place: VersionFact(
                    MeshVersion(1, 22), [.authorizationPolicy], "spec.rules.[].to.[].operation.\(name).[]"),
                isMeant: { $0.contains("{*}") || $0.contains("{**}") },
                before: "takes {*} and {**} for plain text, which no path has", instead: "use a star at one end")
        }
        + conditions(MeshVersion(1, 25), "source.serviceAccount", "use source.principal")
        + conditions(MeshVersion(1, 30), "source.trustDomain", "use source.principal")
        + ["spec.targetRef.kind", "spec.targetRefs.[].kind"].map { place in
            TextSince(
                place: VersionFact(
                    MeshVersion(1, 25), [.authorizationPolicy, .requestAuthentication, .telemetry, .wasmPlugin], place),
                isMeant: { $0 == "GatewayClass" }, before: "refuses policies for a GatewayClass",
                instead: "name the Gateways")
        }
        + [
            TextSince(
                place: VersionFact(MeshVersion(1, 31), [.sidecar], "spec.egress.[].hosts.[]"),
                isMeant: { $0.hasPrefix("~") && !$0.hasPrefix("~/") }, before: "refuses a namespace with ~ before it",
                instead: "list what is imported")
        ]

    private static func conditions(_ since: MeshVersion, _ key: String, _ instead: String) -> [TextSince] {
        [
            TextSince(
                place: VersionFact(since, [.authorizationPolicy], "spec.rules.[].when.[].key"),
                isMeant: { $0 == key }, before: "refuses the condition \(key)", instead: instead)
        ]
    }
}
