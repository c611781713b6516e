/// What Istio takes for the name of a host. Each function tells what is wrong, `nil` for nothing.
enum HostSyntax {
    private static let maximumLength = 255

    /// A name without wildcard.
    static func fault(inName text: String) -> String? {
        lengthFault(text) ?? labelFault(text[...])
    }

    /// A name whose first label may be a wildcard: `*`, `*.shop.example`, `*-a.example`.
    static func fault(inPattern text: String) -> String? {
        if let fault = lengthFault(text) { return fault }
        guard let dot = text.firstIndex(of: ".") else { return firstLabelFault(text[...]) }
        return firstLabelFault(text[..<dot]) ?? labelFault(text[text.index(after: dot)...])
    }

    /// The same, where the names that Istio makes for `AUTO_PASSTHROUGH` are taken as well.
    static func fault(inServerName text: String) -> String? {
        guard text.hasPrefix("outbound_") else { return fault(inPattern: text) }
        if let fault = lengthFault(text) { return fault }
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[1].utf8.contains(where: \.isDigit), parts[3].utf8.contains(where: \.isLetter)
        else { return "is not of the form outbound_.<port>_._.<host>" }
        return nil
    }

    /// A name that need not be full, but whose wildcard must be the whole first label.
    static func fault(inListenerHost text: String, takesAddresses: Bool) -> String? {
        if text != "*", !text.utf8.contains(UInt8(ascii: ".")), !text.utf8.contains(UInt8(ascii: "/")) {
            return "is a short name; proxies know full names only"
        }
        if let fault = fault(inPattern: text), !takesAddresses || !IPAddressSyntax.isAddress(text) { return fault }
        return isPartialWildcard(text) ? "has a wildcard that is not the whole first label" : nil
    }

    /// Whether a wildcard is only a part of the first label.
    static func isPartialWildcard(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "*")) && text != "*" && !text.hasPrefix("*.")
    }

    private static func lengthFault(_ text: String) -> String? {
        if text.isEmpty { return "is empty" }
        return text.utf8.count > maximumLength ? "is longer than \(maximumLength) characters" : nil
    }

    private static func firstLabelFault(_ label: Substring) -> String? {
        DNSLabel.isValidPattern(label) ? nil : "is not a host name: \(described(label)) is no DNS label"
    }

    private static func labelFault(_ name: Substring) -> String? {
        var labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { Substring($0) }
        guard let last = labels.last else { return nil }
        if Int(last) != nil { return "is not a host name: the last label \(last) is a number" }
        // A dot at the end says that the name is complete.
        if last.isEmpty { labels.removeLast() }
        return labels.first { !DNSLabel.isValid($0) }.map { "is not a host name: \(described($0)) is no DNS label" }
    }

    private static func described(_ label: Substring) -> String { label.isEmpty ? "an empty part" : "'\(label)'" }
}
