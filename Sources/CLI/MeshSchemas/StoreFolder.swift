import Glibc
import Runtime

/// Folders and files of a store, each with one blocking call. Throws `CommandFailure`s that name the path.
enum StoreFolder {
    /// The names in a folder but hidden ones, in ascending order; none where there is no such folder.
    static func names(_ path: String) throws -> [String] {
        guard access(path, F_OK) == 0 || errno != ENOENT else { return [] }
        do throws(ConfigurationProblem) {
            return try ProcessSurroundings.listFolder(path) ?? []
        } catch {
            throw CommandFailure(.failed, error.description)
        }
    }

    static func read(_ path: String) throws -> [UInt8] {
        do throws(ConfigurationProblem) {
            return try ProcessSurroundings.readFile(path)
        } catch {
            throw CommandFailure(.failed, error.description)
        }
    }

    /// Makes a folder and those above it.
    static func make(_ path: String) throws {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw failure("make", made) }
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure("write", path) }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw failure("write", path) }
            rest = rest.dropFirst(max(count, 0))
        }
    }

    /// Puts the folder `fresh` where `path` is; when that fails, the old one is put back.
    static func replace(_ path: String, by fresh: String) throws {
        let old = "\(path).old"
        try remove(old)
        guard rename(path, old) == 0 || errno == ENOENT else { throw failure("replace", path) }
        guard rename(fresh, path) == 0 else {
            let problem = failure("replace", path)
            _ = rename(old, path)
            throw problem
        }
        try remove(old)
    }

    /// Removes a folder of files; there may be none.
    static func remove(_ path: String) throws {
        for name in try names(path) {
            guard unlink("\(path)/\(name)") == 0 else { throw failure("remove", "\(path)/\(name)") }
        }
        guard rmdir(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
    }

    private static func failure(_ verb: String, _ path: String) -> CommandFailure {
        CommandFailure(.failed, "Cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}
