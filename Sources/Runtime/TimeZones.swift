package import Domain
import Glibc
package import Ports
import Synchronization

/// The time zone database of the operating system.
package struct TimeZones: Sendable {
    private let folder: String
    private let known = Known()

    /// Zones that were read; there are a few hundred.
    private final class Known: Sendable {
        let rules = Mutex<[String: TimeZoneRules]>([:])
    }

    package init(folder: String = "/usr/share/zoneinfo") { self.folder = folder }

    /// The rules of a zone by its name in the IANA database (`Europe/Berlin`), up to the year 2100; its file is
    /// read once. Throws a permanent `PortError` where there is none of that name.
    package func rules(named name: String) throws(PortError) -> TimeZoneRules {
        guard Self.isName(name) else { throw Self.unknown(name) }
        if let rules = known.rules.withLock({ $0[name] }) { return rules }
        let bytes = try bytes(of: name)
        do throws(TZif.Problem) {
            let rules = try TZif.rules(bytes)
            known.rules.withLock { $0[name] = rules }
            return rules
        } catch {
            throw PortError(.permanent, "time zone \(name)", "\(folder)/\(name) cannot be used: \(error.reason)")
        }
    }

    /// Letters, digits and what stands between them; no way out of the folder.
    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return name.utf8.count <= 64
            && parts.allSatisfy { part in
                guard let first = part.utf8.first, first != UInt8(ascii: ".") else { return false }
                return part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
            }
    }

    private func bytes(of name: String) throws(PortError) -> [UInt8] {
        let file = open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(name, errno) }
        defer { close(file) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8 << 10)
        while all.count <= 1 << 20 {
            let count = read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(name, errno) }
            if count == 0 { return all }
            all += buffer[..<count]
        }
        throw PortError(.permanent, "time zone \(name)", "\(folder)/\(name) is larger than 1 MiB, which no zone is")
    }

    private func failure(_ name: String, _ code: Int32) -> PortError {
        // A folder of zones (`Europe`) opens, and cannot be read.
        guard [ENOENT, ENOTDIR, EISDIR].contains(code) else {
            let reason = String(cString: strerror(code))
            return PortError(.transient, "time zone \(name)", "\(folder)/\(name) cannot be read: \(reason)")
        }
        guard access(folder, R_OK) == 0 else {
            let message = "there is no time zone database in \(folder); install tzdata"
            return PortError(.permanent, "time zone \(name)", message)
        }
        return Self.unknown(name)
    }

    private static func unknown(_ name: String) -> PortError {
        PortError(.permanent, "time zone \(name.prefix(64))", UnknownTimeZone(name: name).description)
    }
}
