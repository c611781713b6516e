import Glibc
package import Runtime

/// The whole content of a file. Throws a problem that names the file and says why it cannot be read.
package func readFile(_ path: String) throws(ConfigurationProblem) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
        throw ConfigurationProblem("Cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count >= 0 else {
            throw ConfigurationProblem("Cannot read \(path): \(String(cString: strerror(errno)))")
        }
        guard count > 0 else { return content }
        content += buffer[..<count]
    }
}

/// Writes a file in one step: whoever reads it sees all of it or the one before. Readable by its owner only.
package func writeFile(_ path: String, _ text: String) throws(ConfigurationProblem) {
    let draft = "\(path).\(getpid())"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
        throw ConfigurationProblem("Cannot write \(path): \(String(cString: strerror(errno)))")
    }
    let bytes = Array(text.utf8)
    let written = write(descriptor, bytes, bytes.count)
    close(descriptor)
    guard written == bytes.count, rename(draft, path) == 0 else {
        throw ConfigurationProblem("Cannot write \(path): \(String(cString: strerror(errno)))")
    }
}
