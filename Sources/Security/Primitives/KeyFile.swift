internal import Glibc

/// Files that hold a secret: regular, small, and nobody else's business.
enum KeyFile {
    private static let maximumBytes = 64 << 10

    /// The content of the file at `path`. `name` says in errors what it is. Refuses a file that others may read or
    /// write; with `groupMayRead`, its group may read it (Kubernetes mounts secrets so).
    static func read(_ path: String, _ name: String, groupMayRead: Bool = false) throws(SecurityError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("cannot be opened", path, name) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("cannot be looked at", path, name) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SecurityError("\(name) \(path) is no regular file") }
        let forbidden: mode_t = groupMayRead ? 0o037 : 0o077
        guard status.st_mode & forbidden == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw SecurityError("\(name) \(path) can be used by others (mode \(mode)); run: chmod 600 \(path)")
        }
        return try content(file, path, name)
    }

    private static func content(_ file: Int32, _ path: String, _ name: String) throws(SecurityError) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count == 0 { return content }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("cannot be read", path, name)
            }
            content += buffer[..<count]
            guard content.count <= maximumBytes else { throw SecurityError("\(name) \(path) is too long for a key") }
        }
    }

    /// Makes the file with mode 600; `false`, and nothing changed, where there is one already. Others see the whole
    /// file or none: it is written under another name first.
    static func create(_ path: String, _ name: String, _ content: [UInt8]) throws(SecurityError) -> Bool {
        let draft = path + "." + Hexadecimal.text(of: SecureRandom.bytes(6))
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("cannot be made", path, name) }
        defer { unlink(draft) }
        let isWritten = write(content, to: file) && fsync(file) == 0
        close(file)
        guard isWritten else { throw failure("cannot be written", path, name) }
        if link(draft, path) == 0 { return true }
        if errno == EEXIST { return false }
        throw failure("cannot be made", path, name)
    }

    private static func write(_ content: [UInt8], to file: Int32) -> Bool {
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func failure(_ what: String, _ path: String, _ name: String) -> SecurityError {
        SecurityError("\(name) \(path) \(what): \(String(cString: strerror(errno)))")
    }
}
