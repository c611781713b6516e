internal import Domain

extension JSONReader {
    /// A number: an integer where it has neither fraction nor exponent, else a double.
    mutating func number() throws(JSONFault) -> JSONValue {
        let start = index
        let isNegative = take(UInt8(ascii: "-"))
        let firstDigit = index
        let magnitude = try digits()
        if text[firstDigit] == UInt8(ascii: "0"), index > firstDigit + 1 {
            throw JSONFault(offset: firstDigit, message: "a number cannot begin with 0")
        }
        let isInteger = try !fractionAndExponent()
        return isInteger ? try integer(magnitude, isNegative, start) : try double(from: start)
    }

    private func integer(
        _ magnitude: UInt64?, _ isNegative: Bool, _ start: Int
    ) throws(JSONFault) -> JSONValue {
        let value: Int64? = magnitude.flatMap { magnitude in
            if !isNegative { return Int64(exactly: magnitude) }
            return magnitude == 1 << 63 ? Int64.min : Int64(exactly: magnitude).map { -$0 }
        }
        if let value { return .int(value) }
        let message =
            "the integer has more than 64 bits; write it as a string, or with an exponent if it may be rounded"
        throw JSONFault(offset: start, message: message)
    }

    private func double(from start: Int) throws(JSONFault) -> JSONValue {
        let written = String(decoding: text[start..<index], as: UTF8.self)
        guard let value = Double(written), value.isFinite else {
            throw JSONFault(offset: start, message: "the number is too large for a double; write it as a string")
        }
        return .double(value)
    }

    /// One digit or more; `nil` where they make more than 64 bits.
    private mutating func digits() throws(JSONFault) -> UInt64? {
        let start = index
        var number: UInt64? = 0
        while index < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) {
            let digit = UInt64(text[index] - UInt8(ascii: "0"))
            number = number.flatMap { number in
                let (product, tooLarge) = number.multipliedReportingOverflow(by: 10)
                let (sum, overflow) = product.addingReportingOverflow(digit)
                return tooLarge || overflow ? nil : sum
            }
            index += 1
        }
        guard index > start else { throw unexpected("a digit is due") }
        return number
    }

    /// Passes `.5`, `e-3` and the like; whether there was any.
    private mutating func fractionAndExponent() throws(JSONFault) -> Bool {
        var found = false
        if take(UInt8(ascii: ".")) {
            _ = try digits()
            found = true
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            _ = try digits()
            found = true
        }
        return found
    }
}
