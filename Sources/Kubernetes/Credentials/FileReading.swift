import Glibc
import Ports

/// Whole small files (tokens, certificates), read with one blocking call each.
enum FileReading {
    /// The bytes of the file at `path`, at most 1 MiB. Throws a permanent `PortError` that names the file.
    static func bytes(of path: String) throws(PortError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(path, errno) }
        defer { close(file) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while all.count <= 1 << 20 {
            let count = read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, errno) }
            if count == 0 { return all }
            all += buffer[..<count]
        }
        throw PortError(.permanent, "file \(path)", "is larger than 1 MiB, which no token or certificate is")
    }

    private static func failure(_ path: String, _ code: Int32) -> PortError {
        PortError(.permanent, "file \(path)", "cannot be read: \(String(cString: strerror(code)))", code: String(code))
    }
}
