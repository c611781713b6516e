import Domain
import Glibc
import Kubernetes
import Ports
import Roles
import TestKit
import Testing

/// Real policies, deployed, changed and taken back: the networking samples of Istio's Bookinfo.
@Suite(.enabled(if: TestDatabase.mustRun && Bookinfo.isPresent))
struct BookinfoTests {
    /// The samples lie beside no services, and some name what none of them has.
    private static let inSpite: [String: JSONValue] = [
        "suppress": .array(
            ["HS5001", "HS5002", "HS5005", "HS5601", "HS5611"].map { code in
                ["code": code, "reason": "the policies alone are tried"]
            })
    ]

    /// Every policy of every file goes into the cluster, as one bundle of one version of each object.
    @Test(arguments: ClusterFixture.all)
    func everyPolicyArrivesAndGoes(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        try await House.with { house in
            try await house.register("west", cluster.server)
            var documents: [PolicyKey: JSONValue] = [:]
            for document in try Bookinfo.documents(in: cluster.namespace) {
                guard case .success(let policy) = PolicyDocument.read(document), documents[policy.key] == nil
                else { continue }
                documents[policy.key] = document
            }
            #expect(Set(documents.keys.map(\.kind)) == [.virtualService, .destinationRule, .gateway, .serviceEntry])
            var policies: [String] = []
            for document in documents.values { policies.append(try await house.create(document)) }
            let deployment = try await house.deploy(policies, Self.inSpite)
            #expect(deployment.status["objects"]?.array?.count == documents.count)
            for (key, document) in documents {
                let live = try #require(try await cluster.live(key))
                let difference = LiveComparison(applied: document, live: live.body).differences
                #expect(difference.filter { $0.path != ["apiVersion"] }.isEmpty, "\(key)")
            }
            try await house.rollBack(deployment.id)
            for key in documents.keys { #expect(try await cluster.live(key) == nil, "\(key)") }
        }
    }

    /// reviews: 90/10, then 50/50 to v3, then back, the live object compared after each step.
    @Test(arguments: ClusterFixture.all)
    func reviewsIsShiftedAndTakenBack(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        try await House.with { house in
            try await house.register("west", cluster.server)
            let rules = try Bookinfo.documents(in: cluster.namespace, file: "destination-rule-reviews.yaml")
            let ninety = try #require(
                try Bookinfo.documents(in: cluster.namespace, file: "virtual-service-reviews-90-10.yaml").first)
            let fifty = try #require(
                try Bookinfo.documents(in: cluster.namespace, file: "virtual-service-reviews-50-v3.yaml").first)
            var policies: [String] = []
            for document in rules + [ninety] { policies.append(try await house.create(document)) }
            let reviews = try #require(policies.last)
            let key = PolicyKey(
                kind: .virtualService, group: "networking.istio.io", namespace: cluster.namespace, name: "reviews")

            try await house.deploy(policies, Self.inSpite)
            #expect(try await cluster.live(key)?.body["spec"] == ninety["spec"])
            try await house.update(reviews, fifty)
            let shift = try await house.deploy([reviews], Self.inSpite)
            #expect(try await cluster.live(key)?.body["spec"] == fifty["spec"])
            try await house.rollBack(shift.id)
            #expect(try await cluster.live(key)?.body["spec"] == ninety["spec"])
        }
    }
}

/// The samples that lie beside the project.
private enum Bookinfo {
    private static let folder: String = {
        let oracle = environmentVariable("HOTSWAP_ORACLE") ?? "../shared/oracle"
        return oracle + "/../samples/bookinfo"
    }()

    static let isPresent = access(folder, R_OK) == 0

    /// The documents of one file, or of all, moved into `namespace`.
    static func documents(in namespace: String, file: String? = nil) throws -> [JSONValue] {
        try (file.map { [$0] } ?? files()).flatMap { name in
            try Formats().yaml(try TestKit.readFile("\(folder)/\(name)")).map { $0.value.inNamespace(namespace) }
        }
    }

    private static func files() -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".yaml") { names.append(name) }
        }
        return names.sorted()
    }
}

extension TestCluster {
    /// The live object of a policy, in the version that the cluster prefers.
    func live(_ key: PolicyKey) async throws -> LiveObject? {
        let served = try await objects.servedVersions(group: key.group, plural: key.kind.plural)
        return try await objects.get(ObjectReference(key, version: try #require(served.first)))
    }
}
