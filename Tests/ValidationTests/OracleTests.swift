import Domain
import Testing

@testable import Validation

@Suite(.enabled(if: Oracle.isThere)) struct OracleTests {
    /// Every kind in every version that HotSwap manages has a schema, and no other version of it is served.
    @Test func whatIsManagedHasASchema() {
        for kind in PolicyKind.allCases {
            for group in kind.groups {
                let schemas = SchemaCatalogue.builtIn.schemas(of: ObjectKind(kind.rawValue, group: group))
                #expect(Set(schemas.map(\.version)) == Set(kind.versions(in: group)), "\(kind) \(group)")
            }
        }
    }

    /// What the meshes' own validators accept has no error here.
    @Test(arguments: ["istio-validation", "linkerd"])
    func whatTheMeshesAcceptIsAccepted(_ set: String) throws {
        var looked = 0
        for item in try Oracle.documents("\(set)/cases.json").first?["cases"]?.array ?? [] {
            guard item["expect"]?.string == "valid", let file = item["file"]?.string else { continue }
            for tree in try Oracle.documents("\(set)/\(file)") where isManaged(tree) {
                let errors = Validator.validate(tree: tree).filter { $0.severity == .error }
                #expect(errors.isEmpty, "\(item["id"]?.string ?? "")")
                looked += 1
            }
        }
        #expect(looked > 20)
    }

    /// Two of the samples have what istioctl warns of as well: TLS by the system's authorities, a route that is never
    /// taken.
    @Test func theBookinfoSamplesAreAccepted() throws {
        var looked = 0
        var found: [String] = []
        for file in try Oracle.files("../samples/bookinfo") {
            for tree in try Oracle.documents(file) where isManaged(tree) {
                found += Validator.validate(tree: tree).map { "\($0.code.id) \(file.split(separator: "/").last ?? "")" }
                looked += 1
            }
        }
        #expect(looked > 20)
        #expect(found == ["HS5110 egress-rule-google-apis.yaml", "HS5201 fault-injection-details-v1.yaml"])
    }

    /// The workloads with each file of policies. No error; what is said is true: two databases that other files bring,
    /// the system's authorities, a route that is never taken, a solver that cert-manager makes when it needs
    /// one.
    @Test func theBookinfoSamplesAreAcceptedTogether() throws {
        let files = try Oracle.files("../samples/bookinfo")
        let workloads = try Oracle.documents("../samples/bookinfo/bookinfo.yaml")
        var found: [String: Set<String>] = [:]
        for file in files where !file.hasSuffix("/bookinfo.yaml") {
            let trees = workloads + (try Oracle.documents(file))
            let findings = Validator.validate(ValidationSet(trees.map { KnownObject($0) })).findings
            guard !findings.isEmpty else { continue }
            found[String(file.split(separator: "/").last ?? "")] = Set(findings.map(\.code.id))
        }
        let databases: Set = ["HS5612"]
        #expect(
            found == [
                "certmanager-gateway.yaml": ["HS5025"], "destination-rule-all-mtls.yaml": databases,
                "destination-rule-all.yaml": databases, "egress-rule-google-apis.yaml": ["HS5110"],
                "fault-injection-details-v1.yaml": ["HS5201"],
            ])
    }

    private func isManaged(_ tree: JSONValue) -> Bool {
        let object = KnownObject(tree)
        return PolicyKind(object.kind.name, group: object.kind.group)?.versions(in: object.kind.group)
            .contains(object.version) ?? false
    }
}
