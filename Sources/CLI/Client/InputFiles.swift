import Runtime

/// Files that people name: one, every YAML and JSON file of a folder at any depth, or standard input (`-`).
enum InputFiles {
    private static let endings = [".yaml", ".yml", ".json"]

    /// The files of `path`, in ascending order, each with its content.
    static func read(
        _ path: String, _ surroundings: Surroundings
    ) throws -> [(name: String, bytes: [UInt8])] {
        if path.hasPrefix("./"), path.count > 2 { return try read(String(path.dropFirst(2)), surroundings) }
        if path == "-" { return [("standard input", try surroundings.readInput())] }
        guard let names = try surroundings.listFolder(path) else { return [(path, try surroundings.readFile(path))] }
        let folder = path.hasSuffix("/") ? path : path + "/"
        return try names.flatMap { name -> [(name: String, bytes: [UInt8])] in
            let isWanted = endings.contains(where: name.lowercased().hasSuffix)
            // What cannot be looked into (a socket, a dangling link) is no folder with policies.
            let isFolder = (try? surroundings.listFolder(folder + name)) != nil
            return isWanted || isFolder ? try read(folder + name, surroundings) : []
        }
    }
}
