import Glibc

/// A file of the system's temporary folder, removed when the test lets go of it.
package final class TemporaryFile: Sendable {
    package let path: String
    /// The part of `path` behind the folder.
    package let name: String

    package init(_ text: String) throws {
        name = "hotswap-test-" + String(UInt64.random(in: .min ... .max), radix: 36)
        path = "/tmp/" + name
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
