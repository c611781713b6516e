import Glibc
import Testing

/// A folder of a test's own, removed with it.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/hotswap-security-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        for name in ["key", "other"] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    func file(_ text: String, mode: mode_t) -> String {
        let file = fopen("\(path)/key", "w")
        fputs(text, file)
        if let file { fclose(file) }
        chmod("\(path)/key", mode)
        return "\(path)/key"
    }

    func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    /// How many files it holds.
    var count: Int {
        guard let folder = opendir(path) else { return -1 }
        defer { closedir(folder) }
        var count = -2
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
