import Runtime

/// A file that was named, or found in a folder that was.
struct InputFile {
    let name: String
    let bytes: [UInt8]
    /// Whether nobody has named it: what lies in a folder need not be a policy.
    let isFound: Bool
}

/// Files that people name: one, every YAML and JSON file of a folder at any depth, or standard input (`-`).
enum InputFiles {
    private static let endings = [".yaml", ".yml", ".json"]

    /// The files of `path`, in ascending order, each with its content.
    static func read(_ path: String, _ surroundings: Surroundings) throws -> [InputFile] {
        try read(path, surroundings, isFound: false)
    }

    private static func read(_ path: String, _ surroundings: Surroundings, isFound: Bool) throws -> [InputFile] {
        if path.hasPrefix("./"), path.count > 2 {
            return try read(String(path.dropFirst(2)), surroundings, isFound: isFound)
        }
        if path == "-" {
            return [InputFile(name: "standard input", bytes: try surroundings.readInput(), isFound: false)]
        }
        guard let names = try surroundings.listFolder(path) else {
            return [InputFile(name: path, bytes: try surroundings.readFile(path), isFound: isFound)]
        }
        let folder = path.hasSuffix("/") ? path : path + "/"
        return try names.flatMap { name -> [InputFile] in
            let isWanted = endings.contains(where: name.lowercased().hasSuffix)
            // What cannot be looked into (a socket, a dangling link) is no folder with policies.
            let isFolder = (try? surroundings.listFolder(folder + name)) != nil
            return isWanted || isFolder ? try read(folder + name, surroundings, isFound: true) : []
        }
    }

    /// One text for all names of a file; where only the names tell, they are whole, without `.` and `..`.
    static func identity(of name: String, _ surroundings: Surroundings) -> String {
        if let identity = surroundings.fileIdentity(name) { return identity }
        let start = name.hasPrefix("/") ? "" : (surroundings.environment["PWD"] ?? "./") + "/"
        var steps: [Substring] = []
        for step in (start + name).split(separator: "/") where step != "." || steps.isEmpty {
            if step == "..", let last = steps.last, last != ".." { steps.removeLast() } else { steps.append(step) }
        }
        return steps.joined(separator: "/")
    }
}
