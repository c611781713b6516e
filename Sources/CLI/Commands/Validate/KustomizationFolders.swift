import Domain
import YAML

/// The folders with a kustomization, and what each takes of the files.
struct KustomizationFolders {
    /// The kustomizations by their folders, each with a slash at its end.
    let documents: [String: JSONValue]
    private let files: Set<String>

    /// What a kustomization names by itself.
    struct Entries {
        var files: Set<String> = []
        /// Folders that have a kustomization of their own.
        var folders: Set<String> = []
        /// What was not read.
        var missing: Set<String> = []
    }

    /// - Parameter files: All files that were found.
    init(_ files: [InputFile]) {
        documents = files.filter { $0.isFound && Self.isKustomization($0.name) }.reduce(into: [:]) { found, file in
            found[Self.folder(of: file.name)] = (try? YAMLParser.documents(file.bytes))?.first?.value
        }
        self.files = Set(files.map(\.name))
    }

    /// What the kustomization of a folder names.
    func entries(of folder: String) -> Entries {
        guard let document = documents[folder] else { return Entries() }
        var entries = Entries()
        for entry in ["resources", "bases", "components"].flatMap({ KustomizationEffects.texts(document[$0]) }) {
            let path = Self.path(entry, from: folder)
            if files.contains(path) {
                entries.files.insert(path)
            } else if documents[path + "/"] != nil {
                entries.folders.insert(path + "/")
            } else if !files.contains(where: { $0.hasPrefix(path + "/") }) {
                entries.missing.insert("\(entry) (\(folder))")
            }
        }
        return entries
    }

    /// The files that a kustomization takes, those of the folders that it names included, and what was not read.
    func taken(by start: String) -> (files: Set<String>, missing: Set<String>) {
        var taken = Entries()
        var left = [start]
        while let folder = left.popLast() {
            let entries = entries(of: folder)
            taken.files.formUnion(entries.files)
            taken.missing.formUnion(entries.missing)
            left += entries.folders.filter { $0 != start && taken.folders.insert($0).inserted }
        }
        return (taken.files, taken.missing)
    }

    private static func isKustomization(_ name: String) -> Bool {
        ["kustomization.yaml", "kustomization.yml"].contains { name == $0 || name.hasSuffix("/" + $0) }
    }

    private static func folder(of name: String) -> String {
        name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
    }

    /// A path that a kustomization of the folder names, as files are named here.
    static func path(_ path: String, from folder: String) -> String {
        var steps: [Substring] = []
        for step in (folder + path).split(separator: "/") where step != "." {
            if step == "..", let last = steps.last, last != ".." { steps.removeLast() } else { steps.append(step) }
        }
        return (folder.hasPrefix("/") ? "/" : "") + steps.joined(separator: "/")
    }
}
