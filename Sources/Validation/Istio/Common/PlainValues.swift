import Domain

/// Ports, names of ports, protocols.
enum Ports {
    /// Also a port that is missing, which counts as 0.
    static func check(_ port: Field) -> [Remark] {
        guard !port.isGiven || port.int != nil, !(1...65535).contains(port.whole) else { return [] }
        return [
            Remark(
                .portOutOfRange, port, port.isGiven ? "is \(port.whole); a port is 1 to 65535" : "is missing",
                hint: "write the number of a port, 1 to 65535")
        ]
    }

    static func check(name: String, _ field: Field) -> [Remark] {
        .when(
            !DNSLabel.isValid(name), .portNameSyntax, field,
            name.isEmpty ? "gives the port no name" : "is '\(name)', which is no DNS label",
            hint: "use letters, digits and '-', e.g. http-web")
    }

    static func check(protocol field: Field, mayBeEmpty: Bool) -> [Remark] {
        if mayBeEmpty, field.text.isEmpty { return [] }
        return .when(
            (field.string != nil || !field.isGiven) && ServiceProtocol(field.text) == nil, .unknownProtocol, field,
            field.text.isEmpty ? "is missing" : "is '\(field.text)', which Istio does not know",
            hint: "known are \(ServiceProtocol.known)")
    }
}

/// Lengths of time.
enum Durations {
    private static let millisecond: Int64 = 1_000_000

    /// Whole milliseconds, at least one; nothing where the field is missing.
    static func check(_ field: Field, mayBeZero: Bool = false) -> [Remark] {
        guard let text = field.string else { return [] }
        return .of(
            .durationSyntax, field, fault(text, mayBeZero), hint: "write whole milliseconds, at least one: 500ms, 2s")
    }

    private static func fault(_ text: String, _ mayBeZero: Bool) -> String? {
        guard let nanoseconds = GoDuration.nanoseconds(text) else { return "is '\(text)', which is no length of time" }
        if mayBeZero, nanoseconds / millisecond == 0 { return nil }
        if nanoseconds < millisecond { return "is less than 1ms" }
        return nanoseconds % millisecond == 0 ? nil : "is finer than 1ms"
    }
}

/// Numbers within bounds.
enum Numbers {
    static func check(notNegative fields: [Field]) -> [Remark] {
        fields.filter { ($0.int ?? 0) < 0 }.map {
            Remark(.numberOutOfRange, $0, "is \($0.whole); it cannot be negative", hint: "write 0 or more")
        }
    }

    static func check(percent field: Field) -> [Remark] {
        .when(
            field.int.map { !(0...100).contains($0) } ?? false, .numberOutOfRange, field,
            "is \(field.whole); percent are 0 to 100", hint: "write 0 to 100")
    }
}

/// Addresses that a port is bound to, or that traffic goes to.
enum Addresses {
    private static let socketPrefix = "unix://"

    static func isSocket(_ text: String) -> Bool { text.hasPrefix(socketPrefix) }

    static func check(_ field: Field) -> [Remark] {
        .when(
            field.string.map { !IPAddressSyntax.isAddress($0) } ?? false, .addressSyntax, field,
            "is '\(field.text)', which is no IP address", hint: "write an address such as 10.1.2.3 or 2001:db8::1")
    }

    static func check(block field: Field) -> [Remark] {
        .when(
            field.string.map { !IPAddressSyntax.isAddressOrBlock($0) } ?? false, .addressSyntax, field,
            "is '\(field.text)', which is neither an IP address nor a block of them",
            hint: "write 10.1.2.3, 10.1.0.0/16 or 2001:db8::/64")
    }

    /// The path of a Unix domain socket, given as `unix:///path` or `unix://@name`.
    static func check(socket field: Field) -> [Remark] {
        let path = field.text.dropFirst(socketPrefix.utf8.count)
        let isFile = path.hasPrefix("/") && !path.hasSuffix("/")
        return .when(
            !path.hasPrefix("@") && !isFile, .addressSyntax, field,
            path.isEmpty ? "names no socket" : "is not the absolute path of a file",
            hint: "write unix:///path/to/file, or unix://@name for an abstract socket")
    }
}
