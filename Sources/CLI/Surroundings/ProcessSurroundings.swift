import Glibc
import Runtime

/// What this process finds around itself.
enum ProcessSurroundings {
    /// The environment's variables.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let pointer = entry.pointee {
            let text = String(cString: pointer)
            if let mark = text.firstIndex(of: "=") {
                variables[String(text[..<mark])] = String(text[text.index(after: mark)...])
            }
            entry += 1
        }
        return variables
    }

    /// Standard output and standard error.
    static func terminal(_ environment: [String: String]) -> Terminal {
        let isScreen = isatty(STDOUT_FILENO) == 1 && environment["TERM"] != "dumb"
        let wantsColours = environment["NO_COLOR"]?.isEmpty ?? true
        return Terminal(
            columns: isScreen ? columns ?? 80 : nil, hasColours: isScreen && wantsColours,
            output: { write($0, to: STDOUT_FILENO) }, errors: { write($0, to: STDERR_FILENO) })
    }

    private static var columns: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes all of `text`. A reader that has gone ends the output, not the command.
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let slice = UnsafeBufferPointer(rebasing: rest)
                let count = Glibc.write(descriptor, slice.baseAddress, slice.count)
                guard count > 0 || errno == EINTR else { return }
                rest = rest.dropFirst(max(count, 0))
            }
        }
    }

    /// The whole content of a file.
    @Sendable static func readFile(_ path: String) throws(ConfigurationProblem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotRead(path) }
        defer { close(descriptor) }
        return try content(of: descriptor, path)
    }

    /// All of standard input.
    @Sendable static func readInput() throws(ConfigurationProblem) -> [UInt8] {
        try content(of: STDIN_FILENO, "standard input")
    }

    /// The names in a folder but hidden ones and links to folders, which may lead back to it, in ascending order; `nil`
    /// where the path is no folder.
    @Sendable static func listFolder(_ path: String) throws(ConfigurationProblem) -> [String]? {
        guard let folder = opendir(path) else {
            guard errno == ENOTDIR else { throw cannotRead(path) }
            return nil
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), !isLinkToFolder(name, in: dirfd(folder)) { names.append(name) }
        }
        return names.sorted()
    }

    /// Device and number of the file that the path leads to; `nil` where it leads to none.
    @Sendable static func fileIdentity(_ path: String) -> String? {
        var status = stat()
        return stat(path, &status) == 0 ? "\(status.st_dev):\(status.st_ino)" : nil
    }

    private static func isLinkToFolder(_ name: String, in folder: Int32) -> Bool {
        func kind(_ flags: Int32) -> mode_t? {
            var status = stat()
            return fstatat(folder, name, &status, flags) == 0 ? status.st_mode & S_IFMT : nil
        }
        return kind(AT_SYMLINK_NOFOLLOW) == S_IFLNK && kind(0) == S_IFDIR
    }

    /// More than any file of policies or recorded requests that is meant to be judged at once.
    private static let mostBytes = 256 << 20

    private static func content(of descriptor: Int32, _ name: String) throws(ConfigurationProblem) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw cannotRead(name)
            }
            guard count > 0 else { return content }
            content += buffer[..<count]
            guard content.count <= mostBytes else {
                throw ConfigurationProblem("\(name) is larger than \(mostBytes >> 20) MiB")
            }
        }
    }

    private static func cannotRead(_ name: String) -> ConfigurationProblem {
        ConfigurationProblem("Cannot read \(name): \(String(cString: strerror(errno)))")
    }
}
