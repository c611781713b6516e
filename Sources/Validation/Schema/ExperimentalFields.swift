import Domain

/// Fields of the Gateway API that its experimental channel has and the standard one, which is built in, has not. Which
/// of the two a cluster serves is known only where its definitions are.
enum ExperimentalFields {
    private static let routes: [ObjectKind: Set<String>] = [
        .httpRoute: ["rules.retry", "rules.sessionPersistence", everyRoute],
        .grpcRoute: ["rules.sessionPersistence", everyRoute],
        .tcpRoute: [everyRoute], .tlsRoute: [everyRoute],
        .kubernetesGateway: ["defaultScope"],
    ]
    private static let everyRoute = "useDefaultGateways"

    /// What the built-in schema says of such a field is not said as an error.
    static func softened(_ remark: Remark, of kind: ObjectKind) -> Remark {
        guard [.unknownSchemaField, .unknownSpecField].contains(remark.code), let fields = routes[kind] else {
            return remark
        }
        let names = remark.path.components.dropFirst().compactMap { component -> String? in
            if case .key(let name) = component { name } else { nil }
        }
        guard fields.contains(names.joined(separator: ".")) else { return remark }
        return Remark(
            code: .experimentalField, path: remark.path,
            message: "is a field of the Gateway API's experimental channel only",
            hint: "judge beside the cluster, which serves one of the channels")
    }
}
