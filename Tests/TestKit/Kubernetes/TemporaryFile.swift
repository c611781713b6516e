import Glibc

/// A file of the system's temporary folder, removed when the test lets go of it.
package final class TemporaryFile: Sendable {
    package let path: String
    /// The part of `path` behind the folder.
    package let name: String

    package convenience init(_ text: String) throws {
        try self.init(text, name: "hotswap-test-" + String(UInt64.random(in: .min ... .max), radix: 36), in: "/tmp")
    }

    /// A file with a name of one's choice in a folder.
    package init(_ text: String, name: String, in folder: String) throws {
        self.name = name
        path = folder + "/" + name
        try write(text)
    }

    /// Replaces what is in it.
    package func write(_ text: String) throws {
        guard let file = fopen(path, "w") else { throw TestKitError("\(path) cannot be written") }
        defer { fclose(file) }
        guard fputs(text, file) >= 0 else { throw TestKitError("\(path) cannot be written") }
    }

    deinit { unlink(path) }
}

/// An empty folder, removed when the test lets go of it; the files in it have to be removed first.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = "/tmp/hotswap-test-" + String(UInt64.random(in: .min ... .max), radix: 36)
        guard mkdir(path, 0o700) == 0 else { throw TestKitError("\(path) cannot be made") }
    }

    deinit { rmdir(path) }
}
