import Domain

/// A ServiceEntry that leads to what is written down, where nothing is.
enum EntryEndpoints {
    static let family = RuleFamily(
        "endpoints of ServiceEntries", codes: [.entryWithoutEndpoints], kinds: [.serviceEntry], scope: .set
    ) { subject in
        guard subject.spec["resolution"].string == "STATIC", subject.spec["endpoints"].isEmpty,
            subject.spec["workloadSelector"].value == .null, !others(share: subject)
        else { return [] }
        return [
            Remark(
                .entryWithoutEndpoints, subject.spec["resolution"],
                "sends to endpoints, of which there are none: every connection to the hosts fails",
                hint: "add endpoints or a workloadSelector, or use DNS or NONE")
        ]
    }

    /// Several objects for one host are served together.
    private static func others(share subject: Subject) -> Bool {
        subject.spec["hosts"].strings.contains { host in
            let name = subject.host(host)
            return subject.set.service(host: name, from: subject.object.namespace)?.object.kind == .service
                || subject.serviceEntries(for: name).contains { $0.key != subject.object.key }
        }
    }
}
