import Domain

/// Reads a command line by the tree of commands.
///
/// `--name value`, `--name=value`, `-n value`, `-nvalue`; flags of one letter may be put together (`-ab`); options and
/// positional arguments in any order; what follows `--` is positional.
struct ArgumentParser {
    /// What the command line asks for.
    enum Request {
        case run(PlacedCommand, Arguments)
        case help(PlacedCommand)
    }

    /// What is wrong, and with which command.
    struct Refusal: Error {
        let place: PlacedCommand
        let problem: UsageProblem
    }

    static let help = Option(flag: "help", short: "h", "Shows this help")

    private var place: PlacedCommand
    private var rest: ArraySlice<String>
    private var arguments = Arguments()
    private var given: [String] = []
    private var wantsHelp = false

    /// Reads `words`, the command line without the program's name.
    static func parse(_ words: [String], root: Command) throws(Refusal) -> Request {
        var parser = ArgumentParser(
            place: PlacedCommand(path: [root.name], command: root), rest: words[...])
        do throws(UsageProblem) { return try parser.parse() } catch {
            throw Refusal(place: parser.place, problem: error)
        }
    }

    private init(place: PlacedCommand, rest: ArraySlice<String>) {
        self.place = place
        self.rest = rest
    }

    private mutating func parse() throws(UsageProblem) -> Request {
        if rest.first == "help", place.command.command("help") == nil {
            rest.removeFirst()
            wantsHelp = true
        }
        while let word = rest.popFirst() {
            if word == "--" {
                given += rest
                rest = []
            } else if word.hasPrefix("--") {
                try long(word)
            } else if word.hasPrefix("-"), word != "-" {
                try short(word)
            } else {
                try bare(word)
            }
        }
        if wantsHelp || (place.command.run == nil && place.path.count == 1) { return .help(place) }
        guard place.command.run != nil else {
            throw UsageProblem("Which command? \(names(of: place.command).joined(separator: ", "))")
        }
        try assign()
        return .run(place, arguments)
    }

    private func names(of group: Command) -> [String] { group.commands.map(\.name) }

    /// The name of a command, or a positional argument.
    private mutating func bare(_ word: String) throws(UsageProblem) {
        guard place.command.run == nil else { return given.append(word) }
        guard let next = place.command.command(word) else {
            throw UsageProblem(
                "There is no command \(word)" + suggestion(word, names(of: place.command), or: "see --help"))
        }
        place = PlacedCommand(path: place.path + [word], command: next)
    }

    private mutating func long(_ word: String) throws(UsageProblem) {
        let body = word.dropFirst(2)
        let mark = body.firstIndex(of: "=")
        let name = String(body[..<(mark ?? body.endIndex)])
        let attached = mark.map { String(body[body.index(after: $0)...]) }
        guard let option = option({ $0.name == name }) else { throw unknown("--\(name)", name) }
        try take(option, attached, as: "--\(name)")
    }

    private mutating func short(_ word: String) throws(UsageProblem) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let option = option({ $0.short == letter }) else { throw unknown("-\(letter)", String(letter)) }
            guard !option.isFlag else {
                try take(option, nil, as: "-\(letter)")
                continue
            }
            if letters.first == "=" { letters.removeFirst() }
            return try take(option, letters.isEmpty ? nil : String(letters), as: "-\(letter)")
        }
    }

    private func option(_ isIt: (Option) -> Bool) -> Option? {
        (place.command.options + [Self.help]).first(where: isIt)
    }

    private mutating func take(_ option: Option, _ attached: String?, as written: String) throws(UsageProblem) {
        if option == Self.help {
            wantsHelp = true
        } else if option.isFlag {
            guard attached == nil else { throw UsageProblem("\(written) takes no value") }
            arguments.add("", to: option)
        } else {
            guard let value = attached ?? rest.popFirst() else {
                throw UsageProblem("\(written) needs a value: \(option.usage.drop { $0 == " " })")
            }
            arguments.add(try checked(value, by: option.completion, for: written), to: option)
        }
    }

    /// A value of a closed list, in the list's own spelling.
    private func checked(
        _ value: String, by completion: Completion, for what: String
    ) throws(UsageProblem) -> String {
        guard case .words(let words) = completion else { return value }
        guard let word = words.first(where: { $0.lowercased() == value.lowercased() }) else {
            throw UsageProblem(
                "\(what) must be one of \(words.joined(separator: ", ")) and is \(value)" + suggestion(value, words))
        }
        return word
    }

    private func unknown(_ written: String, _ name: String) -> UsageProblem {
        let own = (place.command.options + [Self.help]).map(\.name)
        if place.command.run == nil,
            let below = place.all.first(where: { $0.command.options.contains { $0.name == name } })
        {
            return UsageProblem("\(written) belongs behind the command, as in \(below.name) \(written)")
        }
        return UsageProblem(
            "There is no option \(written)" + suggestion(name, own, prefix: "--", or: "see --help"))
    }

    private func suggestion(_ word: String, _ known: [String], prefix: String = "", or other: String? = nil) -> String {
        let near = Spelling.nearest(to: word, in: known).map { "did you mean \(prefix)\($0)?" }
        return (near ?? other).map { "; \($0)" } ?? ""
    }

    /// Gives the positional arguments their names, and looks whether anything is missing.
    private mutating func assign() throws(UsageProblem) {
        var words = given[...]
        for positional in place.command.positionals {
            guard let word = words.popFirst() else {
                guard !positional.isOptional else { continue }
                throw UsageProblem("\(positional.name) is missing: \(positional.text)")
            }
            arguments.add(try checked(word, by: positional.completion, for: positional.name), to: positional)
            guard positional.repeats else { continue }
            for more in words {
                arguments.add(try checked(more, by: positional.completion, for: positional.name), to: positional)
            }
            words = []
        }
        if let extra = words.first { throw UsageProblem("What is \(extra)? \(place.name) takes no more arguments") }
        for option in place.command.options where option.isRequired && !arguments.has(option) {
            throw UsageProblem("--\(option.name) is missing: \(option.text)")
        }
    }
}
