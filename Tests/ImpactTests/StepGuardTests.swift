import Domain
import MeshModel
import Testing

@testable import Impact

/// A moment of a rollout at which requests are treated as neither version does.
@Suite struct StepGuardTests {
    private let old = Shop.authorization([Shop.from(["web"])])
    private let new = Shop.authorization([Shop.from(["web", "admin"])])

    private func violation(_ policies: [JSONValue]) throws -> String? {
        let picture = Shop().picture
        let pair = try #require(PolicyPair(old: old, new: new, in: picture))
        let cluster = WalkedCluster(policies, pods: picture.pods, rootNamespace: "istio-system")
        return StepGuard([pair], before: pair.before, after: pair.after, picture).violation(in: cluster)
    }

    @Test func eitherVersionIsRight() throws {
        #expect(try violation([old]) == nil)
        #expect(try violation([new]) == nil)
    }

    @Test func nothingAtAllIsOpen() throws {
        #expect(try violation([])?.contains("both versions deny, is allowed") == true)
    }

    @Test func aDenialOfAllIsAGap() throws {
        let denial = Shop.authorization([[:]], action: "DENY", name: "all")
        #expect(try violation([old, denial])?.contains("both versions allow, is denied") == true)
    }
}
