import Domain

/// ServiceEntries that give one host and port different protocols: proxies hold one listener for both.
enum EntryProtocols {
    static let family = RuleFamily(
        "protocols of ServiceEntries", codes: [.protocolConflict], kinds: [.serviceEntry], scope: .set
    ) { subject in
        for host in subject.spec["hosts"].strings {
            for port in subject.spec["ports"].elements {
                let others = others(host, port, subject)
                guard others.isEmpty else {
                    let number = port["number"].int ?? 0
                    return [
                        Remark(
                            .protocolConflict, port["protocol"],
                            "\(others.names) has another protocol for \(host) and port \(number)",
                            hint: "give all of them one protocol, or part them by exportTo"
                        ).naming(others.known)
                    ]
                }
            }
        }
        return []
    }

    private static func others(_ host: String, _ port: Field, _ subject: Subject) -> OtherObjects {
        let own = name(of: port)
        let number = port["number"].int ?? 0
        var scopes = ExportScope.scopes(of: subject.object)
        scopes.append(scopes == [ExportScope.all] ? "(local)" : ExportScope.all)
        var others = OtherObjects(than: subject.object)
        for scope in scopes {
            let place = "\(scope)\n\(host)\n\(number)"
            // Nearly every place has one entry: the protocols are gone through where there are more.
            guard subject.set.objects(places, place).contains(where: { $0 !== subject.object }) else { continue }
            for other in protocols where other != own { others.add(subject.set.objects(index, "\(place)\n\(other)")) }
        }
        return others
    }

    /// What a port can carry: nothing that is said, what it may declare, and the tunnel of the mesh.
    private static let protocols = [""] + ServiceProtocol.names + ["HBONE"]

    private static func name(of port: Field) -> String { port["protocol"].string?.uppercased() ?? "" }

    /// Ports by scope (a namespace, `*`, or `local` for any but `*`), host and number.
    private static let places = SetIndex("entry ports", of: [.serviceEntry]) { entry in
        words(entry) { "\($0["number"].int ?? 0)" }
    }

    /// The same by protocol as well.
    private static let index = SetIndex("entry protocols", of: [.serviceEntry]) { entry in
        words(entry) { "\($0["number"].int ?? 0)\n\(name(of: $0))" }
    }

    private static func words(_ entry: KnownObject, _ word: (Field) -> String) -> [String] {
        var scopes = ExportScope.scopes(of: entry)
        if scopes != [ExportScope.all] { scopes.append("(local)") }
        let ports = entry.spec["ports"].elements.map(word)
        return entry.spec["hosts"].strings.flatMap { host in
            ports.flatMap { port in scopes.map { "\($0)\n\(host)\n\(port)" } }
        }
    }
}
