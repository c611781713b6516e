import Domain
import Testing
import YAML

@testable import Validation

/// Every case of Kiali's checks: the same codes on the same objects, at the same fields where the case says them.
@Suite(.enabled(if: Oracle.isThere)) struct KialiOracleTests {
    /// Cases where something else is wanted, each with the reason.
    private static let exceptions = [
        "kia-vs-gateway-01": "no Gateway is known at all, so nothing is said about the one that is named",
        "kia-gw-selector-06": "no workload is known at all, so nothing is said about the selector",
        "kia-sidecar-egress-11": "no host is known at all, so nothing is said about those that are named",
    ]

    @Test func findsWhatKialiFinds() throws {
        let cases = try #require(try Oracle.documents("kiali/cases.json").first?["cases"]?.array)
        var table: [String: (right: Int, wrong: Int)] = [:]
        for tree in cases {
            let item = try KialiCase(tree)
            let problems = item.problems()
            let isExcepted = Self.exceptions[item.id] != nil
            if problems.isEmpty {
                table[item.checker, default: (0, 0)].right += 1
                #expect(!isExcepted, "\(item.id) is right and needs no exception")
            } else {
                table[item.checker, default: (0, 0)].wrong += 1
                #expect(isExcepted, "\(item.id): \(problems.joined(separator: "; "))")
            }
        }
        print("kiali                    right wrong")
        for (checker, count) in table.sorted(by: { $0.key < $1.key }) {
            let name = checker.padded(24)
            print("\(name) \("\(count.right)".padded(5)) \(count.wrong)")
        }
        let right = table.values.reduce(0) { $0 + $1.right }
        print("\("all".padded(24)) \("\(right)".padded(5)) \(cases.count - right)")
        #expect(cases.count >= 200 && right * 100 >= cases.count * 95)
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}

/// One case, and what is found in its files.
private struct KialiCase {
    let id: String
    let checker: String
    private let tree: JSONValue
    private let findings: [Finding]
    private let codes: Set<String>

    init(_ tree: JSONValue) throws {
        self.tree = tree
        id = tree["id"]?.string ?? ""
        checker = tree["checker"]?.string ?? ""
        codes = Set(tree["checked_codes"]?.array?.compactMap(\.string) ?? [])
        var objects: [KnownObject] = []
        for file in tree["input_files"]?.array?.compactMap(\.string) ?? [] {
            objects += try Oracle.documents("kiali/\(file)").map { KnownObject($0) }
        }
        findings = Validator.validate(ValidationSet(objects), settings: Self.settings(tree["options"])).findings
    }

    /// Automatic mTLS is off where a case does not say it.
    private static func settings(_ options: JSONValue?) -> MeshSettings {
        var settings = MeshSettings()
        settings.autoMtls = options?["autoMtls"]?.bool ?? false
        for name in ["rootNamespace", "trustDomain", "outboundTrafficPolicy"] {
            if let value = options?[name]?.string { #expect(settings.set(name, to: value) == nil) }
        }
        settings.gatewayToNamespace = options?["gatewayToNamespace"]?.bool ?? false
        return settings
    }

    /// What is missing, and what is too much where the case says that it is complete.
    func problems() -> [String] {
        var left = findings.flatMap { finding in
            finding.references.filter(codes.contains).map { Found(code: $0, finding) }
        }
        let all = left
        var problems: [String] = []
        let expected = tree["expected"]?.array ?? []
        for item in expected.sorted(by: { ($0["path"]?.string == nil ? 1 : 0) < ($1["path"]?.string == nil ? 1 : 0) }) {
            if let index = left.firstIndex(where: { $0.fits(item) }) {
                left.remove(at: index)
            } else {
                problems.append("missing \(item.jsonText)")
            }
        }
        if tree["expected_is_complete"]?.bool == true { problems += left.map { "too much: \($0.text)" } }
        if tree["expected_objects_complete"]?.bool == true {
            let objects = Set(expected.compactMap { $0["object"]?.string })
            problems += all.filter { !objects.contains($0.object) }.map { "other object: \($0.text)" }
        }
        return problems
    }
}

private struct Found {
    let code: String
    let object: String
    let path: String
    let severity: Severity

    init(code: String, _ finding: Finding) {
        self.code = code
        object = "\(finding.object.kind) \(finding.object.namespace)/\(finding.object.name)"
        path = finding.path.description
        severity = finding.severity
    }

    var text: String { "\(code) \(severity) \(object) \(path)" }

    func fits(_ expected: JSONValue) -> Bool {
        guard expected["code"]?.string == code, expected["object"]?.string == object else { return false }
        if let path = expected["path"]?.string,
            Self.there(path.split(separator: "/").joined(separator: ".")) != self.path
        {
            return false
        }
        guard let severity = expected["severity"]?.string, !Self.otherwise.contains(code) else { return true }
        return severity == (self.severity == .info ? "unknown" : self.severity.rawValue)
    }

    /// Codes that weigh something else here: Istio has no rule about the names of a Gateway's ports; a subset that is
    /// missing is an error of istioctl's (IST0101), and so is an unknown destination, which gets 503 also where the
    /// mesh lets requests to any host through. What istioctl or istiod say as well is told once, as they weigh it: a
    /// host with two VirtualServices (IST0109) or Gateways (IST0145), a Sidecar or Gateway for no pod (IST0101), a
    /// gateway by its old name (a warning).
    private static let otherwise: Set = [
        "KIA0601", "KIA1101", "KIA1107", "KIA1106", "KIA0004", "KIA1108", "KIA0301", "KIA0302",
    ]

    /// Kiali names `route[0].host`, which no VirtualService has.
    private static func there(_ path: String) -> String {
        guard path.hasSuffix("].host"), path.contains(".route[") else { return path }
        return String(path.dropLast("host".count)) + "destination.host"
    }
}
