extension FieldPath: CustomStringConvertible {
    /// The text form: keys joined by dots, indices in brackets, and keys that are no plain identifiers
    /// (`[A-Za-z_][A-Za-z0-9_-]*`) as quoted strings in brackets. The root is the empty string.
    package var description: String {
        var out = ""
        for component in components {
            switch component {
            case .index(let index): out += "[\(index)]"
            case .key(let key) where Self.isPlain(key): out += out.isEmpty ? key : "." + key
            case .key(let key): out += "[" + JSONValue.string(key).jsonText + "]"
            }
        }
        return out
    }

    /// Reads the text form back; `nil` where `text` is none. `FieldPath(path.description) == path` for every path
    /// without negative indices.
    package init?(_ text: String) {
        var reader = FieldPathReader(bytes: Array(text.utf8))
        guard let components = reader.components() else { return nil }
        self.init(components)
    }

    private static func isPlain(_ key: String) -> Bool {
        guard let first = key.utf8.first, FieldPathReader.startsKey(first) else { return false }
        return key.utf8.allSatisfy(FieldPathReader.continuesKey)
    }
}

/// Reads the text form of a path, byte by byte.
private struct FieldPathReader {
    let bytes: [UInt8]
    var next = 0

    static func startsKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }

    static func continuesKey(_ byte: UInt8) -> Bool {
        startsKey(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private var peek: UInt8? { next < bytes.count ? bytes[next] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        next += 1
        return true
    }

    private mutating func takeWhile(_ test: (UInt8) -> Bool) -> String {
        let start = next
        while let byte = peek, test(byte) { next += 1 }
        return String(decoding: bytes[start..<next], as: UTF8.self)
    }

    mutating func components() -> [FieldPath.Component]? {
        var found: [FieldPath.Component] = []
        while let byte = peek {
            let component: FieldPath.Component?
            if byte == UInt8(ascii: "[") {
                component = bracketed()
            } else if found.isEmpty || take(UInt8(ascii: ".")) {
                component = plainKey()
            } else {
                component = nil
            }
            guard let component else { return nil }
            found.append(component)
        }
        return found
    }

    private mutating func plainKey() -> FieldPath.Component? {
        guard let byte = peek, Self.startsKey(byte) else { return nil }
        return .key(takeWhile(Self.continuesKey))
    }

    private mutating func bracketed() -> FieldPath.Component? {
        next += 1
        let component: FieldPath.Component?
        if take(UInt8(ascii: "\"")) {
            component = quoted().map { .key($0) }
        } else {
            component = Int(takeWhile(Self.isDigit)).map { .index($0) }
        }
        guard let component, take(UInt8(ascii: "]")) else { return nil }
        return component
    }

    /// The rest of a quoted key, with the escapes that `JSONValue.jsonText` writes.
    private mutating func quoted() -> String? {
        var out: [UInt8] = []
        while let byte = peek {
            next += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: out, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                continue
            }
            guard let escaped = escape() else { return nil }
            out.append(escaped)
        }
        return nil
    }

    private mutating func escape() -> UInt8? {
        guard let byte = peek else { return nil }
        next += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return byte
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            guard next + 4 <= bytes.count else { return nil }
            let digits = String(decoding: bytes[next..<next + 4], as: UTF8.self)
            next += 4
            return UInt8(digits, radix: 16).flatMap { $0 < 0x20 ? $0 : nil }
        default: return nil
        }
    }
}
