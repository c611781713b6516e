import Domain
import JSON
import Synchronization
import Testing

@testable import Telemetry

/// A logger that keeps its lines.
private final class Lines: Sendable {
    private let kept = Mutex<[String]>([])
    var all: [String] { kept.withLock { $0 } }

    func logger(_ format: LogFormat, _ level: LogLevel = .debug, _ context: [LogKey: String] = [:]) -> Logger {
        Logger(level: level, format: format, now: { Timestamp(seconds: 1_790_000_000) }, context: context) { line in
            self.kept.withLock { $0.append(line) }
        }
    }
}

@Suite struct LoggerTests {
    @Test func textLinesAreForPeople() {
        let lines = Lines()
        lines.logger(.text).info("Job finished", [.job: "42", .reason: "a \"b\"\nc", .count: "", .took: "3ms"])
        #expect(
            lines.all == [
                "2026-09-21T14:13:20.000000Z INFO Job finished count=\"\" job=42 reason=\"a \\\"b\\\"\\nc\" took=3ms\n"
            ])
    }

    @Test(arguments: ["plain", "a \"quoted\" word", "line\nfeed", "tab\tand\u{0}nul", "\\", "ümläut 日本", ""])
    func jsonLinesAreOneObjectEach(_ text: String) throws {
        let lines = Lines()
        lines.logger(.json).error(text, [.reason: text])
        let line = try #require(lines.all.first)
        #expect(line.hasSuffix("}\n") && line.dropLast().allSatisfy { !$0.isNewline })
        // Our own parser refuses NUL characters; everything else must come back as it was.
        guard !text.contains("\u{0}") else { return #expect(line.contains("\\u0000")) }
        #expect(
            try JSONParser.parse(line) == [
                "time": "2026-09-21T14:13:20.000000Z", "level": "error", "message": .string(text),
                "reason": .string(text),
            ])
    }

    @Test func whatIsBelowTheLevelIsNotWritten() {
        let lines = Lines()
        let logger = lines.logger(.text, .warning)
        logger.debug("a")
        logger.info("b")
        logger.warning("c")
        logger.error("d")
        #expect(
            lines.all.map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == [
                "WARNING c\n", "ERROR d\n",
            ])
    }

    @Test func contextIsOnEveryLineAndTheNearerValueWins() {
        let lines = Lines()
        let logger = lines.logger(.text, .debug, [.role: "worker", .stage: "apply"]).with([.stage: "rollback"])
        logger.info("x", [.role: "api"])
        #expect(lines.all == ["2026-09-21T14:13:20.000000Z INFO x role=api stage=rollback\n"])
    }

    @Test func levelsAreOrdered() {
        #expect(LogLevel.allCases.sorted() == [.debug, .info, .warning, .error])
    }

    @Test(.timeLimit(.minutes(10))) func linesGoToStandardErrorWhole() async throws {
        let result = try await #require(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let logger = Logger(level: .info, format: .text, now: { Timestamp(seconds: 0) })
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<50 { group.addTask { logger.info("abcdefghij") } }
            }
        }
        let text = String(decoding: result.standardErrorContent, as: UTF8.self)
        #expect(text.split(separator: "\n").filter { $0 == "1970-01-01T00:00:00.000000Z INFO abcdefghij" }.count == 50)
    }
}
