/// A fish script: a function that tells the command the cursor is in, and one line for each thing to offer.
struct FishCompletion {
    let root: PlacedCommand
    private var name: String { root.command.name }

    var script: String {
        """
        # fish completion for \(name); load it with: \(name) completion fish | source
        function __\(name)_place
            set -l place \(name)
            for word in (commandline -opc)[2..-1]
                switch "$place $word"
                    case \(root.all.dropFirst().map { quoted($0.name) }.joined(separator: " "))
                        set place "$place $word"
                end
            end
            echo $place
        end
        function __\(name)_at
            test (__\(name)_place) = "$argv"
        end
        complete -c \(name) -f

        """ + root.all.flatMap(lines).joined(separator: "\n") + "\n"
    }

    private func lines(_ place: PlacedCommand) -> [String] {
        let start = "complete -c \(name) -n \(quoted("__\(name)_at \(place.name)"))"
        let commands = place.command.commands.map { "\(start) -a \($0.name) -d \(quoted($0.summary))" }
        let words: [String] =
            switch place.positionalCompletion {
            case .none: []
            case .files: ["\(start) -F"]
            case .words(let words): ["\(start) -a \(quoted(words.joined(separator: " ")))"]
            }
        return commands + words + place.optionsAndHelp.map { "\(start)\(option($0)) -d \(quoted($0.text))" }
    }

    private func option(_ option: Option) -> String {
        let names = (option.short.map { " -s \($0)" } ?? "") + " -l \(option.name)"
        guard !option.isFlag else { return names }
        return switch option.completion {
        case .none: names + " -x"
        case .files: names + " -r -F"
        case .words(let words): names + " -x -a \(quoted(words.joined(separator: " ")))"
        }
    }

    private func quoted(_ text: String) -> String { Shell.quoted(text, escape: "\\'") }
}
