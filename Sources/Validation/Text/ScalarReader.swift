/// Goes through the characters of a text, one after another.
protocol ScalarReader {
    var text: [Unicode.Scalar] { get }
    /// The character that is looked at.
    var next: Int { get set }
}

extension ScalarReader {
    var peek: Unicode.Scalar? { at(0) }

    func at(_ offset: Int) -> Unicode.Scalar? { next + offset < text.count ? text[next + offset] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        next += 1
        return true
    }
}
