import Domain
import Testing
import YAML

@testable import Validation

@Suite struct ValidatorTests {
    private func findings(_ text: String, file: String? = nil) throws -> [Finding] {
        let document = try #require(try YAMLParser.documents(text).first)
        return Validator.validate(tree: document.value, file: file, position: document.positions.exactPosition(of:))
    }

    private func lines(_ text: String) throws -> [String] {
        try findings(text).map { finding in
            let place = finding.position.map { "\($0.line):\($0.column)" } ?? "-"
            return "\(place) \(finding.code.id) \(finding.severity) \(finding.path): \(finding.message)"
                + (finding.hint.map { " (\($0))" } ?? "")
        }
    }

    @Test func aGoodPolicyHasNoFindings() throws {
        #expect(
            try lines(
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: reviews}
                spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews}}]}]}
                """
            ).isEmpty)
    }

    @Test func findingsStandInTheOrderOfTheText() throws {
        #expect(
            try lines(
                """
                kind: VirtualService
                spec:
                  hosts: [reviews]
                  htpp: []
                  tcp: [{route: [{destination: {host: reviews}}]}]
                  zzzzzz: 1
                metadata:
                  namespace: Shop
                  labels: {version: 1}
                apiVersion: networking.istio.io/v1
                extra: true
                """) == [
                    "4:3 HS1015 error spec.htpp: is not a field of VirtualService v1 (did you mean http?)",
                    "6:3 HS1015 error spec.zzzzzz: is not a field of VirtualService v1 "
                        + "(known are exportTo, gateways, hosts, http, tcp, tls)",
                    "7:1 HS1002 error metadata.name: is missing",
                    "8:3 HS1010 error metadata.namespace: "
                        + "must be lower case letters, digits and '-', with a letter or digit at its ends",
                    "9:12 HS1003 error metadata.labels.version: must be a string and is integer (put it in quotes)",
                    "11:1 HS1004 error extra: is not a known field "
                        + "(known are apiVersion, kind, metadata, spec, status)",
                ])
    }

    @Test func whatIsNotKeptIsSaid() throws {
        #expect(
            try lines(
                """
                apiVersion: policy.linkerd.io/v1beta3
                kind: Server
                metadata:
                  name: a
                  uid: u
                  ownerReferences: []
                spec: {port: 80, podSelector: {}}
                status: {}
                """) == [
                    "5:3 HS1016 info metadata.uid: is not kept: the API server or HotSwap sets it (leave it out)",
                    "6:3 HS1016 info metadata.ownerReferences: is not kept: owners are objects of one cluster "
                        + "(leave it out)",
                    "8:1 HS1016 info status: is not kept: the API server or HotSwap sets it (leave it out)",
                ])
    }

    @Test func fieldsAreThoseOfTheVersion() throws {
        for (version, known) in [("v1beta3", true), ("v1beta2", false), ("v1alpha1", false)] {
            let tree: JSONValue = [
                "apiVersion": .string("policy.linkerd.io/\(version)"), "kind": "Server", "metadata": ["name": "a"],
                "spec": ["accessPolicy": "deny"],
            ]
            #expect(!Validator.validate(tree: tree).contains { $0.code == .unknownSpecField } == known)
        }
        for version in PolicyKind.trafficSplit.versions(in: "split.smi-spec.io") {
            let tree: JSONValue = [
                "apiVersion": .string("split.smi-spec.io/\(version)"), "kind": "TrafficSplit",
                "metadata": ["name": "a"], "spec": ["matches": []],
            ]
            let isUnknown = Validator.validate(tree: tree).contains { $0.code == .unknownSpecField }
            #expect(isUnknown == (version < "v1alpha3"))
        }
    }

    @Test func withoutATextTheOrderIsThatOfThePaths() {
        let findings = Validator.validate(tree: ["kind": 1, "spec": nil])
        #expect(findings.map(\.path) == [["apiVersion"], ["kind"], ["metadata"], ["spec"]])
        #expect(findings.allSatisfy { $0.position == nil && $0.file == nil })
        #expect(Validator.validate(tree: [1]).map(\.code) == [.notAnObject])
    }

    @Test func jsonIsTheContract() throws {
        let finding = try #require(
            try findings(
                """
                apiVersion: networking.istio.io/v9
                kind: Gateway
                metadata: {name: a, namespace: ""}
                spec: {}
                """, file: "a.yaml"
            ).first)
        #expect(
            finding.json == [
                "code": "HS1008", "severity": "error", "file": "a.yaml", "path": "apiVersion", "line": 1, "column": 1,
                "object": [
                    "apiVersion": "networking.istio.io/v9", "kind": "Gateway", "namespace": "default", "name": "a",
                ],
                "message": "v9 is not a version of Gateway in networking.istio.io",
                "hint": "known are v1, v1beta1, v1alpha3", "references": [],
            ])
    }

    @Test func textThatIsNoDocumentIsAFindingToo() {
        let finding = Validator.unreadable("a tab", file: "b.yaml", position: SourcePosition(line: 2, column: 3))
        #expect(finding.json["code"] == "HS1000" && finding.json["line"] == 2 && finding.json["path"] == "")
        #expect(finding.json["object"]?["name"] == "" && finding.json["hint"] == .null)
    }

    /// Codes are kept for ever: this list only grows.
    @Test func codesAreStable() {
        #expect(FindingCode.structure.map(\.id) == (1000...1018).map { "HS\($0)" })
        #expect(FindingCode.structure.filter { $0.severity != .error }.map(\.id) == ["HS1016", "HS1017", "HS1018"])
        #expect(Set(FindingCode.all.map(\.text)).count == FindingCode.all.count)
    }
}

/// What several documents of one text say of one another.
@Suite struct DocumentSetTests {
    private func codes(_ text: String) throws -> [String] {
        let objects = try YAMLParser.documents(text).enumerated().map { index, document in
            KnownObject(document.value, place: .init(file: "a.yaml", index: index)) {
                document.positions.exactPosition(of: $0)
            }
        }
        return Validator.validate(ValidationSet(objects)).findings.map { "\($0.code.id) \($0.path)" }
    }

    @Test func oneObjectTwiceIsSaidOfBoth() throws {
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: x}\n"
        #expect(try codes(service + "---\n" + service) == ["HS1017 metadata.name", "HS1017 metadata.name"])
        #expect(try codes(service + "---\n" + service.replacing("x}", with: "z}")) == [])
    }

    @Test func aKindInAGroupOfTheMeshesThatHasItNotIsRefused() throws {
        #expect(
            try codes("apiVersion: istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: {foo: 1}\n") == [
                "HS1007 apiVersion"
            ])
        #expect(try codes("apiVersion: example.org/v1\nkind: Foo\nmetadata: {name: a}\n").isEmpty)
    }

    /// What nobody judges is said; what is for somebody else is no reason to fail, unless there is nothing else.
    @Test func kindsThatNobodyKnowsAreNotJudged() throws {
        func type(_ version: String, _ kind: String, _ name: String = "a") -> String {
            "---\napiVersion: \(version)\nkind: \(kind)\nmetadata: {name: \(name)}\nspec: {}\n"
        }
        func report(_ texts: String...) -> ValidationReport { Validator.validate(known(texts.joined())) }
        func said(_ texts: String...) -> [String] {
            Validator.validate(known(texts.joined())).unchecked.map { "\($0.what): \($0.why)" }
        }
        let foreign = type("cert-manager.io/v1", "Certificate")
        #expect(said(foreign) == ["cert-manager.io/Certificate: no schema is known for it: not judged"])
        #expect(
            said(foreign, type("cert-manager.io/v1", "Certificate", "b")) == [
                "2 documents of kind cert-manager.io/Certificate: no schema is known for it: not judged"
            ])
        let own = type("apps/v1", "Deployment") + type("rbac.authorization.k8s.io/v1", "Role")
        #expect(said(own, type("networking.k8s.io/v1", "Ingress"), type("v1", "ConfigMap")).isEmpty)
        #expect(report(foreign).hasGaps && !report(foreign, own).hasGaps && !report(own).hasGaps)
        // A slip in the name of a group of the meshes' is a gap, whatever is beside it.
        let slip = type("networking.istio.com/v1", "VirtualService")
        #expect(
            said(slip, own) == [
                "networking.istio.com/VirtualService: no schema is known for it: not judged; did you mean "
                    + "networking.istio.io/VirtualService?"
            ])
        #expect(report(slip, own).hasGaps && report(slip, own).findings.isEmpty)
        #expect(report(own, type("gateway.networking.k8s.io/v1", "HTTPRout")).hasGaps)
        let many = (0..<30).map { type("g\($0).example/v1", "Kind") }.joined()
        let counted = report(many, own)
        #expect(counted.unchecked.count == 21 && counted.unchecked.last?.what == "10 documents of more kinds")
        #expect(!counted.hasGaps)
    }

    /// Kinds that the meshes have and that are no policies are a gap, not a fault; what looks like a slip is one.
    @Test(arguments: [
        ("install.istio.io/v1alpha1", "IstioOperator"), ("multicluster.linkerd.io/v1alpha3", "Link"),
        ("specs.smi-spec.io/v1alpha4", "HTTPRouteGroup"), ("specs.smi-spec.io/v1alpha4", "TCPRoute"),
        ("access.smi-spec.io/v1alpha3", "TrafficTarget"), ("rbac.istio.io/v1alpha1", "ClusterRbacConfig"),
        ("networking.istio.io/v1", "Zebra"),
    ])
    func otherKindsOfTheMeshesAreGaps(_ api: String, _ kind: String) {
        func report(_ api: String, _ kind: String) -> ValidationReport {
            Validator.validate(known("apiVersion: \(api)\nkind: \(kind)\nmetadata: {name: a}\nspec: {}\n"))
        }
        let genuine = report(api, kind)
        #expect(genuine.findings.isEmpty && genuine.hasGaps && genuine.unchecked.count == 1)
        for slip in ["VirtualServices", "AuthorizationPolcy", "HTTPRuote", "Telemetri"] {
            let found = report(api, slip)
            #expect(found.findings.map(\.code) == [.unknownKind] && found.unchecked.isEmpty, "\(slip)")
        }
    }

    /// A cluster that gives no answer is told once.
    @Test func whatTheSameSilenceHidesIsToldOnce() {
        let report = ValidationReport(
            documents: [],
            unchecked: [
                .unanswered("schemas", why: "west does not answer"), .init(what: "secrets", why: "forbidden"),
                .unanswered("references", why: "west: no answer"),
            ])
        let joined = report.joiningUnanswered().unchecked
        #expect(joined.map(\.what) == ["schemas; references", "secrets"])
        #expect(joined.first?.why == "west does not answer")
        #expect(joined == report.joiningUnanswered().joiningUnanswered().unchecked)
    }

    /// `v1` alone is Kubernetes' core, and nobody can add kinds to it.
    @Test func kindsThatTheCoreDoesNotHaveAreSaid() throws {
        func type(_ version: String, _ kind: String) -> String {
            "apiVersion: \(version)\nkind: \(kind)\nmetadata: {name: a}\n"
        }
        let foo = Validator.validate(known(type("v1", "Foo")))
        #expect(foo.findings.map(\.code) == [.unknownCoreKind] && foo.unchecked.count == 1)
        #expect(try codes(type("v1", "VirtualService")) == ["HS1007 apiVersion"])
        #expect(try codes(type("v1alpha3", "VirtualService")) == ["HS1005 apiVersion"])
        #expect(try codes(type("v1", "ConfigMap")).isEmpty)
    }

    @Test(arguments: ["networking.istio.io", "/v1", "networking.istio.io/", "networking.istio.io/v1/x"])
    func aWrongVersionHidesNoWrongNames(_ version: String) throws {
        let found = try ids(
            "apiVersion: \(version)\nkind: VirtualService\n"
                + "metadata: {name: A_b, namespace: C_d, labels: {'a b': c}}\n"
                + "spec: {hosts: [b.example], http: [{route: [{destination: {host: b.example}}]}]}\n")
        #expect(Set(found).isSuperset(of: ["HS1009", "HS1010", "HS1012"]) && found.count == 4, "\(found)")
    }

    private func ids(_ text: String) throws -> [String] { try codes(text).map { String($0.prefix(6)) } }

    @Test func aMalformedVersionOfAnyKindIsSaid() throws {
        #expect(try ids("apiVersion: a/b/c\nkind: Thing\nmetadata: {name: A_b}\nspec: {}\n") == ["HS1005"])
    }

    @Test func listsInListsAreOpened() throws {
        func list(_ items: [JSONValue]) -> JSONValue { ["apiVersion": "v1", "kind": "List", "items": .array(items)] }
        func opened(_ tree: JSONValue) -> [KnownObject] {
            ObjectList.objects(tree, place: .init(), isJudged: true) { path in
                SourcePosition(line: path.components.count, column: 1)
            }
        }
        let service: JSONValue = ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "a"]]
        let objects = opened(list([list([service, list([service])]), service]))
        #expect(objects.map(\.kind) == [.service, .service, .service])
        #expect(objects.map { $0.position(of: ["kind"])?.line } == [5, 7, 3])
        #expect(opened((0..<1000).reduce(service) { inner, _ in list([inner]) }).count == 1)
    }

    @Test func objectsOfManyDocumentsKeepTheirOrder() async {
        let numbers = Array(0..<4_321)
        let objects = await ObjectList.objectsConcurrently(of: numbers) { index, number in
            let tree: JSONValue = ["kind": "Service", "metadata": ["name": .string("a\(number)")]]
            return number % 7 == 0 ? [] : [KnownObject(tree, place: .init(index: index))]
        }
        let wanted = numbers.filter { $0 % 7 != 0 }
        #expect(objects.map(\.name) == wanted.map { "a\($0)" } && objects.map(\.place.index) == wanted)
    }

    @Test func manyObjectsAreJudgedSideBySide() async {
        let text = (0..<600).map { index in
            """
            apiVersion: networking.istio.io/v1
            kind: \(index % 3 == 0 ? "VirtualService" : "DestinationRule")
            metadata: {name: a\(index % 500)}
            spec: {host: a.b, hosts: [a.b], http: [{timeout: \(index % 5)}]}
            """
        }
        let set = known(text.joined(separator: "\n---\n"))
        let (one, many) = (Validator.validate(set), await Validator.validateConcurrently(set))
        #expect(one.findings == many.findings && one.unchecked == many.unchecked && one.findings.count > 600)
        #expect(one.documents.map(\.object.key) == many.documents.map(\.object.key))
        #expect(one.documents.map(\.verdict) == many.documents.map(\.verdict))
    }
}
