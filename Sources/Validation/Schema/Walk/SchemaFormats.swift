/// The `format`s that an API server holds texts and numbers to. Unknown ones mean nothing, as there.
enum SchemaFormats {
    /// The numbers that fit a format.
    static func range(of format: String) -> ClosedRange<Double>? {
        switch format {
        case "int32": Double(Int32.min)...Double(Int32.max)
        case "int64": Double(Int64.min)...Double(Int64.max)
        case "uint32": 0...Double(UInt32.max)
        case "uint64": 0...Double(UInt64.max)
        case "float": -Double(Float.greatestFiniteMagnitude)...Double(Float.greatestFiniteMagnitude)
        default: nil
        }
    }

    /// What a text should be and is not; `nil` where it is.
    static func problem(of text: String, as format: String) -> String? {
        guard let known = formats[format], !known.holds(text) else { return nil }
        return known.name
    }

    private struct Format: Sendable {
        let name: String
        let holds: @Sendable (String) -> Bool
    }

    private static let formats: [String: Format] = [
        "ipv4": Format(name: "an IPv4 address") { IPAddressSyntax.isIPv4($0) },
        "ipv6": Format(name: "an IPv6 address") { IPAddressSyntax.isIPv6($0) },
        "cidr": Format(name: "an address range such as 10.0.0.0/8") { IPAddressSyntax.isBlock($0) },
        "duration": Format(name: "a duration such as 1m30s") { GoDuration.nanoseconds($0) != nil || isWordy($0) },
        "byte": Format(name: "base64") { isBase64($0) },
        "date": Format(name: "a date such as 2026-08-21") { matches($0, date) },
        "date-time": Format(name: "a time such as 2026-08-21T10:00:00Z") { matches($0, dateTime) },
        "datetime": Format(name: "a time such as 2026-08-21T10:00:00Z") { matches($0, dateTime) },
        "uuid": Format(name: "a UUID") { matches($0, uuid) },
        "mac": Format(name: "a hardware address") { matches($0, mac) },
        "hostname": Format(name: "a host name") { matches($0, hostname) },
        "email": Format(name: "an e-mail address") { matches($0, email) },
        "uri": Format(name: "a URI") { URLSyntax($0, isRequest: true) != nil },
        "hexcolor": Format(name: "a colour such as #00ff00") { matches($0, hexColour) },
    ]

    private static func matches(_ text: String, _ pattern: RegularExpression?) -> Bool {
        pattern?.matches(whole: text) ?? true
    }

    private static let date = try? RegularExpression(#"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"#)
    private static let dateTime = try? RegularExpression(
        #"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?"#)
    private static let uuid = try? RegularExpression(
        "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
    private static let mac = try? RegularExpression("(?i)[0-9a-f]{2}([:-][0-9a-f]{2}){5,7}")
    private static let hostname = try? RegularExpression(
        "[a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?([.][a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?)*[.]?")
    private static let email = try? RegularExpression(#"[^@\s]+@[^@\s]+"#)
    private static let hexColour = try? RegularExpression("#?(?i)([0-9a-f]{3}|[0-9a-f]{6})")
    private static let wordyDuration = try? RegularExpression(
        #"\d+ ?(ns|us|µs|ms|s|m|h|d|w|(nano|micro|milli)s(ec(ond)?s?)?|s(ec(ond)?s?)?|m(in(ute)?s?)?|h((ou)?rs?)?|days?|wee?ks?)"#
    )

    private static func isWordy(_ text: String) -> Bool { matches(text, wordyDuration) }

    private static func isBase64(_ text: String) -> Bool {
        let body = text.utf8.drop { $0 == 0x0A || $0 == 0x0D }
        let padding = body.reversed().prefix { $0 == 0x3D }.count
        return body.count % 4 == 0 && padding <= 2
            && body.dropLast(padding).allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2B, 0x2F, 0x2D, 0x5F].contains(byte)
            }
    }
}
