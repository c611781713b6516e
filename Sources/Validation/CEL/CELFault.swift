/// Why an expression has no value.
enum CELFault: Error, Hashable, Sendable {
    /// The expression itself: an API server counts that as a broken rule.
    case failed(String)
    /// HotSwap's evaluator does not know something that CEL does.
    case unsupported(String)
    /// It took longer than a rule may.
    case exhausted

    static func tooLarge(_ digits: String) -> CELFault { .failed("the number \(digits) has more than 64 bits") }

    static func noOverload(_ name: String) -> CELFault { .failed("\(name) does not take values of that type") }
}
