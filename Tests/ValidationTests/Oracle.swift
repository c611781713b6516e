import Domain
import FoundationEssentials
import YAML

/// Data of established tools: `HOTSWAP_ORACLE`, or the folder `shared/oracle` beside the project.
enum Oracle {
    static let folder: String = {
        let beside = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/shared/oracle"
        return ProcessInfo.processInfo.environment["HOTSWAP_ORACLE"] ?? beside
    }()

    /// The one allowed skip: the data may be absent.
    static let isThere = FileManager.default.fileExists(atPath: folder)

    struct Unreadable: Error {
        let path: String
    }

    /// The documents of a file below `folder`.
    static func documents(_ path: String) throws -> [JSONValue] {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else { throw Unreadable(path: path) }
        return try YAMLParser.documents(data).map(\.value)
    }

    /// The text of a file below `folder`.
    static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else { throw Unreadable(path: path) }
        return String(decoding: data, as: UTF8.self)
    }

    /// The YAML files of a folder below `folder`, at any depth.
    static func files(_ path: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(path)")
            .filter { $0.hasSuffix(".yaml") }.sorted().map { "\(path)/\($0)" }
    }
}
