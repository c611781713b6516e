/// Yes, no, or not to be known, with what is missing.
enum Answer: Hashable {
    case yes
    case no
    case unknown(String)

    init(_ isTrue: Bool) { self = isTrue ? .yes : .no }

    var negated: Answer {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: self
        }
    }

    /// Whether all hold; one that does not decides.
    static func all(_ answers: some Sequence<Answer>) -> Answer {
        var result = Answer.yes
        for answer in answers {
            if answer == .no { return .no }
            if case .unknown = answer, result == .yes { result = answer }
        }
        return result
    }

    /// Whether one holds; one that does decides.
    static func any(_ answers: some Sequence<Answer>) -> Answer {
        var result = Answer.no
        for answer in answers {
            if answer == .yes { return .yes }
            if case .unknown = answer, result == .no { result = answer }
        }
        return result
    }
}
