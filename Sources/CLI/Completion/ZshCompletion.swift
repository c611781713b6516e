/// A zsh script: like bash's, with the descriptions beside the words.
struct ZshCompletion {
    let root: PlacedCommand

    var script: String {
        let name = root.command.name
        return """
            #compdef \(name)
            # zsh completion for \(name); load it with: source <(\(name) completion zsh)
            _\(name)() {
                local place=\(name) previous=${words[CURRENT-1]} i
                local -a offers flags
                for ((i = 2; i < CURRENT; i++)); do
                    case "$place ${words[i]}" in
                        (\(places)) place="$place ${words[i]}" ;;
                    esac
                done
                case "$place $previous" in
            \(values)
                esac
                case "$place" in
            \(offers)
                esac
                if [[ ${words[CURRENT]} == -* ]]; then _describe -o option flags; return; fi
                if [[ ${offers[1]} == '<files>' ]]; then _files; return; fi
                (( $#offers )) && _describe command offers
            }
            if [[ $funcstack[1] == _\(name) ]]; then _\(name) "$@"; else compdef _\(name) \(name); fi

            """
    }

    private var places: String { root.all.dropFirst().map { Shell.quoted($0.name) }.joined(separator: "|") }

    private var values: String {
        root.all.flatMap { place in
            place.valueOptions.map { spellings, completion in
                let patterns = spellings.map { Shell.quoted("\(place.name) \($0)") }.joined(separator: "|")
                let offer =
                    switch completion {
                    case .none: "_message value"
                    case .files: "_files"
                    case .words(let words): "compadd -- \(words.map { Shell.quoted($0) }.joined(separator: " "))"
                    }
                return "        (\(patterns)) \(offer); return ;;"
            }
        }.joined(separator: "\n")
    }

    private var offers: String {
        root.all.map { place in
            let options = place.optionsAndHelp.map { described("--\($0.name)", $0.text) }.joined(separator: " ")
            let words =
                switch place.positionalCompletion {
                case .none: place.command.commands.map { described($0.name, $0.summary) }
                case .files: [Shell.quoted("<files>")]
                case .words(let words): words.map { Shell.quoted($0) }
                }
            return "        (\(Shell.quoted(place.name))) offers=(\(words.joined(separator: " "))) "
                + "flags=(\(options)) ;;"
        }.joined(separator: "\n")
    }

    /// `'word:what it is'`; a colon in the word would end it.
    private func described(_ word: String, _ text: String) -> String {
        Shell.quoted(word.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:") + ":" + text)
    }
}
