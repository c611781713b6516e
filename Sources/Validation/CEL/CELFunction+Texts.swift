import Domain

extension CELFunction {
    /// Functions of texts. Places in a text are counted in Unicode scalars.
    static let texts: [CELFunction] = [
        method("contains", 2...2) { values throws(CELFault) in
            .bool(find(try string(values, 1), in: try string(values, 0), from: 0) != nil)
        },
        method("startsWith", 2...2) { values throws(CELFault) in
            .bool(try string(values, 0).unicodeScalars.starts(with: try string(values, 1).unicodeScalars))
        },
        method("endsWith", 2...2) { values throws(CELFault) in
            .bool(
                try string(values, 0).unicodeScalars.reversed().starts(
                    with: try string(values, 1).unicodeScalars.reversed()))
        },
        CELFunction(name: "matches", arity: 2...2, isMethod: nil) { (values, steps) throws(CELFault) in
            let expression = try CELParser.regularExpression(try string(values, 1))
            guard let found = expression.matches(in: try string(values, 0), steps: &steps) else { throw .exhausted }
            return .bool(found)
        },
        method("substring", 2...3) { values throws(CELFault) in
            let text = Array(try string(values, 0).unicodeScalars)
            let start = try int(values, 1)
            let end = values.count == 3 ? try int(values, 2) : text.count
            guard start >= 0, start <= end, end <= text.count else { throw .failed("substring() is out of range") }
            return .string(joined(text[start..<end]))
        },
        method("split", 2...3) { values throws(CELFault) in
            let limit = values.count == 3 ? try int(values, 2) : -1
            return .plain(.array(split(try string(values, 0), try string(values, 1), limit).map { .string($0) }))
        },
        method("charAt", 2...2) { values throws(CELFault) in
            let text = Array(try string(values, 0).unicodeScalars)
            let index = try int(values, 1)
            guard (0...text.count).contains(index) else { throw .failed("charAt() is out of range") }
            return .string(index < text.count ? String(text[index]) : "")
        },
        method("replace", 3...4) { values throws(CELFault) in
            let limit = values.count == 4 ? try int(values, 3) : -1
            let parts = split(
                try string(values, 0), try string(values, 1), limit < 0 ? -1 : limit == .max ? limit : limit + 1)
            return .string(parts.joined(separator: try string(values, 2)))
        },
        method("lowerAscii") { values throws(CELFault) in .string(shifted(try string(values, 0), 0x41...0x5A, 32)) },
        method("upperAscii") { values throws(CELFault) in .string(shifted(try string(values, 0), 0x61...0x7A, -32)) },
        method("trim") { values throws(CELFault) in
            let text = try string(values, 0).unicodeScalars.drop { $0.properties.isWhitespace }
            return .string(joined(text.reversed().drop { $0.properties.isWhitespace }.reversed()))
        },
    ]

    static func joined(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Where `part` begins in `text`, in scalars.
    static func find(_ part: String, in text: String, from start: Int) -> Int? {
        let part = Array(part.unicodeScalars)
        let text = Array(text.unicodeScalars)
        guard start >= 0, text.count - part.count >= start else { return nil }
        return (start...(text.count - part.count)).first { text[$0..<$0 + part.count].elementsEqual(part) }
    }

    /// At most `limit` parts; all of them where it is negative.
    private static func split(_ text: String, _ separator: String, _ limit: Int) -> [String] {
        guard limit != 0 else { return [] }
        if separator.isEmpty { return text.unicodeScalars.map { String($0) } }
        var parts: [String] = []
        let scalars = Array(text.unicodeScalars)
        let length = separator.unicodeScalars.count
        var start = 0
        while limit < 0 || parts.count < limit - 1, let found = find(separator, in: text, from: start) {
            parts.append(joined(scalars[start..<found]))
            start = found + length
        }
        return parts + [joined(scalars[start...])]
    }

    private static func shifted(_ text: String, _ range: ClosedRange<UInt8>, _ by: Int8) -> String {
        String(
            decoding: text.utf8.map { range.contains($0) ? UInt8(truncatingIfNeeded: Int16($0) + Int16(by)) : $0 },
            as: UTF8.self)
    }

    /// Functions of lists, and those that texts have as well.
    static let lists: [CELFunction] = [
        method("join", 1...2) { values throws(CELFault) in
            let texts = (try list(values)).compactMap(\.string)
            return .string(texts.joined(separator: values.count == 2 ? try string(values, 1) : ""))
        },
        method("indexOf", 2...3) { values throws(CELFault) in
            if case .plain(.array(let elements)) = values[0] {
                return .int(elements.firstIndex { CELValue.plain($0).equals(values[1]) } ?? -1)
            }
            let start = values.count == 3 ? try int(values, 2) : 0
            return .int(find(try string(values, 1), in: try string(values, 0), from: start) ?? -1)
        },
        method("lastIndexOf", 2...2) { values throws(CELFault) in
            if case .plain(.array(let elements)) = values[0] {
                return .int(elements.lastIndex { CELValue.plain($0).equals(values[1]) } ?? -1)
            }
            let text = joined(try string(values, 0).unicodeScalars.reversed())
            let part = joined(try string(values, 1).unicodeScalars.reversed())
            guard let found = find(part, in: text, from: 0) else { return .int(-1) }
            return .int(text.unicodeScalars.count - part.unicodeScalars.count - found)
        },
        method("isSorted") { values throws(CELFault) in
            let elements = try list(values).map { CELValue.plain($0) }
            return .bool(zip(elements, elements.dropFirst()).allSatisfy { $1.precedes($0) == false })
        },
        method("min") { values throws(CELFault) in try extreme(values) { $0.precedes($1) } },
        method("max") { values throws(CELFault) in try extreme(values) { $1.precedes($0) } },
        method("sum") { values throws(CELFault) in
            var total = CELValue.int(0)
            for element in try list(values) { total = try CELArithmetic.result(.plus, total, .plain(element)) }
            return total
        },
    ]

    private static func list(_ values: [CELValue]) throws(CELFault) -> [JSONValue] {
        guard case .plain(.array(let elements)) = values[0] else { throw .failed("a list is wanted") }
        return elements
    }

    private static func extreme(
        _ values: [CELValue], _ isBetter: (CELValue, CELValue) -> Bool?
    ) throws(CELFault) -> CELValue {
        let elements = try list(values).map { CELValue.plain($0) }
        guard var best = elements.first else { throw .failed("the list is empty") }
        for element in elements.dropFirst() where isBetter(element, best) == true { best = element }
        return best
    }
}
