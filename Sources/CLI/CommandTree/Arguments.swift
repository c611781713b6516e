import Runtime

/// What was given to a command, read and checked.
package struct Arguments: Sendable {
    private(set) var values: [String: [String]] = [:]
    private(set) var positionals: [String: [String]] = [:]
    private(set) var settings: [String: String] = [:]

    mutating func add(_ value: String, to option: Option) {
        if option.repeats { values[option.name, default: []].append(value) } else { values[option.name] = [value] }
        if let setting = option.setting { settings[setting.name] = value }
    }

    mutating func add(_ value: String, to positional: Positional) {
        positionals[positional.name, default: []].append(value)
    }

    /// The value of the option, where it was given.
    package subscript(_ option: Option) -> String? { values[option.name]?.last }

    /// Every value of an option that repeats.
    package func all(_ option: Option) -> [String] { values[option.name] ?? [] }

    /// Whether the option was given.
    package func has(_ option: Option) -> Bool { values[option.name] != nil }

    /// The value of a positional argument; empty only where it is optional and was left out.
    package subscript(_ positional: Positional) -> String { positionals[positional.name]?.first ?? "" }

    /// Every value of a positional argument that repeats.
    package func all(_ positional: Positional) -> [String] { positionals[positional.name] ?? [] }

    /// A whole number of at least `least`; `nil` where the option was not given.
    package func integer(_ option: Option, atLeast least: Int) throws(UsageProblem) -> Int? {
        guard let text = self[option] else { return nil }
        guard let number = Int(text), number >= least else {
            throw UsageProblem("--\(option.name) must be a number of \(least) or more and is \(text)")
        }
        return number
    }

    /// The repeated option `--label key=value` as a dictionary.
    package func pairs(_ option: Option) throws(UsageProblem) -> [String: String] {
        var pairs: [String: String] = [:]
        for text in all(option) {
            guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
                throw UsageProblem("--\(option.name) must be key=value and is \(text)")
            }
            pairs[String(text[..<mark])] = String(text[text.index(after: mark)...])
        }
        return pairs
    }
}

/// What is wrong with a command line, for the person who typed it.
package struct UsageProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
