import Domain
import Glibc
import Testing
import YAML

@testable import Application

/// The manifest of HotSwap's rights is held against what the code asks of a cluster.
@Suite struct RightsTests {
    private struct Right: Hashable {
        let group: String
        let resource: String
        let verb: String
    }

    private func granted() throws -> Set<Right> {
        let house = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let documents = try YAMLParser.documents(try text("\(house)/deploy/rbac/hotswap.yaml"))
        var rights: Set<Right> = []
        for rule in documents.flatMap({ $0.value["rules"]?.array ?? [] }) {
            for group in rule["apiGroups"]?.array ?? [] {
                for resource in rule["resources"]?.array ?? [] {
                    for verb in rule["verbs"]?.array ?? [] {
                        rights.insert(
                            Right(
                                group: group.string ?? "?", resource: resource.string ?? "?", verb: verb.string ?? "?"))
                    }
                }
            }
        }
        return rights
    }

    private func text(_ path: String) throws -> String {
        let file = try #require(fopen(path, "r"), "\(path)")
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, 1 << 16, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    @Test func theManifestGrantsWhatIsAskedFor() throws {
        let granted = try granted()
        var asked = Set(LiveResource.all.map { Right(group: $0.group, resource: $0.plural, verb: "list") })
        for kind in PolicyKind.allCases {
            for group in kind.groups {
                for verb in ["get", "list", "watch", "create", "update", "patch", "delete"] {
                    asked.insert(Right(group: group, resource: kind.plural, verb: verb))
                }
            }
        }
        let others = [
            ("pods", "watch"), ("pods", "patch"), ("pods/proxy", "get"), ("configmaps", "get"), ("services", "watch"),
        ]
        for (resource, verb) in others {
            asked.insert(Right(group: "", resource: resource, verb: verb))
        }
        for verb in ["get", "list"] {
            asked.insert(Right(group: "apiextensions.k8s.io", resource: "customresourcedefinitions", verb: verb))
        }
        #expect(asked.subtracting(granted).map { "\($0.verb) \($0.resource).\($0.group)" }.sorted() == [])
        // Nobody has to let HotSwap read Secrets.
        #expect(!granted.contains { $0.resource == "secrets" || $0.verb == "*" || $0.resource == "*" })
    }
}
