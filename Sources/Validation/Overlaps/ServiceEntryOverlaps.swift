import Domain

/// ServiceEntries that define the same port of the same host.
enum ServiceEntryOverlaps {
    static let family = RuleFamily(
        "overlapping service entries", codes: [.overlappingEntries, .contradictingEntries], kinds: [.serviceEntry],
        scope: .set
    ) { subject in
        let hosts = Set(subject.spec["hosts"].strings.map { $0.lowercased() }).sorted()
        return subject.spec["ports"].elements.flatMap { port -> [Remark] in
            guard let number = port["number"].int else { return [] }
            let own = (port["protocol"].string ?? "").uppercased()
            var found: [FindingCode: Remark] = [:]
            for host in hosts {
                guard let remark = remark(port, "\(host)\n\(number)", own, subject), found[remark.code] == nil else {
                    continue
                }
                found[remark.code] = remark
            }
            return Array(found.values)
        }
    }

    private static func remark(_ port: Field, _ place: String, _ own: String, _ subject: Subject) -> Remark? {
        func other(_ word: String) -> KnownObject? {
            subject.set.objects(.entryPorts, word).first {
                $0.key != subject.object.key && subject.isSeen(with: $0)
            }
        }
        guard let same = other(place) else { return nil }
        for name in protocols where name != own {
            guard let different = other("\(place)\n\(name)") else { continue }
            return Remark(
                .contradictingEntries, port,
                "is a port that ServiceEntry \(different.namespace)/\(different.name) has with protocol \(name)",
                hint: "agree on one protocol"
            ).naming(different)
        }
        return Remark(
            .overlappingEntries, port,
            "is a port of a host that ServiceEntry \(same.namespace)/\(same.name) defines too",
            hint: "keep the host in one of them"
        ).naming(same)
    }

    /// What Istio knows, and what stands for everything else.
    private static let protocols = ServiceProtocol.names + [""]

    fileprivate static func protocolWord(_ port: Field) -> String {
        ServiceProtocol(port["protocol"].string ?? "")?.name ?? ""
    }
}

extension SetIndex {
    /// ServiceEntries by host, a new line, the number of a port, and beside that by a new line and its protocol.
    fileprivate static let entryPorts = SetIndex("service entries by port", of: [.serviceEntry]) { entry in
        let hosts = entry.spec["hosts"].strings.map { $0.lowercased() }
        return entry.spec["ports"].elements.flatMap { port -> [String] in
            guard let number = port["number"].int else { return [] }
            let name = ServiceEntryOverlaps.protocolWord(port)
            return hosts.flatMap { ["\($0)\n\(number)", "\($0)\n\(number)\n\(name)"] }
        }
    }
}
