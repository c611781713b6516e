package import Domain
import Glibc
import Synchronization

/// How much a log line matters.
package enum LogLevel: String, Hashable, Sendable, CaseIterable, Comparable {
    case debug, info, warning, error

    package static func < (left: LogLevel, right: LogLevel) -> Bool {
        let order = LogLevel.allCases
        return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    }
}

/// The form of log lines.
package enum LogFormat: String, Hashable, Sendable, CaseIterable {
    /// One line for people: time, level, message, `key=value`.
    case text
    /// One JSON object a line.
    case json
}

/// The keys of structured log lines, all of them.
package enum LogKey: String, Hashable, Sendable, CaseIterable {
    case role, worker, stage, job, deployment, cluster, policy, attempt, result, reason, error, address, method, path
    case status, took, count, subject, traceparent
}

/// Writes structured log lines to standard error. Whole lines: writers of several tasks do not mix.
package struct Logger: Sendable {
    private let threshold: LogLevel
    private let format: LogFormat
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable (String) -> Void
    private let context: [LogKey: String]

    /// - Parameter write: Where lines go; standard error where not given.
    package init(
        level: LogLevel, format: LogFormat, now: @escaping @Sendable () -> Timestamp, context: [LogKey: String] = [:],
        write: (@Sendable (String) -> Void)? = nil
    ) {
        threshold = level
        self.format = format
        self.now = now
        self.context = context
        self.write = write ?? Self.standardError
    }

    /// The same logger with more to say on every line.
    package func with(_ more: [LogKey: String]) -> Logger {
        Logger(level: threshold, format: format, now: now, context: context.merging(more) { $1 }, write: write)
    }

    package func debug(_ message: String, _ values: [LogKey: String] = [:]) { log(.debug, message, values) }
    package func info(_ message: String, _ values: [LogKey: String] = [:]) { log(.info, message, values) }
    package func warning(_ message: String, _ values: [LogKey: String] = [:]) { log(.warning, message, values) }
    package func error(_ message: String, _ values: [LogKey: String] = [:]) { log(.error, message, values) }

    private func log(_ level: LogLevel, _ message: String, _ values: [LogKey: String]) {
        guard level >= threshold else { return }
        let all = context.merging(values) { $1 }
        switch format {
        case .text: write(text(level, message, all))
        case .json: write(json(level, message, all))
        }
    }

    private func text(_ level: LogLevel, _ message: String, _ values: [LogKey: String]) -> String {
        let pairs = values.sorted { $0.key.rawValue < $1.key.rawValue }.map { key, value in
            let isPlain = !value.isEmpty && value.allSatisfy { $0.isASCII && !$0.isWhitespace && $0 != "\"" }
            return "\(key.rawValue)=\(isPlain ? value : JSONValue.string(value).jsonText)"
        }
        return ([now().description, level.rawValue.uppercased(), message] + pairs).joined(separator: " ") + "\n"
    }

    private func json(_ level: LogLevel, _ message: String, _ values: [LogKey: String]) -> String {
        var members: [String: JSONValue] = [
            "time": .string(now().description), "level": .string(level.rawValue), "message": .string(message),
        ]
        for (key, value) in values { members[key.rawValue] = .string(value) }
        return JSONValue.object(members).jsonText + "\n"
    }

    /// One `write` a line, so that lines stay whole even between processes that share a file.
    private static let standardError: @Sendable (String) -> Void = { line in
        var line = line
        line.withUTF8 { bytes in _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }
}
