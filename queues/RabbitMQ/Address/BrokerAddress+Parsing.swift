package import Ports

extension BrokerAddress {
    /// Reads an AMQP URI.
    /// - Throws: `permanent`, saying which part is wrong. The message never holds the URI itself, because that may hold
    ///   the password.
    package init(url: String) throws(PortError) {
        let (tls, afterScheme) = try Self.scheme(of: url)
        let (beforeQuery, query) = Self.split(afterScheme, at: "?")
        let (authority, path) = Self.split(beforeQuery, at: "/")
        let (credentials, place) = Self.splitLast(authority, at: "@")
        let (host, port) = try Self.place(place, defaultPort: tls ? 5671 : 5672)
        let (user, password) = Self.split(credentials ?? "guest:guest", at: ":")
        self.host = host
        self.port = port
        self.user = try Self.decoded(user, "user")
        self.password = Password(secret: try Self.decoded(password ?? "", "password"))
        self.virtualHost = try Self.virtualHost(path)
        self.tls = try Self.files(query, tls: tls)
    }

    private static func scheme(of url: String) throws(PortError) -> (tls: Bool, rest: Substring) {
        if url.hasPrefix("amqp://") { return (false, url.dropFirst(7)) }
        if url.hasPrefix("amqps://") { return (true, url.dropFirst(8)) }
        throw wrong("it must begin with amqp:// or amqps://")
    }

    private static func place(_ text: Substring, defaultPort: UInt16) throws(PortError) -> (String, UInt16) {
        let (beforeColon, afterColon) = splitLast(text, at: ":")
        var (name, portText) = beforeColon.map { ($0, afterColon) } ?? (afterColon, nil)
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw wrong("the host's [ has no ]") }
            name = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw wrong("after the host's ] only :port may follow") }
            portText = rest.isEmpty ? nil : rest.dropFirst()
        }
        guard !name.isEmpty else { throw wrong("the host is missing") }
        guard let portText else { return (try decoded(name, "host"), defaultPort) }
        guard let port = UInt16(portText), port > 0 else { throw wrong("the port must be a number from 1 to 65535") }
        return (try decoded(name, "host"), port)
    }

    /// A final slash alone means the vhost `/` here, because that is what people mean by it.
    private static func virtualHost(_ path: Substring?) throws(PortError) -> String {
        guard let path, !path.isEmpty else { return "/" }
        guard !path.utf8.contains(UInt8(ascii: "/")) else {
            throw wrong("the vhost holds a slash; write it as %2F")
        }
        return try decoded(path, "vhost")
    }

    private static func files(_ query: Substring?, tls: Bool) throws(PortError) -> TLSFiles? {
        var found: [String: String] = [:]
        for pair in (query ?? "").split(separator: "&") {
            let (name, value) = split(pair, at: "=")
            guard ["cacertfile", "certfile", "keyfile"].contains(name), let value, !value.isEmpty else {
                throw wrong("after ? only cacertfile=, certfile= and keyfile= are known, not \"\(name)\"")
            }
            guard tls else { throw wrong("\(name) needs amqps://") }
            found[String(name)] = try decoded(value, name)
        }
        guard (found["certfile"] == nil) == (found["keyfile"] == nil) else {
            throw wrong("certfile and keyfile go together")
        }
        guard tls else { return nil }
        return TLSFiles(
            authorities: found["cacertfile"] ?? systemAuthorities, certificate: found["certfile"],
            key: found["keyfile"])
    }

    /// Undoes percent encoding. NUL is refused: C would take it for the end.
    private static func decoded(_ text: some StringProtocol, _ part: some StringProtocol) throws(PortError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else {
                throw wrong("the \(part) holds a % without two hexadecimal digits after it; write % as %25")
            }
            bytes.append(high << 4 | low)
        }
        guard let result = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw wrong("the \(part) is no text")
        }
        return result
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    private static func split(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: mark) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    private static func splitLast(_ text: Substring, at mark: Character) -> (Substring?, Substring) {
        guard let index = text.lastIndex(of: mark) else { return (nil, text) }
        return (text[..<index], text[text.index(after: index)...])
    }

    private static func wrong(_ reason: String) -> PortError {
        PortError(.permanent, "RabbitMQ", "the broker's URL is wrong: \(reason)")
    }
}
