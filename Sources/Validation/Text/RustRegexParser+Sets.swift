extension RustRegexParser {
    private enum Operation { case intersection, difference, symmetricDifference }

    /// `[a-z&&[^aeiou]]`: brackets nest, and `&&`, `--` and `~~` are operations on all that stands on either side.
    mutating func bracket(depth: Int = 0) throws(RegularExpressionError) -> RE2CharacterSet {
        let start = next
        guard depth < Self.deepest else { throw RegularExpressionError("nests brackets too deep", at: start) }
        next += 1
        skipSpace()
        let isNegated = take("^")
        skipSpace()
        var set = RE2CharacterSet()
        var left: (RE2CharacterSet, Operation)?
        try literalBeginning(&set)
        while true {
            skipSpace()
            guard let scalar = peek else { throw RegularExpressionError("has a \"[\" that is never closed", at: start) }
            if let operation = takeOperation() {
                left = (joined(left, set, start), operation)
                set = RE2CharacterSet()
            } else if scalar == "]" {
                next += 1
                return sealed(joined(left, set, start), isNegated: isNegated)
            } else if scalar == "[" {
                if let named = posixSet() {
                    insert(named, &set, start)
                } else {
                    insert(try bracket(depth: depth + 1), &set, start)
                }
            } else {
                try range(&set, start)
            }
        }
    }

    /// Hyphens at the beginning stand for themselves, and so does a `]` that is the first.
    private mutating func literalBeginning(_ set: inout RE2CharacterSet) throws(RegularExpressionError) {
        var isFirst = true
        while peek == "-" {
            set.insert(0x2D...0x2D)
            isFirst = false
            next += 1
            skipSpace()
        }
        if isFirst, take("]") { set.insert(0x5D...0x5D) }
    }

    private mutating func takeOperation() -> Operation? {
        let operation: Operation
        switch (peek, at(1)) {
        case ("&", "&"): operation = .intersection
        case ("-", "-"): operation = .difference
        case ("~", "~"): operation = .symmetricDifference
        default: return nil
        }
        next += 2
        return operation
    }

    private mutating func joined(
        _ left: (RE2CharacterSet, Operation)?, _ set: RE2CharacterSet, _ start: Int
    ) -> RE2CharacterSet {
        guard let (other, operation) = left else { return set }
        guard !flags.foldsCase, other.categories.isEmpty, set.categories.isEmpty else {
            cannot("has an operation on classes of characters of which HotSwap has no table", at: start)
            return set
        }
        return switch operation {
        case .intersection: other.intersection(set)
        case .difference: other.intersection(set.inverted)
        case .symmetricDifference:
            other.intersection(set.inverted).union(set.intersection(other.inverted))
        }
    }

    private mutating func insert(_ other: RE2CharacterSet, _ set: inout RE2CharacterSet, _ start: Int) {
        if other.isNegated, other.foldsCase || other.categories.count + (other.ranges.isEmpty ? 0 : 1) > 1 {
            cannot("nests brackets in a way that HotSwap cannot match", at: start)
        }
        set.insert(other)
    }

    /// `[:alpha:]`, `[:^alpha:]`; `nil` where a bracket of its own begins.
    private mutating func posixSet() -> RE2CharacterSet? {
        var reader = self
        guard reader.take("["), reader.take(":") else { return nil }
        let isNegated = reader.take("^")
        var name = ""
        while let scalar = reader.peek, scalar != ":" {
            name.unicodeScalars.append(scalar)
            reader.next += 1
        }
        guard reader.take(":"), reader.take("]"), var set = RE2CharacterSet.posix(name) else { return nil }
        set.isNegated = isNegated
        next = reader.next
        return set
    }

    private mutating func range(_ set: inout RE2CharacterSet, _ bracket: Int) throws(RegularExpressionError) {
        let start = next
        let first = try member()
        skipSpace()
        guard peek == "-", let after = afterHyphen(), after != "]", after != "-" else {
            switch first {
            case .scalar(let value): set.insert(value...value)
            case .set(let other): insert(other, &set, bracket)
            case .assertion: throw RegularExpressionError("has a place such as \\b in a \"[\"", at: start)
            }
            return
        }
        next += 1
        skipSpace()
        guard case .scalar(let low) = first, case .scalar(let high) = try member() else {
            throw RegularExpressionError("has a range that is not between two characters", at: start)
        }
        guard low <= high else { throw RegularExpressionError("has a range that ends before it begins", at: start) }
        set.insert(low...high)
    }

    /// What follows the hyphen that is next.
    private func afterHyphen() -> Unicode.Scalar? {
        var reader = self
        reader.next += 1
        reader.skipSpace()
        return reader.peek
    }

    private mutating func member() throws(RegularExpressionError) -> Escaped {
        guard let scalar = peek else { throw RegularExpressionError("has a \"[\" that is never closed", at: next) }
        if scalar == "\\" { return try escape() }
        next += 1
        return .scalar(scalar.value)
    }
}

/// Of sets that are none but ranges.
extension RE2CharacterSet {
    fileprivate var inverted: RE2CharacterSet { RE2CharacterSet(isNegated ? ranges : complement) }

    fileprivate func union(_ other: RE2CharacterSet) -> RE2CharacterSet {
        var set = RE2CharacterSet()
        set.insert(self)
        set.insert(other)
        set.seal()
        return set
    }

    fileprivate func intersection(_ other: RE2CharacterSet) -> RE2CharacterSet {
        inverted.union(other.inverted).inverted
    }
}
