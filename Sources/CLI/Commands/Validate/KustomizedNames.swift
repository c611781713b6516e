import Domain
import Validation

/// What one way through kustomizations makes of the name and the namespace of an object.
struct KustomizedNames: Hashable {
    private let prefix: String
    private let suffix: String
    /// `nil`: that of the object, or the one that somebody names when he applies it.
    private let namespace: String?

    /// What one kustomization does by itself.
    init(_ document: JSONValue) {
        prefix = document["namePrefix"]?.string ?? ""
        suffix = document["nameSuffix"]?.string ?? ""
        let namespace = document["namespace"]?.string ?? ""
        self.namespace = namespace.isEmpty ? nil : namespace
    }

    init(prefix: String = "", suffix: String = "", namespace: String? = nil) {
        (self.prefix, self.suffix, self.namespace) = (prefix, suffix, namespace)
    }

    /// This way, after the `inner` one.
    func around(_ inner: KustomizedNames) -> KustomizedNames {
        KustomizedNames(
            prefix: prefix + inner.prefix, suffix: inner.suffix + suffix, namespace: namespace ?? inner.namespace)
    }

    /// What the object will be called.
    ///
    /// - Parameter places: The namespaces that there are: in each of them may be what has none.
    func objects(of object: KnownObject, in places: Set<String>) -> [KnownObject] {
        var tree = object.tree
        if !Self.keepsName(object.kind) { tree["metadata"]?["name"] = .string(prefix + object.name + suffix) }
        let named = KnownObject(tree, place: object.place, isJudged: false)
        guard !object.kind.isClusterScoped else { return [named] }
        if let namespace { return [named.moved(to: namespace)] }
        return object.namesNamespace ? [named] : places.map(named.moved)
    }

    /// Kustomize leaves the names of these as they are.
    private static func keepsName(_ kind: ObjectKind) -> Bool {
        kind.group.isEmpty && kind.name == "Namespace" || kind.name == "CustomResourceDefinition"
    }

    /// The ways to each file, from the kustomizations that no other one takes.
    static func ways(in folders: KustomizationFolders) -> [String: Set<KustomizedNames>] {
        var walk = Walk(folders: folders)
        let inner = folders.documents.keys.reduce(into: Set<String>()) { $0.formUnion(folders.entries(of: $1).folders) }
        return folders.documents.keys.filter { !inner.contains($0) }.reduce(into: [:]) { all, folder in
            all.merge(walk.ways(from: folder)) { $0.union($1) }
        }
    }

    private struct Walk {
        let folders: KustomizationFolders
        private var known: [String: [String: Set<KustomizedNames>]] = [:]

        init(folders: KustomizationFolders) { self.folders = folders }

        /// - Parameter above: The folders that led here: a circle of them leads nowhere.
        mutating func ways(from folder: String, _ above: Set<String> = []) -> [String: Set<KustomizedNames>] {
            if let known = known[folder] { return known }
            guard let document = folders.documents[folder] else { return [:] }
            let (own, entries) = (KustomizedNames(document), folders.entries(of: folder))
            var found = Dictionary(entries.files.map { ($0, Set([own])) }) { $1 }
            let above = above.union([folder])
            for next in entries.folders where !above.contains(next) {
                for (file, inner) in ways(from: next, above) {
                    found[file, default: []].formUnion(inner.map(own.around))
                }
            }
            known[folder] = found
            return found
        }
    }
}
