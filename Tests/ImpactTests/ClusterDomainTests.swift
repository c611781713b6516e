import Domain
import Impact
import MeshModel
import Testing
import Validation

/// A cluster whose Services are called by another domain than `cluster.local`: the answers are those of the usual one.
@Suite struct ClusterDomainTests {
    private let shop = Shop()

    private func picture(_ domain: String, _ policies: [JSONValue] = []) -> MeshPicture {
        MeshPicture(objects: shop.pods + shop.services + policies, clusterDomain: domain)
    }

    private func route(_ host: String, subset: String) -> JSONValue {
        Shop.object(
            "VirtualService",
            [
                "hosts": [.string(host)],
                "http": [["route": [["destination": ["host": .string(host), "subset": .string(subset)]]]]],
            ])
    }

    private func impact(_ host: String, in domain: String) throws -> Impact {
        try #require(Impact.of(old: route(host, subset: "v1"), new: route(host, subset: "v2"), in: picture(domain)))
    }

    @Test func impactIsThatOfTheService() throws {
        let usual = try impact("reviews.shop.svc.cluster.local", in: "cluster.local")
        let own = try impact("reviews.shop.svc.corp.local", in: "corp.local")
        #expect(!usual.lines.isEmpty && own.services == usual.services && own.asked == usual.asked)
        #expect(own.lines.map(\.before) == usual.lines.map(\.before))
        #expect(
            own.lines.map(\.requests)
                == usual.lines.map { $0.requests.map { $0.replacing("cluster.local", with: "corp.local") } })
        let foreign = try impact("reviews.shop.svc.cluster.local", in: "corp.local")
        #expect(!foreign.services.contains("shop/reviews") && foreign.services != own.services)
    }

    /// Texts speak of the hosts as they were written.
    @Test func textsTellTheDomain() throws {
        func allowing(_ host: String) -> JSONValue {
            Shop.authorization([["to": [["operation": ["hosts": [.string(host)]]]]]])
        }
        let host = "reviews.shop.svc.corp.local"
        let change = try #require(Impact.of(old: nil, new: allowing(host), in: picture("corp.local")))
        let said = change.text + change.newlyAllowed.joined() + change.newlyDenied.joined()
        #expect(said.contains("corp.local") && !said.contains("svc.cluster.local"), "\(said)")
    }

    @Test func recordedRequestsAreJudgedByTheirHosts() {
        func replay(_ host: String, _ authority: String) -> AccessLogReplay {
            let policy = Shop.authorization([["to": [["operation": ["hosts": [.string(host)]]]]]])
            let record: JSONValue = [
                "method": "GET", "path": "/", "authority": .string(authority), "response_code": 200,
                "downstream_local_address": "10.0.0.4:9080", "downstream_remote_address": "10.0.0.1:4321",
            ]
            return AccessLogReplay(
                [.init(number: 1, record: record)], old: nil, new: policy, in: picture("corp.local"))
        }
        #expect(replay("reviews.shop.svc.corp.local", "reviews.shop.svc.corp.local").newlyDenied == 0)
        let denied = replay("reviews.shop.svc.cluster.local", "reviews.shop.svc.corp.local")
        #expect(denied.newlyDenied == 1)
        #expect(denied.deniedExamples.allSatisfy { $0.request.contains("reviews.shop.svc.corp.local/") })
    }

    /// The steps of a rollout are walked as in any other cluster, and told of the document as it is.
    @Test func stepsOfRollouts() {
        func readings(_ domain: String) -> [String] {
            let host = "reviews.shop.svc.\(domain)"
            func rule(_ subset: String) -> JSONValue {
                let subsets: JSONValue = [["name": .string(subset), "labels": ["version": .string(subset)]]]
                return Shop.object("DestinationRule", ["host": .string(host), "subsets": subsets], name: "rule")
            }
            let changes = [(route(host, subset: "v1"), route(host, subset: "v2")), (rule("v1"), rule("v2"))]
            return RolloutLint.readings(
                changes.map { .init(old: $0.0, new: $0.1, way: RolloutWay(.direct)) },
                in: picture(domain, changes.map(\.0))
            ).flatMap(\.findings).map { "\($0.code.id) \($0.object.name) \($0.message)" }
        }
        let usual = readings("cluster.local")
        #expect(usual.count == 1 && usual[0].contains("subset v1 of reviews.shop.svc.cluster.local"), "\(usual)")
        #expect(readings("corp.local") == usual.map { $0.replacing("svc.cluster.local", with: "svc.corp.local") })
    }
}
