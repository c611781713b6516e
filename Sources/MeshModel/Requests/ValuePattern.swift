/// One value of a rule: a text that stands for itself, for everything that begins or ends with it, for any value at
/// all, or for a block of addresses.
package enum ValuePattern: Hashable, Sendable {
    case exact([UInt8])
    case prefix([UInt8])
    case suffix([UInt8])
    /// `*`: there is a value.
    case present
    case block(AddressBlock)
    /// Something of which nothing can be proven but that it equals itself: path templates, patterns that Istio makes
    /// regular expressions of.
    case opaque([UInt8])

    /// - Parameter namespace: The policy's, which a service account without one is in.
    /// - Returns: `nil` where Istio cannot read the value.
    package init?(_ text: String, kind: RequestAttribute.ValueKind, namespace: String) {
        guard !text.isEmpty else { return nil }
        switch kind {
        case .port:
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text) else { return nil }
            self = .exact(Array(String(port).utf8))
        case .address:
            guard let block = AddressBlock(text) else { return nil }
            self = .block(block)
        case .serviceAccount:
            self = .exact(Array((text.contains("/") ? text : namespace + "/" + text).utf8))
        case .opaque: self = .opaque(Array(text.utf8))
        case .path where text.contains("{*}") || text.contains("{**}"): self = .opaque(Array(text.utf8))
        case .namespace: self.init(namespace: text)
        case .host: self.init(plain: text.lowercased())
        case .principal: self.init(principal: text)
        case .text, .requestPrincipal, .path: self.init(plain: text)
        }
    }

    private init(plain text: String) {
        let bytes = Array(text.utf8)
        let star = UInt8(ascii: "*")
        if bytes == [star] {
            self = .present
        } else if bytes.first == star {
            self = .suffix(Array(bytes.dropFirst()))
        } else if bytes.last == star {
            self = .prefix(Array(bytes.dropLast()))
        } else {
            self = .exact(bytes)
        }
    }

    /// Istio makes a regular expression of a principal's suffix without quoting it.
    private init(principal text: String) {
        self.init(plain: text)
        if case .suffix(let bytes) = self, !bytes.allSatisfy(Self.isPlain) { self = .opaque(Array(text.utf8)) }
    }

    /// Istio looks for `/ns/<pattern>/` in the whole identity and `*` may span slashes there, so that `*a` matches
    /// every namespace (`/ns/x/sa/`): of anything but a prefix nothing can be said.
    private init(namespace text: String) {
        self.init(plain: text)
        switch self {
        case .exact(let bytes) where bytes.allSatisfy(Self.isName),
            .prefix(let bytes) where bytes.allSatisfy(Self.isName):
            break
        case .present: break
        default: self = .opaque(Array(text.utf8))
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        isName(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// As a rule writes it.
    package var text: String {
        switch self {
        case .exact(let bytes), .opaque(let bytes): String(decoding: bytes, as: UTF8.self)
        case .prefix(let bytes): String(decoding: bytes, as: UTF8.self) + "*"
        case .suffix(let bytes): "*" + String(decoding: bytes, as: UTF8.self)
        case .present: "*"
        case .block(let block): block.text
        }
    }
}
