import Domain

/// A DestinationRule for one Service against the PeerAuthentication of its pods: what the clients send must be what the
/// servers take. It is told at the DestinationRule, and at the PeerAuthentication where that alone is judged.
enum ServiceMTLS {
    static let clients = RuleFamily(
        "mTLS of a service's clients", codes: [.plainToStrictService, .mutualToPlainService],
        kinds: [.destinationRule], scope: .set
    ) { subject in
        clashes(of: subject.object, subject).map { clash in
            Remark(
                clash.code, clash.field,
                "sends \(clash.sent), and by PeerAuthentication \(clash.policy.namespace)/\(clash.policy.name) the pods "
                    + "of Service \(clash.service.namespace)/\(clash.service.name) take \(clash.taken)",
                hint:
                    "use ISTIO_MUTUAL where the servers are STRICT, DISABLE where theirs is; PERMISSIVE servers take both"
            ).naming(clash.policy, clash.service)
        }
    }

    static let servers = RuleFamily(
        "mTLS of a service's servers", codes: [.plainToStrictService, .mutualToPlainService],
        kinds: [.peerAuthentication], scope: .set
    ) { subject in
        rules(for: subject).lazy.flatMap { clashes(of: $0, subject) }.first { $0.policy.key == subject.object.key }
            .map { clash in
                [
                    Remark(
                        clash.code, subject.spec,
                        "makes the pods of Service \(clash.service.namespace)/\(clash.service.name) take "
                            + "\(clash.taken), and DestinationRule \(clash.rule.namespace)/\(clash.rule.name) makes "
                            + "their clients send \(clash.sent)",
                        hint: "make the servers PERMISSIVE first, then change the rule"
                    ).naming(clash.rule, clash.service)
                ]
            } ?? []
    }

    private struct Clash {
        let rule: KnownObject
        let field: Field
        let client: ClientMode
        let service: KnownObject
        let policy: KnownObject

        var code: FindingCode { client.isMutual ? .mutualToPlainService : .plainToStrictService }
        var sent: String { client.isMutual ? "mTLS" : client == .disable ? "plain text" : "TLS without a certificate" }
        var taken: String { client.isMutual ? "plain text only" : "mTLS only" }
    }

    /// DestinationRules for Services of the namespace that nobody else is told of.
    private static func rules(for subject: Subject) -> [KnownObject] {
        guard PeerMode(subject.object) != nil || subject.spec["portLevelMtls"].exists else { return [] }
        let namespace = subject.object.namespace
        let rules =
            namespace == subject.settings.rootNamespace
            ? subject.set.objects(.destinationRule) : subject.set.objects(.rulesOfServiceNamespace, namespace)
        return rules.filter { !$0.isJudged }
    }

    private static func clashes(of rule: KnownObject, _ subject: Subject) -> [Clash] {
        guard let host = rule.spec["host"].string,
            let name = HostName.service(HostName.qualified(host, in: rule.namespace)),
            let service = subject.set.object(.service, name.namespace, name.name)
        else { return [] }
        let server = ServerMTLS(set: subject.set, rootNamespace: subject.settings.rootNamespace, service: service)
        let ports = service.spec["ports"].elements
        return settings(of: rule).compactMap { setting in
            guard let client = setting.mode else { return nil }
            for port in ports where setting.isFor(port) {
                if let there = server.mode(at: port), !fits(client, there.mode) {
                    return Clash(
                        rule: rule, field: setting.field, client: client, service: service, policy: there.policy)
                }
            }
            return nil
        }
    }

    /// Mode MUTUAL brings certificates of its own, of which nothing is known here.
    private static func fits(_ client: ClientMode, _ server: PeerMode) -> Bool {
        switch (client, server) {
        case (.disable, .strict), (.simple, .strict), (.istioMutual, .disable): false
        default: true
        }
    }

    /// One place of a rule where TLS is written, and the ports that it is for.
    private struct Setting {
        let field: Field
        let mode: ClientMode?
        let port: Int64?
        let except: [Int64]

        func isFor(_ servicePort: Field) -> Bool {
            guard let number = servicePort["port"].int else { return false }
            return port.map { $0 == number } ?? !except.contains(number)
        }
    }

    private static func settings(of rule: KnownObject) -> [Setting] {
        let policies = [rule.spec["trafficPolicy"]] + rule.spec["subsets"].elements.map { $0["trafficPolicy"] }
        return policies.flatMap { policy in
            let levels = policy["portLevelSettings"].elements
            let numbers = levels.compactMap { $0["port"]["number"].int }
            return [Setting(field: policy["tls"], mode: mode(policy["tls"]), port: nil, except: numbers)]
                + levels.map {
                    Setting(field: $0["tls"], mode: mode($0["tls"]), port: $0["port"]["number"].int ?? 0, except: [])
                }
        }
    }

    /// Without a mode TLS is off.
    private static func mode(_ tls: Field) -> ClientMode? {
        guard tls.value.object != nil else { return nil }
        guard tls["mode"].exists else { return .disable }
        return tls["mode"].string.flatMap(ClientMode.init(rawValue:))
    }
}

extension SetIndex {
    /// DestinationRules by the namespace of the Service that is their host.
    static let rulesOfServiceNamespace = SetIndex("destination rules by service namespace", of: [.destinationRule]) {
        rule in
        rule.spec["host"].string.flatMap { HostName.service(HostName.qualified($0, in: rule.namespace)) }
            .map { [$0.namespace] } ?? []
    }
}
