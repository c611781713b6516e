import Domain
import Testing

@Suite struct PolicyDocumentTests {
    static let reviews: JSONValue = [
        "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
        "metadata": ["name": "reviews", "namespace": "shop", "labels": ["app": "reviews"]],
        "spec": ["hosts": ["reviews"]],
    ]

    /// The problems of the document that `edit` makes of a good one, as `rule path`.
    private func problems(_ edit: (inout JSONValue) -> Void) -> [String] {
        var tree = Self.reviews
        edit(&tree)
        switch PolicyDocument.read(tree) {
        case .success: return []
        case .failure(let error): return error.problems.map { "\($0.rule) \($0.path)" }
        }
    }

    private func message(_ edit: (inout JSONValue) -> Void) -> String {
        var tree = Self.reviews
        edit(&tree)
        guard case .failure(let error) = PolicyDocument.read(tree) else { return "" }
        return error.description
    }

    @Test func aGoodDocumentIsRead() throws {
        let document = try PolicyDocument.read(Self.reviews).get()
        #expect(document.body == Self.reviews && document.version == "v1" && document.dropped.isEmpty)
        let group = "networking.istio.io"
        #expect(document.key == PolicyKey(kind: .virtualService, group: group, namespace: "shop", name: "reviews"))
        #expect(document.canonicalContent == Self.reviews.jsonText)
        #expect(document.body(version: "v1beta1")["apiVersion"] == "networking.istio.io/v1beta1")
        #expect(document.body(version: "v1") == document.body)
    }

    @Test(arguments: PolicyKind.allCases)
    func everyKindIsReadInEveryGroupAndVersion(_ kind: PolicyKind) throws {
        for group in kind.groups {
            for version in kind.versions(in: group) {
                let document = try PolicyDocument.read([
                    "apiVersion": .string("\(group)/\(version)"), "kind": .string(kind.rawValue),
                    "metadata": ["name": "a"], "spec": [:],
                ]).get()
                #expect(document.key == PolicyKey(kind: kind, group: group, namespace: "default", name: "a"))
                #expect(document.version == version && document.body["metadata"]?["namespace"] == "default")
            }
        }
    }

    @Test func whatTheServerSetsIsDropped() throws {
        var tree = Self.reviews
        tree["status"] = ["conditions": []]
        tree["metadata"] = [
            "name": "reviews", "uid": "u", "resourceVersion": "7", "generation": 3, "creationTimestamp": nil,
            "deletionTimestamp": "x", "deletionGracePeriodSeconds": 1, "selfLink": "/x", "managedFields": [[:]],
            "clusterName": "c", "ownerReferences": [["uid": "o"]], "finalizers": ["a/b"], "labels": [:],
            "annotations": [
                "hotswap.io/deployment": "d", "hotswap.io/epoch": "1", "hotswap.io/traceparent": "t",
                "kubectl.kubernetes.io/last-applied-configuration": "{}", "team": "shop",
            ],
        ]
        let document = try PolicyDocument.read(tree).get()
        #expect(
            document.body["metadata"] == [
                "name": "reviews", "namespace": "default", "finalizers": ["a/b"], "annotations": ["team": "shop"],
            ])
        #expect(document.body["status"] == nil)
        let annotations: FieldPath = ["metadata", "annotations"]
        #expect(
            document.dropped.sorted() == [
                annotations.appending("hotswap.io/deployment"), annotations.appending("hotswap.io/epoch"),
                annotations.appending("hotswap.io/traceparent"),
                annotations.appending("kubectl.kubernetes.io/last-applied-configuration"),
                ["metadata", "clusterName"], ["metadata", "deletionGracePeriodSeconds"],
                ["metadata", "deletionTimestamp"], ["metadata", "generation"], ["metadata", "managedFields"],
                ["metadata", "ownerReferences"], ["metadata", "resourceVersion"], ["metadata", "selfLink"],
                ["metadata", "uid"], ["status"],
            ])
        #expect(try PolicyDocument.read(document.body).get().body == document.body)
    }

    @Test func nothingIsLeftOfEmptyMetadata() throws {
        var tree = Self.reviews
        tree["metadata"] = [
            "name": "reviews", "namespace": "", "labels": nil, "finalizers": [],
            "annotations": ["hotswap.io/epoch": "1"],
        ]
        #expect(
            try PolicyDocument.read(tree).get().body["metadata"] == ["name": "reviews", "namespace": "default"])
    }

    @Test(arguments: [nil, 1, "text", [], [[:]]] as [JSONValue])
    func onlyAnObjectIsADocument(_ tree: JSONValue) {
        guard case .failure(let error) = PolicyDocument.read(tree) else {
            Issue.record("read \(tree)")
            return
        }
        #expect(error.problems.map(\.rule) == [.notAnObject] && error.problems[0].path == .root)
    }

    @Test func allProblemsAreFoundAtOnce() {
        let tree: JSONValue = [
            "apiVersion": 1, "kind": "VirtualServices", "spec": [], "extra": 1,
            "metadata": [
                "name": "Bad_Name", "namespace": "a.b", "labels": ["-": "x", "ok": true], "generateName": "x-",
                "annotation": [:], "annotations": ["a/b/c": "x", "n": 1], "finalizers": [1],
            ],
        ]
        guard case .failure(let error) = PolicyDocument.read(tree) else {
            Issue.record("read")
            return
        }
        #expect(
            error.problems.map { "\($0.rule) \($0.path)" } == [
                "wrongType apiVersion", "unknownField extra", "unknownKind kind", "unknownField metadata.annotation",
                "invalidAnnotation metadata.annotations[\"a/b/c\"]", "wrongType metadata.annotations.n",
                "wrongType metadata.finalizers[0]", "generatedName metadata.generateName",
                "invalidLabel metadata.labels[\"-\"]", "wrongType metadata.labels.ok", "invalidName metadata.name",
                "invalidNamespace metadata.namespace", "wrongType spec",
            ])
    }

    @Test func everyRuleCanBeBroken() {
        var seen: Set<String> = ["notAnObject"]
        func expect(_ problem: String, _ edit: (inout JSONValue) -> Void) {
            #expect(problems(edit) == [problem])
            seen.insert(String(problem.prefix { $0 != " " }))
        }
        for field in ["apiVersion", "kind", "metadata", "spec"] {
            expect("missingField \(field)") { $0[field] = nil }
            expect("wrongType \(field)") { $0[field] = [1] }
        }
        for field in ["apiVersion", "kind", "metadata"] { expect("missingField \(field)") { $0[field] = .null } }
        expect("wrongType spec") { $0["spec"] = .null }
        expect("missingField metadata.name") { $0["metadata"] = [:] }
        expect("unknownField Spec") { $0["Spec"] = 1 }
        expect("unknownField metadata.lables") { $0["metadata"]?["lables"] = [:] }
        for text in ["", "/", "/v1", "a/", "a/b/c"] {
            expect("malformedAPIVersion apiVersion") { $0["apiVersion"] = .string(text) }
        }
        expect("unknownKind kind") { $0["kind"] = "Deployment" }
        expect("unknownGroup apiVersion") { $0["apiVersion"] = "v1" }
        expect("unknownGroup apiVersion") { $0["apiVersion"] = "security.istio.io/v1" }
        expect("unknownVersion apiVersion") { $0["apiVersion"] = "networking.istio.io/v2" }
        expect("invalidName metadata.name") { $0["metadata"]?["name"] = "" }
        expect("wrongType metadata.name") { $0["metadata"]?["name"] = 7 }
        expect("invalidNamespace metadata.namespace") { $0["metadata"]?["namespace"] = "A" }
        expect("wrongType metadata.namespace") { $0["metadata"]?["namespace"] = 7 }
        expect("generatedName metadata.generateName") { $0["metadata"]?["generateName"] = "a-" }
        expect("wrongType metadata.labels") { $0["metadata"]?["labels"] = [] }
        expect("invalidLabel metadata.labels.a") { $0["metadata"]?["labels"] = ["a": "-"] }
        expect("invalidAnnotation metadata.annotations[\"a b\"]") { $0["metadata"]?["annotations"] = ["a b": ""] }
        expect("wrongType metadata.finalizers") { $0["metadata"]?["finalizers"] = "x" }
        let long = JSONValue.string(String(repeating: "x", count: 256 * 1024))
        expect("annotationsTooLarge metadata.annotations") { $0["metadata"]?["annotations"] = ["a": long] }
        #expect(seen == Set(DocumentProblem.Rule.allCases.map(\.rawValue)))
    }

    @Test func messagesSayWhatIsKnown() {
        #expect(
            message { $0["kind"] = "virtualService" }
                == "kind: virtualService is not a kind that HotSwap manages; did you mean VirtualService?")
        #expect(message { $0["kind"] = "Deployment" }.hasSuffix("HTTPRoute, TrafficSplit, ServiceProfile"))
        #expect(
            message {
                $0["kind"] = "HTTPRoute"
            } == "apiVersion: HotSwap knows no HTTPRoute of networking.istio.io; "
                + "known is HTTPRoute of policy.linkerd.io and of gateway.networking.k8s.io")
        #expect(
            message { $0["apiVersion"] = "v1" }
                == "apiVersion: HotSwap knows no VirtualService of the core group; "
                + "known is VirtualService of networking.istio.io")
        #expect(
            message { $0["apiVersion"] = "networking.istio.io/v2" }
                == "apiVersion: v2 is not a version of VirtualService in networking.istio.io; "
                + "known are v1, v1beta1, v1alpha3")
        #expect(message { $0["spce"] = 1 } == "spce: is not a known field; did you mean spec?")
        #expect(
            message { $0["metadata"]?["labels"] = ["v": 1] }
                == "metadata.labels.v: must be a string and is integer; put it in quotes")
        #expect(
            message { $0["zzzzzzzz"] = 1 }
                == "zzzzzzzz: is not a known field; known are apiVersion, kind, metadata, spec, status")
        #expect(message { $0["kind"] = .string(String(repeating: "K", count: 5_000_000)) }.utf8.count < 500)
    }
}
