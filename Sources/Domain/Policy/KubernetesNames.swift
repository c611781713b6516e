/// The grammar of names that the API server holds objects to. Each rule answers with what is wrong, or `nil`.
enum KubernetesNames {
    /// A DNS-1123 subdomain of at most 253 characters: the names of objects.
    static func problem(subdomain text: String) -> String? {
        guard text.utf8.count <= 253 else { return "is longer than 253 characters" }
        // Most names have no dot: one label.
        if isLabel(text.utf8) { return nil }
        let good = text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel($0.utf8) }
        return good
            ? nil : "must be lower case letters, digits, '-' and '.', each part with a letter or digit at its ends"
    }

    /// A DNS-1123 label of at most 63 characters: the names of namespaces.
    static func problem(label text: String) -> String? {
        guard text.utf8.count <= 63 else { return "is longer than 63 characters" }
        return isLabel(text.utf8)
            ? nil : "must be lower case letters, digits and '-', with a letter or digit at its ends"
    }

    /// `[prefix/]name`: the keys of labels and annotations. The prefix is a subdomain.
    static func problem(qualifiedName text: String) -> String? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last else { return "has more than one '/'" }
        if parts.count == 2, let prefix = parts.first, let problem = problem(subdomain: String(prefix)) {
            return "has a prefix that \(problem)"
        }
        guard !name.isEmpty else { return "has no name" }
        return problem(word: String(name)).map { "has a name that \($0)" }
    }

    /// The values of labels; may be empty.
    static func problem(labelValue text: String) -> String? { text.isEmpty ? nil : problem(word: text) }

    private static func problem(word text: String) -> String? {
        guard text.utf8.count <= 63 else { return "is longer than 63 characters" }
        let inner = text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
        let good = inner && text.utf8.first.map(isAlphanumeric) == true && text.utf8.last.map(isAlphanumeric) == true
        return good ? nil : "must be letters, digits, '-', '_' and '.', with a letter or digit at its ends"
    }

    private static func isLabel(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        text.allSatisfy { isLowercase($0) || $0 == 0x2D } && text.first.map(isLowercase) == true
            && text.last.map(isLowercase) == true
    }

    private static func isLowercase(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLowercase(byte) || (0x41...0x5A).contains(byte) }
}
