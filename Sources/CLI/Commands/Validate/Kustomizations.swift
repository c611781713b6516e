import Domain
import YAML

/// What the kustomizations of a folder make of the files beside them: patches are no objects, and what gets another
/// name or namespace is not what will be in the cluster.
struct Kustomizations {
    /// What a file is to them.
    enum Part: Hashable {
        /// Nothing of theirs, or as it stands there.
        case asWritten
        /// It changes other documents.
        case patch
        /// Its objects go to this namespace.
        case moved(namespace: String)
        /// Its objects get other names, or each overlay has another namespace for them.
        case renamed
        /// Its objects are changed otherwise than is followed here, or others come beside them
        /// (`KustomizationEffects`).
        ///
        /// - Parameter isExpected: Whether others may refer to them: by their names, and beside all that there will be.
        case changed(isExpected: Bool, namespace: String?)
    }

    private var parts: [String: Part] = [:]
    /// The folders with a kustomization, each with a slash at its end.
    private let folders: [String]
    /// What kustomizations take from places that were not read.
    let unread: [String]

    /// - Parameter files: All files that were found in the folder.
    init(_ files: [InputFile]) {
        let texts = Dictionary(files.map { ($0.name, $0.bytes) }) { first, _ in first }
        let names = Set(texts.keys)
        let found = files.filter { $0.isFound && Self.isKustomization($0.name) }.reduce(into: [:]) { found, file in
            found[Self.folder(of: file.name)] = (try? YAMLParser.documents(file.bytes))?.first?.value
        }
        folders = found.keys.sorted()
        var fates = Fates()
        var unread: Set<String> = []
        for (folder, document) in found {
            let taken = Self.taken(by: folder, found, names)
            fates.note(document, taken.files, isWhole: taken.missing.isEmpty) { path in
                texts[Self.path(path, from: folder)].map { String(decoding: $0, as: UTF8.self) }
            }
            unread.formUnion(taken.missing)
        }
        for flux in FluxKustomization.all(in: files) {
            let taken = folders.filter(flux.holds).map { Self.taken(by: $0, found, names).files }
            fates.note(flux, taken.reduce(into: names.filter(flux.holds)) { $0.formUnion($1) })
        }
        parts = fates.parts
        self.unread = unread.sorted()
        for (folder, document) in found {
            for path in Self.changes(document) { parts[Self.path(path, from: folder)] = .patch }
        }
    }

    /// What becomes of each file, as far as kustomizations say.
    private struct Fates {
        private var namespaces: [String: Set<String>] = [:]
        private var renamed: Set<String> = []
        private var changed: Set<String> = []
        /// Beside these will be others, which nobody knows.
        private var joined: Set<String> = []

        mutating func note(
            _ document: JSONValue, _ files: Set<String>, isWhole: Bool, text: (String) -> String?
        ) {
            let namespace = document["namespace"]?.string ?? ""
            for name in files { namespaces[name, default: []].formUnion(namespace.isEmpty ? [] : [namespace]) }
            if KustomizationEffects.renames(document) { renamed.formUnion(files) }
            if !isWhole || KustomizationEffects.adds(document) { joined.formUnion(files) }
            if KustomizationEffects.changes(document, text: text) { changed.formUnion(files) }
        }

        mutating func note(_ flux: FluxKustomization, _ files: Set<String>) {
            changed.formUnion(files)
            if flux.renames { renamed.formUnion(files) }
        }

        var parts: [String: Part] {
            var parts = namespaces.mapValues { $0.count > 1 ? .renamed : $0.first.map(Part.moved) ?? .asWritten }
            for name in renamed { parts[name] = .renamed }
            for name in changed.union(joined) {
                let isExpected = parts[name] != .renamed && !joined.contains(name)
                parts[name] = .changed(isExpected: isExpected, namespace: namespaces[name]?.first)
            }
            return parts
        }
    }

    /// What a file that was found is. One that no kustomization names is a patch if it says so, by a word of its own
    /// or by its name.
    func part(of file: InputFile) -> Part {
        guard file.isFound else { return .asWritten }
        if let part = parts[file.name] { return part }
        guard let folder = folders.first(where: file.name.hasPrefix) else { return .asWritten }
        let isPatch =
            Self.words(file.name.dropFirst(folder.count)).contains { $0 == "patch" || $0 == "patches" }
            || String(decoding: file.bytes, as: UTF8.self).contains("$patch:")
        return isPatch ? .patch : .asWritten
    }

    /// The words of a path, in small letters: `dispatch` has no other in it, `replicasPatch` two.
    private static func words(_ path: some StringProtocol) -> [String] {
        var words = [""]
        for letter in path {
            if !letter.isLetter || letter.isUppercase { words.append("") }
            if letter.isLetter { words[words.count - 1] += letter.lowercased() }
        }
        return words
    }

    // MARK: - Files

    private static func isKustomization(_ name: String) -> Bool {
        ["kustomization.yaml", "kustomization.yml"].contains { name == $0 || name.hasSuffix("/" + $0) }
    }

    private static func folder(of name: String) -> String {
        name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
    }

    /// The files that a kustomization takes, those of the folders that it names included, and what was not read.
    private static func taken(
        by start: String, _ found: [String: JSONValue], _ files: Set<String>
    ) -> (files: Set<String>, missing: Set<String>) {
        var taken: Set<String> = []
        var missing: Set<String> = []
        var seen: Set = [start]
        var left = [start]
        while let folder = left.popLast(), let document = found[folder] {
            for entry in ["resources", "bases", "components"].flatMap({ KustomizationEffects.texts(document[$0]) }) {
                let path = path(entry, from: folder)
                if files.contains(path) {
                    taken.insert(path)
                } else if found[path + "/"] == nil {
                    if !files.contains(where: { $0.hasPrefix(path + "/") }) { missing.insert("\(entry) (\(folder))") }
                } else if seen.insert(path + "/").inserted {
                    left.append(path + "/")
                }
            }
        }
        return (taken, missing)
    }

    /// What changes or makes objects and is none itself.
    private static func changes(_ document: JSONValue) -> [String] {
        let plain = ["patchesStrategicMerge", "configurations", "transformers", "generators", "validators"]
        let listed = ["patches", "patchesJson6902", "replacements"].flatMap { document[$0]?.array ?? [] }
        return plain.flatMap { KustomizationEffects.texts(document[$0]) }.filter { !$0.contains("\n") }
            + listed.compactMap { $0["path"]?.string }
            + (document["helmCharts"]?.array ?? []).compactMap { $0["valuesFile"]?.string }
    }

    /// A path that a kustomization of the folder names, as files are named here.
    private static func path(_ path: String, from folder: String) -> String {
        var steps: [Substring] = []
        for step in (folder + path).split(separator: "/") where step != "." {
            if step == "..", let last = steps.last, last != ".." { steps.removeLast() } else { steps.append(step) }
        }
        return (folder.hasPrefix("/") ? "/" : "") + steps.joined(separator: "/")
    }
}
