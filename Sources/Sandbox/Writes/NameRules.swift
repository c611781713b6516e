/// What Kubernetes allows in names and labels.
enum NameRules {
    static let subdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + "and end with an alphanumeric character, and must be no more than 253 characters"
    static let labelNameRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
        + "with an alphanumeric character, and must be no more than 63 characters"
    static let labelKeyRule =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        + "alphanumeric character, and must be no more than 63 characters"
    static let labelValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
        + "and end with an alphanumeric character, and must be no more than 63 characters"

    static func isLabelName(_ text: String) -> Bool {
        text.utf8.count <= 63 && isPart(text.utf8, inner: isLowerAlphanumericOrDash, outer: isLowerAlphanumeric)
    }

    static func isSubdomain(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
                isPart($0, inner: isLowerAlphanumericOrDash, outer: isLowerAlphanumeric)
            }
    }

    static func isLabelKey(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1: return isLabelPart(parts[0])
        case 2: return isSubdomain(parts[0]) && isLabelPart(parts[1])
        default: return false
        }
    }

    static func isLabelValue(_ text: String) -> Bool { text.isEmpty || isLabelPart(text) }

    private static func isLabelPart(_ text: String) -> Bool {
        text.utf8.count <= 63 && isPart(text.utf8, inner: isLabelCharacter, outer: isAlphanumeric)
    }

    private static func isPart(
        _ bytes: some Collection<UInt8>, inner: (UInt8) -> Bool, outer: (UInt8) -> Bool
    ) -> Bool {
        guard let first = bytes.first, outer(first), bytes.allSatisfy(inner) else { return false }
        var last = first
        for byte in bytes { last = byte }
        return outer(last)
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isLowerAlphanumericOrDash(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || byte == UInt8(ascii: "-")
    }

    private static func isLabelCharacter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
}
