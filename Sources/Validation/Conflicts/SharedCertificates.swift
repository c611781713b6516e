import Domain

/// Gateways for the same pods with the same certificate: browsers use one connection for both hosts and get 404.
enum SharedCertificates {
    static let family = RuleFamily(
        "certificates of Gateways", codes: [.sharedCertificate], kinds: [.gateway], scope: .set
    ) { subject in
        var named: Set<KnownObject.Key> = [subject.object.key]
        return subject.spec["servers"].elements.flatMap { server -> [Remark] in
            guard let word = certificate(of: server["tls"]) else { return [] }
            let others = others(with: word, subject)
            let remarks = others.prefix(limit).filter { named.insert($0.key).inserted }.map { other in
                Remark(
                    .sharedCertificate, server["tls"],
                    "Gateway \(other.namespace)/\(other.name) has the same certificate",
                    hint: "give both hosts to one Gateway, or use certificates of their own"
                ).naming(other)
            }
            return others.count > limit ? remarks.saying("and so have others: \(limit) are named") : remarks
        }
    }

    /// The Gateways with the certificate whose pods are among this one's; one more than are named, where there are
    /// more.
    private static func others(with word: String, _ subject: Subject) -> [KnownObject] {
        let labels = subject.spec["selector"].texts
        var found: [KnownObject] = []
        for other in subject.set.objects(index, word) where other.key != subject.object.key {
            guard found.count <= limit else { break }
            let given = other.spec["selector"].texts
            guard labels.allSatisfy({ given[$0.key] == $0.value }),
                !subject.settings.gatewayToNamespace || other.namespace == subject.object.namespace
            else { continue }
            found.append(other)
        }
        return found
    }

    /// How many Gateways are named for one server.
    private static let limit = 20

    private static func certificate(of tls: Field) -> String? {
        if let name = tls["credentialName"].string, !name.isEmpty { return "secret \(name)" }
        guard let certificate = tls["serverCertificate"].string, let key = tls["privateKey"].string,
            !certificate.isEmpty, !key.isEmpty
        else { return nil }
        return "file \(certificate)\n\(key)"
    }

    private static let index = SetIndex("gateway certificates", of: [.gateway]) { gateway in
        gateway.spec["servers"].elements.compactMap { certificate(of: $0["tls"]) }
    }
}
