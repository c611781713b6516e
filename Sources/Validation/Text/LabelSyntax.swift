/// Kubernetes labels, as Istio checks those that a policy matches or sets.
enum LabelSyntax {
    private static let maximumPrefixLength = 253

    /// What is wrong with a key; `nil` for nothing.
    static func fault(inKey key: String) -> String? {
        var name = key[...]
        if let slash = key.firstIndex(of: "/") {
            let prefix = key[..<slash]
            name = key[key.index(after: slash)...]
            guard prefix.utf8.count <= maximumPrefixLength, isDomain(prefix) else {
                return "has a key '\(key)' whose part before '/' is no domain"
            }
        }
        guard isName(name), name.utf8.count <= DNSLabel.maximumLength else {
            return "has a key '\(key)' that no label can have"
        }
        return nil
    }

    static func isValue(_ value: String) -> Bool { value.isEmpty || isName(value[...]) }

    private static func isDomain(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            // Istio bounds the whole only, not each label.
            DNSLabel.isValid(label.prefix(DNSLabel.maximumLength)) || label.utf8.count > DNSLabel.maximumLength
        }
    }

    /// Letters and digits, with `-`, `_` and `.` between them.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, first.isLetterOrDigit, last.isLetterOrDigit else {
            return false
        }
        return text.utf8.allSatisfy { $0.isLetterOrDigit || "-_.".utf8.contains($0) }
    }
}
