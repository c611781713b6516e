import Domain

/// A rule as a tree. Names are resolved when it is read: slot 0 is `self`, each macro adds one.
indirect enum CELExpression: Sendable {
    case value(CELValue)
    case variable(Int)
    case field(CELExpression, String)
    /// `has(a.b)`
    case has(CELExpression, String)
    case index(CELExpression, CELExpression)
    case list([CELExpression])
    case map([(key: CELExpression, value: CELExpression)])
    case call(CELFunction, [CELExpression])
    case matches(CELExpression, RegularExpression)
    case not(CELExpression)
    case negative(CELExpression)
    case and(CELExpression, CELExpression)
    case or(CELExpression, CELExpression)
    case conditional(CELExpression, CELExpression, CELExpression)
    case binary(CELOperator, CELExpression, CELExpression)
    case macro(CELMacro, over: CELExpression, CELExpression, where: CELExpression?)
}

enum CELOperator: String, Sendable {
    case equal = "==", unequal = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    case within = "in", plus = "+", minus = "-", times = "*", divided = "/", modulo = "%"
}

enum CELMacro: String, Sendable {
    case all, exists, existsOne = "exists_one", map, filter

    init?(named name: String) {
        if name == "existsOne" { self = .existsOne } else { self.init(rawValue: name) }
    }
}
