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
        let stored = pending.compactMap { tree -> PendingKnowledge.Object? in
            let known = KnownObject(tree, isJudged: false)
            guard let kind = PolicyKind(rawValue: known.kind.name) else { return nil }
            let key = PolicyKey(kind: kind, group: known.kind.group, namespace: known.namespace, name: known.name)
            let version = PendingVersion(policy: ID(high: 1, low: 1), key: key, version: 1, deployment: nil)
            return PendingKnowledge.Object(version: version, known: known)
        }
        let set = StandingSet(live: ValidationSet([]), objects: [], pending: stored)
        let findings = set.report(on: [KnownObject(judged)], MeshSettings()).findings
        return Dictionary(findings.map { ($0.code.id, $0.message) }) { first, _ in first }
    }

    /// The other object is what the rule has found, not whatever has a name that occurs in the text.
    @Test func aFindingComesOfWhatItSpeaksOf() {
        let said = messages(
            object(.peerAuthentication, "shop/own", ["mtls": ["mode": "STRICT"]]),
            beside: object(.peerAuthentication, "shop/default", ["mtls": ["mode": "STRICT"]]),
            object(.virtualService, "shop/default", ["hosts": ["a.example"]]))
        #expect(
            said["HS6501"]?.hasSuffix("(pending: policy PeerAuthentication shop/default version 1)") == true, "\(said)")
    }

    @Test func whereAFindingSpeaksOfNothingNobodyKnowsWhatItComesOf() {
        let rule = object(
            .destinationRule, "istio-system/all", ["host": "*.local", "trafficPolicy": ["tls": ["mode": "DISABLE"]]])
        let strict = object(.peerAuthentication, "istio-system/default", ["mtls": ["mode": "STRICT"]])
        let alone = messages(rule, beside: strict)
        let origin = "(pending: policy PeerAuthentication istio-system/default version 1)"
        #expect(alone.values.contains { $0.hasSuffix(origin) }, "\(alone)")
        let both = messages(rule, beside: strict, object(.virtualService, "shop/mode", ["hosts": ["a.example"]]))
        #expect(
            both.values.contains { $0.contains("(because of one or more of what is pending: pending: policy ") },
            "\(both)")
    }
}
