import Domain

/// What operators make of two values.
enum CELArithmetic {
    static func result(_ sign: CELOperator, _ one: CELValue, _ two: CELValue) throws(CELFault) -> CELValue {
        switch sign {
        case .equal: .bool(one.equals(two))
        case .unequal: .bool(!one.equals(two))
        case .less: .bool(try precedes(one, two))
        case .greater: .bool(try precedes(two, one))
        case .lessOrEqual: .bool(try !precedes(two, one))
        case .greaterOrEqual: .bool(try !precedes(one, two))
        case .within: .bool(try isIn(one, two))
        case .plus, .minus, .times, .divided, .modulo: try number(sign, one, two)
        }
    }

    private static func precedes(_ one: CELValue, _ two: CELValue) throws(CELFault) -> Bool {
        guard let answer = one.precedes(two) else { throw .failed("two values have no order") }
        return answer
    }

    private static func isIn(_ one: CELValue, _ two: CELValue) throws(CELFault) -> Bool {
        switch two {
        case .plain(.array(let elements)): return elements.contains { CELValue.plain($0).equals(one) }
        case .plain(.object(let members)): return one.json?.string.map { members[$0] != nil } ?? false
        default: throw .noOverload("in")
        }
    }

    private static func number(_ sign: CELOperator, _ one: CELValue, _ two: CELValue) throws(CELFault) -> CELValue {
        switch (one, two) {
        case (.plain(.int(let one)), .plain(.int(let two))): return .plain(.int(try whole(sign, one, two)))
        case (.duration(let one), .duration(let two)) where sign == .plus || sign == .minus:
            return .duration(try whole(sign, one, two))
        case (.plain(.string(let one)), .plain(.string(let two))) where sign == .plus: return .string(one + two)
        case (.plain(.array(let one)), .plain(.array(let two))) where sign == .plus: return .plain(.array(one + two))
        default:
            guard let one = one.json?.number, let two = two.json?.number else { throw .noOverload(sign.rawValue) }
            return .plain(.double(try fraction(sign, one, two)))
        }
    }

    private static func whole(_ sign: CELOperator, _ one: Int64, _ two: Int64) throws(CELFault) -> Int64 {
        let (result, overflow) =
            switch sign {
            case .plus: one.addingReportingOverflow(two)
            case .minus: one.subtractingReportingOverflow(two)
            case .times: one.multipliedReportingOverflow(by: two)
            case .divided: one.dividedReportingOverflow(by: two)
            default: one.remainderReportingOverflow(dividingBy: two)
            }
        guard !overflow else { throw .failed(two == 0 ? "divided by zero" : "a number is too large") }
        return result
    }

    private static func fraction(_ sign: CELOperator, _ one: Double, _ two: Double) throws(CELFault) -> Double {
        switch sign {
        case .plus: one + two
        case .minus: one - two
        case .times: one * two
        case .divided: one / two
        default: throw .noOverload(sign.rawValue)
        }
    }
}
