package import Domain

/// The values of all settings: from the command line, else the environment, else the configuration file, else the
/// default.
package struct Configuration: Sendable {
    private var values: [Setting: String] = [:]

    /// - Parameters:
    ///   - flags: From the command line, by setting name.
    ///   - environment: The environment's variables; those that begin with `HOTSWAP_` must be known.
    ///   - file: The configuration file, read: an object of scalars.
    ///   - readFile: Reads a secret's file.
    package init(
        flags: [String: String], environment: [String: String], file: JSONValue = .object([:]),
        readFile: (String) throws(ConfigurationProblem) -> String
    ) throws(ConfigurationProblem) {
        try Self.checkVariables(environment)
        let fromFile = try Self.scalars(of: file)
        for setting in Setting.all {
            if let flag = flags[setting.name] {
                values[setting] = flag
            } else if let variable = environment[setting.variable] {
                values[setting] = variable
            } else if setting.isSecret, let path = environment[setting.variable + "_FILE"] {
                values[setting] = try readFile(path).trimmingWhitespace
            } else if let written = fromFile[setting.name] {
                values[setting] = written
            }
        }
    }

    /// The value, or the default; `nil` where there is neither.
    package subscript(_ setting: Setting) -> String? { values[setting] ?? setting.defaultValue }

    /// The value; throws where there is none.
    package func required(_ setting: Setting) throws(ConfigurationProblem) -> String {
        guard let value = self[setting], !value.isEmpty else {
            throw ConfigurationProblem(
                "\(setting.name) is not set. Give --\(setting.name), \(setting.variable), or \(setting.name) in the "
                    + "configuration file: \(setting.text)")
        }
        return value
    }

    /// A whole number within `range`.
    package func integer(_ setting: Setting, _ range: ClosedRange<Int>) throws(ConfigurationProblem) -> Int {
        let text = try required(setting)
        guard let value = Int(text), range.contains(value) else {
            throw ConfigurationProblem(
                "\(setting.name) must be a number from \(range.lowerBound) to \(range.upperBound) and is \(text)")
        }
        return value
    }

    /// A duration: `250ms`, `15s`, `5m`, `1h`; more than zero.
    package func duration(_ setting: Setting) throws(ConfigurationProblem) -> Duration {
        let text = try required(setting)
        guard let value = Duration(setting: text), value > .zero else {
            throw ConfigurationProblem("\(setting.name) must be a duration like 250ms, 15s, 5m or 1h and is \(text)")
        }
        return value
    }

    private static func checkVariables(_ environment: [String: String]) throws(ConfigurationProblem) {
        let variables = Setting.all.flatMap { $0.isSecret ? [$0.variable, $0.variable + "_FILE"] : [$0.variable] }
        // Variables of the project's own tests, benchmarks and scripts are no settings.
        let others = [
            "HOTSWAP_CONFIG", "HOTSWAP_ORACLE", "HOTSWAP_KUBE_APISERVER", "HOTSWAP_REQUIRE_SERVICES", "HOTSWAP_SCHEMAS",
        ]
        for name in environment.keys.sorted() where name.hasPrefix("HOTSWAP_") && !name.hasPrefix("HOTSWAP_TEST_") {
            guard !variables.contains(name), !others.contains(name) else { continue }
            throw ConfigurationProblem("There is no setting \(name)" + suggestion(name, among: variables))
        }
    }

    private static func scalars(of file: JSONValue) throws(ConfigurationProblem) -> [String: String] {
        guard let members = file.object else {
            throw ConfigurationProblem("The configuration file must hold an object of settings")
        }
        var values: [String: String] = [:]
        for (name, value) in members {
            guard let setting = Setting.all.first(where: { $0.name == name }) else {
                throw ConfigurationProblem(
                    "There is no setting \(name)" + suggestion(name, among: Setting.all.map(\.name)))
            }
            switch value {
            case .string(let text): values[setting.name] = text
            case .int, .double, .bool: values[setting.name] = value.jsonText
            case .null: continue
            case .array, .object:
                throw ConfigurationProblem("\(name) in the configuration file must be a text or a number")
            }
        }
        return values
    }

    private static func suggestion(_ name: String, among known: [String]) -> String {
        Spelling.nearest(to: name, in: known).map { "; did you mean \($0)?" } ?? "; see docs/configuration.md"
    }
}

/// What is wrong with the configuration, for the person who wrote it.
package struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

extension Duration {
    /// Reads `250ms`, `15s`, `5m`, `1h`; `nil` for anything else.
    package init?(setting text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), count < 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": self = .milliseconds(count)
        case "s": self = .seconds(count)
        case "m": self = .seconds(count * 60)
        case "h": self = .seconds(count * 3600)
        default: return nil
        }
    }
}

extension String {
    /// Without white space at both ends: files end in a line feed that is no part of the secret.
    fileprivate var trimmingWhitespace: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
