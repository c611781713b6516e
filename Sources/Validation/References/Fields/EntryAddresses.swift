import Domain

/// ServiceEntries for plain TCP: without an address of their own they take every connection to the port.
enum EntryAddresses {
    static let family = RuleFamily(
        "addresses of ServiceEntries", codes: [.addressesRequired], kinds: [.serviceEntry], scope: .set
    ) { subject in
        guard !subject.spec["addresses"].exists || subject.spec["addresses"].value == .null,
            subject.root["status"]["addresses"].isEmpty, !allocates(subject.settings)
        else { return [] }
        return subject.spec["ports"].elements.compactMap { port -> Remark? in
            let name = port["protocol"].string ?? ""
            guard name.isEmpty || name.uppercased() == "TCP" else { return nil }
            let number = port["number"].int.map { " \($0)" } ?? ""
            return Remark(
                .addressesRequired, port, "port\(number) carries TCP, and the ServiceEntry has no addresses",
                hint: "add addresses, or let the mesh allocate some")
        }
    }

    /// Whether the mesh gives an address to every ServiceEntry that has none.
    private static func allocates(_ settings: MeshSettings) -> Bool {
        let metadata = settings.meshConfig["defaultConfig"]?["proxyMetadata"]
        guard metadata?["ISTIO_META_DNS_CAPTURE"]?.string == "true" else { return false }
        return ["ISTIO_META_DNS_AUTO_ALLOCATE", "PILOT_ENABLE_IP_AUTOALLOCATE"].contains {
            metadata?[$0]?.string == "true"
        }
    }
}
