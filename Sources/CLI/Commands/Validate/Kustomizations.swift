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

        /// Whether its objects are not wholly known.
        var isUncertain: Bool {
            switch self {
            case .asWritten, .patch, .moved: false
            case .renamed, .changed: true
            }
        }
    }

    private var parts: [String: Part] = [:]
    /// The folders with a kustomization, each with a slash at its end.
    private let folders: [String]
    private let ways: [String: Set<KustomizedNames>]
    /// What kustomizations take from places that were not read.
    let unread: [String]

    /// - Parameter files: All files that were found in the folder.
    init(_ files: [InputFile]) {
        let texts = Dictionary(files.map { ($0.name, $0.bytes) }) { first, _ in first }
        let names = Set(texts.keys)
        let known = KustomizationFolders(files)
        folders = known.documents.keys.sorted()
        var ways = KustomizedNames.ways(in: known)
        var fates = Fates()
        var unread: Set<String> = []
        for (folder, document) in known.documents {
            let taken = known.taken(by: folder)
            fates.note(document, taken.files, isWhole: taken.missing.isEmpty) { path in
                texts[KustomizationFolders.path(path, from: folder)].map { String(decoding: $0, as: UTF8.self) }
            }
            unread.formUnion(taken.missing)
        }
        for flux in FluxKustomization.all(in: files) {
            let taken = folders.filter(flux.holds).map { known.taken(by: $0).files }
            let applied = taken.reduce(into: names.filter(flux.holds)) { $0.formUnion($1) }
            fates.note(flux, applied)
            for name in applied { ways[name] = Set(ways[name, default: [KustomizedNames()]].map(flux.names.around)) }
        }
        (self.ways, parts) = (ways, fates.parts)
        self.unread = unread.sorted()
        for (folder, document) in known.documents {
            for path in Self.changes(document) { parts[KustomizationFolders.path(path, from: folder)] = .patch }
        }
    }

    /// The names that the objects of a file may get.
    func ways(of file: String) -> Set<KustomizedNames> { ways[file] ?? [KustomizedNames()] }

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
                let given = namespaces[name] ?? []
                parts[name] = .changed(isExpected: isExpected, namespace: given.count == 1 ? given.first : nil)
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

    /// What changes or makes objects and is none itself.
    private static func changes(_ document: JSONValue) -> [String] {
        let plain = ["patchesStrategicMerge", "configurations", "transformers", "generators", "validators"]
        let listed = ["patches", "patchesJson6902", "replacements"].flatMap { document[$0]?.array ?? [] }
        return plain.flatMap { KustomizationEffects.texts(document[$0]) }.filter { !$0.contains("\n") }
            + listed.compactMap { $0["path"]?.string }
            + (document["helmCharts"]?.array ?? []).compactMap { $0["valuesFile"]?.string }
    }
}
