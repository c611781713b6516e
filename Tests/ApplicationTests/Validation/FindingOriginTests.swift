import Domain
import Ports
import Testing
import Validation

@testable import Application

/// What findings are told to come of, where it is pending.
@Suite struct FindingOriginTests {
    private func object(_ kind: PolicyKind, _ name: String, _ spec: JSONValue) -> JSONValue {
        let group = kind.groups.first ?? ""
        let (namespace, name) = (name.prefix { $0 != "/" }, name.drop { $0 != "/" }.dropFirst())
        return [
            "apiVersion": .string("\(group)/v1"), "kind": .string(kind.rawValue),
            "metadata": ["namespace": .string(String(namespace)), "name": .string(String(name))], "spec": spec,
        ]
    }

    private func messages(_ judged: JSONValue, beside pending: JSONValue...) -> [String: String] {
        let findings = findings(judged, live: [], beside: pending.map { ($0, nil) })
        return Dictionary(findings.map { ($0.code.id, $0.message) }) { first, _ in first }
    }

    private func findings(
        _ judged: JSONValue, live: [JSONValue], listed: Set<ObjectKind> = [],
        beside pending: [(JSONValue, deployment: ID<Deployment>?)]
    ) -> [Finding] {
        let stored = pending.compactMap { tree, deployment -> PendingKnowledge.Object? in
            let known = KnownObject(tree, isJudged: false)
            guard let kind = PolicyKind(rawValue: known.kind.name) else { return nil }
            let key = PolicyKey(kind: kind, group: known.kind.group, namespace: known.namespace, name: known.name)
            let version = PendingVersion(policy: ID(high: 1, low: 1), key: key, version: 1, deployment: deployment)
            return PendingKnowledge.Object(version: version, known: known)
        }
        let objects = live.map { KnownObject($0, isJudged: false) }
        let set = StandingSet(live: ValidationSet(objects, listed: listed), objects: objects, pending: stored)
        return set.report(on: [KnownObject(judged)], MeshSettings()).findings
    }

    /// The other object is what the rule has found, not whatever has a name that occurs in the text.
    @Test func aFindingComesOfWhatItSpeaksOf() {
        let said = messages(
            object(.peerAuthentication, "shop/own", ["mtls": ["mode": "STRICT"]]),
            beside: object(.peerAuthentication, "shop/default", ["mtls": ["mode": "STRICT"]]),
            object(.virtualService, "shop/default", ["hosts": ["a.example"]]))
        #expect(
            said["HS6501"]?.contains("(pending: policy PeerAuthentication shop/default version 1; ") == true, "\(said)")
    }

    private func plaintext(_ namespace: String = "istio-system") -> JSONValue {
        object(
            .destinationRule, "\(namespace)/all", ["host": "*.local", "trafficPolicy": ["tls": ["mode": "DISABLE"]]])
    }

    private func strict(_ name: String = "default") -> JSONValue {
        object(.peerAuthentication, "istio-system/\(name)", ["mtls": ["mode": "STRICT"]])
    }

    private func errors(
        live: [JSONValue] = [], beside pending: [(JSONValue, deployment: ID<Deployment>?)]
    ) -> [Finding] {
        findings(plaintext(), live: live, beside: pending).filter { $0.severity == .error }
    }

    @Test func whereAFindingSpeaksOfNothingNobodyKnowsWhatItComesOf() {
        let alone = messages(plaintext(), beside: strict())
        let origin = "(pending: policy PeerAuthentication istio-system/default version 1; "
        #expect(alone.values.contains { $0.contains(origin) }, "\(alone)")
        let both = messages(
            plaintext(), beside: strict(), object(.virtualService, "shop/mode", ["hosts": ["a.example"]]))
        #expect(
            both.values.contains { $0.contains("(because of one or more of what is pending: pending: policy ") },
            "\(both)")
    }

    /// Nobody is held by a draft that no deployment brings; what is under way, or lives, holds.
    @Test func whatIsOnlyStoredIsAWarningAtMost() {
        #expect(errors(beside: [(strict(), nil)]).isEmpty)
        let told = findings(plaintext(), live: [], beside: [(strict(), nil)]).filter { $0.code.severity == .error }
        #expect(told.map(\.severity) == [.warning], "\(told)")
        #expect(told.allSatisfy { $0.message.hasSuffix("; a warning only, since no deployment brings it)") }, "\(told)")
        let coming = errors(beside: [(strict(), ID(high: 9, low: 9))])
        #expect(coming.count == 1 && coming[0].message.contains(", deployment "), "\(coming)")
        let living = errors(live: [strict()], beside: [])
        #expect(living.count == 1 && !living[0].message.contains("pending"), "\(living)")
    }

    /// A draft beside what holds takes nothing from it.
    @Test func aDraftDoesNotWeakenWhatStandsWithoutIt() {
        let draft = object(.virtualService, "shop/mode", ["hosts": ["a.example"]])
        let coming = errors(beside: [(strict(), ID(high: 9, low: 9)), (draft, nil), (strict("draft"), nil)])
        #expect(coming.count == 1, "\(coming)")
        #expect(errors(live: [strict()], beside: [(strict("draft"), nil), (strict(), nil)]).count == 1)
    }

    private var service: JSONValue {
        [
            "apiVersion": "v1", "kind": "Service", "metadata": ["namespace": "shop", "name": "reviews"],
            "spec": ["selector": ["app": "reviews"], "ports": [["port": 80, "name": "http"]]],
        ]
    }

    private func route(to subset: JSONValue) -> JSONValue {
        object(
            .virtualService, "shop/route",
            [
                "hosts": ["reviews"],
                "http": [["route": [["destination": ["host": "reviews", "subset": subset]]]]],
            ])
    }

    private func subsets(_ names: String..., of name: String = "reviews") -> JSONValue {
        object(
            .destinationRule, "shop/\(name)",
            [
                "host": "reviews",
                "subsets": .array(names.map { ["name": .string($0), "labels": ["version": .string($0)]] }),
            ])
    }

    private func missingSubsets(
        live: [JSONValue] = [], beside pending: [(JSONValue, deployment: ID<Deployment>?)]
    ) -> [Finding] {
        findings(route(to: "v9"), live: [service] + live, listed: [.service, .destinationRule], beside: pending).filter
        { $0.code.id == "HS5002" }
    }

    /// A draft may never be there: what only it declares is missing, and the draft is named.
    @Test func whatOnlyADraftDeclaresIsMissing() throws {
        let other = object(.virtualService, "shop/other", ["hosts": ["a.example"]])
        for drafts in [[subsets("v9")], [other, subsets("v9"), subsets("v1", of: "more")]] {
            let found = missingSubsets(beside: drafts.map { ($0, nil) })
            #expect(found.map(\.severity) == [.error], "\(found)")
            let hint = try #require(found.first?.hint)
            #expect(
                hint.hasSuffix(
                    "DestinationRule shop/reviews, stored as version 1 and not deployed here, would mend it: deploy it "
                        + "first or together"), "\(hint)")
        }
        let newer = missingSubsets(live: [subsets("v1")], beside: [(subsets("v1", "v9"), nil)])
        #expect(newer.map(\.severity) == [.error])
        #expect(newer.first?.hint?.contains("DestinationRule shop/reviews, stored as version 1") == true, "\(newer)")
        let useless = missingSubsets(live: [subsets("v1")], beside: [(subsets("v2", of: "more"), nil)])
        #expect(useless.count == 1 && useless.first?.hint?.contains("stored") != true, "\(useless)")
    }

    @Test func whatADeploymentBringsOrLivesIsThere() {
        #expect(missingSubsets(live: [subsets("v9")], beside: []).isEmpty)
        #expect(missingSubsets(beside: [(subsets("v9"), ID(high: 9, low: 9))]).isEmpty)
        #expect(missingSubsets(live: [subsets("v9")], beside: [(subsets("v9", "v1"), nil)]).isEmpty)
    }
}
