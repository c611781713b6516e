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
    }

    private var parts: [String: Part] = [:]
    /// The folders with a kustomization, each with a slash at its end.
    private let folders: [String]

    /// - Parameter files: All files that were found in the folder.
    init(_ files: [InputFile]) {
        let known = Set(files.map(\.name))
        let found = files.filter { $0.isFound && Self.isKustomization($0.name) }.reduce(into: [:]) { found, file in
            found[Self.folder(of: file.name)] = (try? YAMLParser.documents(file.bytes))?.first?.value
        }
        folders = found.keys.sorted()
        var namespaces: [String: Set<String>] = [:]
        for (folder, document) in found {
            let resources = Self.resources(of: folder, found, known)
            let namespace = document["namespace"]?.string ?? ""
            for name in resources where !namespace.isEmpty { namespaces[name, default: []].insert(namespace) }
            let renames = ["namePrefix", "nameSuffix"].contains { document[$0]?.string?.isEmpty == false }
            for name in resources { parts[name] = renames || parts[name] == .renamed ? .renamed : .asWritten }
        }
        for (name, spaces) in namespaces where parts[name] == .asWritten {
            parts[name] = spaces.count == 1 ? spaces.first.map(Part.moved) : .renamed
        }
        for (folder, document) in found {
            for path in Self.changes(document) { parts[Self.path(path, from: folder)] = .patch }
        }
    }

    /// What a file that was found is. One that no kustomization names is a patch if it says so, by a word of its own
    /// or by its name.
    func part(of file: InputFile) -> Part {
        guard file.isFound, let folder = folders.first(where: file.name.hasPrefix) else { return .asWritten }
        if let part = parts[file.name] { return part }
        let words = file.name.dropFirst(folder.count).lowercased()
        let isPatch = words.contains("patch") || String(decoding: file.bytes, as: UTF8.self).contains("$patch:")
        return isPatch ? .patch : .asWritten
    }

    // MARK: - Files

    private static func isKustomization(_ name: String) -> Bool {
        ["kustomization.yaml", "kustomization.yml"].contains { name == $0 || name.hasSuffix("/" + $0) }
    }

    private static func folder(of name: String) -> String {
        name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
    }

    /// The files that a kustomization takes, those of the folders that it names included.
    private static func resources(
        of start: String, _ found: [String: JSONValue], _ files: Set<String>
    ) -> Set<String> {
        var taken: Set<String> = []
        var seen: Set = [start]
        var left = [start]
        while let folder = left.popLast(), let document = found[folder] {
            for entry in ["resources", "bases", "components"].flatMap({ texts(document[$0]) }) {
                let path = path(entry, from: folder)
                if files.contains(path) {
                    taken.insert(path)
                } else if found[path + "/"] != nil, seen.insert(path + "/").inserted {
                    left.append(path + "/")
                }
            }
        }
        return taken
    }

    /// What changes or makes objects and is none itself.
    private static func changes(_ document: JSONValue) -> [String] {
        let plain = ["patchesStrategicMerge", "configurations", "transformers", "generators", "validators"]
        let listed = ["patches", "patchesJson6902", "replacements"].flatMap { document[$0]?.array ?? [] }
        return plain.flatMap { texts(document[$0]) }.filter { !$0.contains("\n") }
            + listed.compactMap { $0["path"]?.string }
            + (document["helmCharts"]?.array ?? []).compactMap { $0["valuesFile"]?.string }
    }

    private static func texts(_ value: JSONValue?) -> [String] { (value?.array ?? []).compactMap(\.string) }

    /// A path that a kustomization of the folder names, as files are named here.
    private static func path(_ path: String, from folder: String) -> String {
        var steps: [Substring] = []
        for step in (folder + path).split(separator: "/") where step != "." {
            if step == "..", let last = steps.last, last != ".." { steps.removeLast() } else { steps.append(step) }
        }
        return (folder.hasPrefix("/") ? "/" : "") + steps.joined(separator: "/")
    }
}
