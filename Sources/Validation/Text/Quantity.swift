/// Kubernetes quantities: `1`, `900m`, `1.5`, `2Ki`, `1e3`.
enum Quantity {
    private static let suffixes: Set<String> = [
        "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei",
    ]

    static func isOne(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
        let number = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
        guard number.contains(where: \.isDigit), number.count(where: { $0 == UInt8(ascii: ".") }) <= 1 else {
            return false
        }
        let suffix = rest.dropFirst(number.count)
        if suffixes.contains(String(decoding: suffix, as: UTF8.self)) { return true }
        guard let first = suffix.first, "eE".utf8.contains(first) else { return false }
        var exponent = suffix.dropFirst()
        if let sign = exponent.first, "+-".utf8.contains(sign) { exponent = exponent.dropFirst() }
        return !exponent.isEmpty && exponent.allSatisfy(\.isDigit)
    }
}
