/// A bash script: one function that first finds the command the cursor is in, then offers what fits there.
struct BashCompletion {
    let root: PlacedCommand

    var script: String {
        let name = root.command.name
        return """
            # bash completion for \(name); load it with: source <(\(name) completion bash)
            _\(name)() {
                local word previous place=\(name) words='' options='' i
                word=${COMP_WORDS[COMP_CWORD]}
                previous=${COMP_WORDS[COMP_CWORD-1]}
                # bash cuts --option=value at the =
                if [[ $word == = ]]; then word=''; elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$place ${COMP_WORDS[i]}" in
                        \(places)) place="$place ${COMP_WORDS[i]}" ;;
                    esac
                done
                COMPREPLY=()
                case "$place $previous" in
            \(values)
                esac
                case "$place" in
            \(offers)
                esac
                if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word")); return; fi
                if [[ $words == '<files>' ]]; then compopt -o default 2>/dev/null; return; fi
                COMPREPLY=($(compgen -W "$words" -- "$word"))
            }
            complete -F _\(name) \(name)

            """
    }

    private var places: String { root.all.dropFirst().map { Shell.quoted($0.name) }.joined(separator: "|") }

    private var values: String {
        root.all.flatMap { place in
            place.valueOptions.map { spellings, completion in
                let patterns = spellings.map { Shell.quoted("\(place.name) \($0)") }.joined(separator: "|")
                let offer =
                    switch completion {
                    case .none: ""
                    case .files: "compopt -o default 2>/dev/null; "
                    case .words(let words):
                        "COMPREPLY=($(compgen -W \(Shell.quoted(words.joined(separator: " "))) -- \"$word\")); "
                    }
                return "        \(patterns)) \(offer)return ;;"
            }
        }.joined(separator: "\n")
    }

    private var offers: String {
        root.all.map { place in
            let options = place.optionsAndHelp.map { "--\($0.name)" }.joined(separator: " ")
            let words =
                switch place.positionalCompletion {
                case .none: place.command.commands.map(\.name).joined(separator: " ")
                case .files: "<files>"
                case .words(let words): words.joined(separator: " ")
                }
            return "        \(Shell.quoted(place.name))) words=\(Shell.quoted(words)) "
                + "options=\(Shell.quoted(options)) ;;"
        }.joined(separator: "\n")
    }
}
