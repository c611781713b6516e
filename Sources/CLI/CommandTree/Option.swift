package import Runtime

/// What a shell may offer for a value.
package enum Completion: Hashable, Sendable {
    case none
    case files
    case words([String])
}

/// An option of a command: `--name VALUE`, or `--name` alone where it is a flag.
package struct Option: Hashable, Sendable {
    /// Without the dashes.
    package let name: String
    /// The letter of the short form, as in `-f`.
    package let short: Character?
    /// What help calls the value; `nil`: a flag without one.
    package let placeholder: String?
    /// Whether it may be given more than once; of the others the last one counts.
    package let repeats: Bool
    package let isRequired: Bool
    /// With words, no other value is taken (upper and lower case are the same).
    package let completion: Completion
    package let text: String
    /// The setting whose value it gives, where it is one.
    package let setting: Setting?

    /// An option with a value.
    ///
    /// - Parameters:
    ///   - value: What help calls the value, in capitals.
    ///   - text: What it means, one line, with its default.
    package init(
        _ name: String, short: Character? = nil, value: String, repeats: Bool = false, required: Bool = false,
        completion: Completion = .none, _ text: String
    ) {
        self.init(
            name: name, short: short, placeholder: value, repeats: repeats, isRequired: required,
            completion: completion, text: text, setting: nil)
    }

    /// An option without a value.
    package init(flag name: String, short: Character? = nil, _ text: String) {
        self.init(
            name: name, short: short, placeholder: nil, repeats: false, isRequired: false, completion: .none,
            text: text, setting: nil)
    }

    /// The option that gives a setting its value.
    package init(_ setting: Setting) {
        let origin = setting.defaultValue.map { "\(setting.variable), default \($0)" } ?? setting.variable
        self.init(
            name: setting.name, short: nil, placeholder: setting.name.hasSuffix("-file") ? "FILE" : "VALUE",
            repeats: false, isRequired: false,
            completion: setting.name.hasSuffix("-file") ? .files : .none, text: "\(setting.text) [\(origin)]",
            setting: setting)
    }

    private init(
        name: String, short: Character?, placeholder: String?, repeats: Bool, isRequired: Bool,
        completion: Completion, text: String, setting: Setting?
    ) {
        self.name = name
        self.short = short
        self.placeholder = placeholder
        self.repeats = repeats
        self.isRequired = isRequired
        self.completion = completion
        self.text = text
        self.setting = setting
    }

    var isFlag: Bool { placeholder == nil }

    /// `-f, --file FILE`: how help shows it.
    var usage: String {
        let letter = short.map { "-\($0), " } ?? "    "
        return "\(letter)--\(name)" + (placeholder.map { " \($0)" } ?? "") + (repeats ? "..." : "")
    }
}

/// An argument that stands on its own: `status ID`.
package struct Positional: Hashable, Sendable {
    /// What help calls it, in capitals.
    package let name: String
    package let isOptional: Bool
    /// Only the last one of a command may repeat.
    package let repeats: Bool
    package let completion: Completion
    package let text: String

    package init(
        _ name: String, optional: Bool = false, repeats: Bool = false, completion: Completion = .none, _ text: String
    ) {
        self.name = name
        isOptional = optional
        self.repeats = repeats
        self.completion = completion
        self.text = text
    }

    var usage: String {
        let shown = repeats ? "\(name)..." : name
        return isOptional ? "[\(shown)]" : shown
    }
}
