import Domain
import Ports
import Testing

@testable import Application

/// What is said of a cluster whose definitions cannot be read, in words for people.
@Suite struct LiveDefinitionsTests {
    private func read(_ error: any Error) async throws -> LiveDefinitions {
        try await LiveDefinitions.read { throw error }
    }

    @Test func whatIsThereIsRead() async throws {
        let read = try await LiveDefinitions.read { ServedDefinitions(documents: ["a"], state: "1") }
        #expect(read == LiveDefinitions(documents: ["a"], unread: nil))
    }

    /// A sandbox has none to read: nothing is missing.
    @Test func aServerWithoutDefinitionsLeavesNothingUnread() async throws {
        let read = try await read(ClusterRefusal.notServed("the server could not find the requested resource"))
        #expect(read == LiveDefinitions(documents: nil, unread: nil))
    }

    @Test func whatCannotBeReadIsSaid() async throws {
        let denied = PortError(.permanent, "cluster west", "may not list customresourcedefinitions")
        #expect(try await read(denied).unread?.why == "\(denied)")
        #expect(try await read(ClusterRefusal.notFound("no such thing")).unread?.why == "no such thing")
    }
}
