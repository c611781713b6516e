import Testing
import YAML

@testable import Validation

/// Labels and selectors that YAML reads as something else than texts.
@Suite struct LabelTextTests {
    private func object(_ api: String, _ kind: String, _ spec: String, labels: String = "{}") -> String {
        "apiVersion: \(api)\nkind: \(kind)\nmetadata: {name: web, namespace: shop, labels: \(labels)}\nspec: {\(spec)}\n"
    }

    private func found(_ text: String) -> [String] {
        findings(text, ["HS1003"]).map { String($0.split(separator: " ")[3]) }
    }

    private func template(_ labels: String) -> String { "template: {metadata: {labels: {\(labels)}}, spec: {}}" }

    @Test(arguments: ["off", "1", "1.5", "true"]) func valuesThatAreNoTexts(_ value: String) {
        for (text, path) in [
            (
                object("policy.linkerd.io/v1beta3", "Server", "podSelector: {matchLabels: {app: X}}, port: 80"),
                "spec.podSelector.matchLabels.app"
            ),
            (
                object(
                    "policy.linkerd.io/v1beta3", "Server", "externalWorkloadSelector: {matchLabels: {app: X}}, port: 80"
                ),
                "spec.externalWorkloadSelector.matchLabels.app"
            ),
            (
                object(
                    "policy.linkerd.io/v1beta1", "ServerAuthorization",
                    "server: {selector: {matchLabels: {app: X}}}, client: {unauthenticated: true}"),
                "spec.server.selector.matchLabels.app"
            ),
            (object("v1", "Service", "selector: {app: X}"), "spec.selector.app"),
            (object("v1", "ReplicationController", "selector: {app: X}"), "spec.selector.app"),
            (object("apps/v1", "Deployment", "selector: {matchLabels: {app: X}}"), "spec.selector.matchLabels.app"),
            (object("apps/v1", "StatefulSet", template("app: X")), "spec.template.metadata.labels.app"),
            (
                object("apps/v1", "DaemonSet", "template: {metadata: {annotations: {app: X}}}"),
                "spec.template.metadata.annotations.app"
            ),
            (
                object("batch/v1", "CronJob", "jobTemplate: {spec: {\(template("app: X"))}}"),
                "spec.jobTemplate.spec.template.metadata.labels.app"
            ),
            (object("v1", "Pod", "", labels: "{app: X}"), "metadata.labels.app"),
            (object("apps/v1", "Deployment", "", labels: "{app: X}"), "metadata.labels.app"),
        ] {
            #expect(found(text.replacing("X", with: value)) == [path], "\(path)")
            #expect(found(text.replacing("X", with: "'\(value)'")) == [], "\(path)")
        }
    }

    @Test func quotesAreTheMending() {
        let server = known(
            object("policy.linkerd.io/v1beta3", "Server", "podSelector: {matchLabels: {app: off}}, port: 80"))
        let document = Validator.validate(server).documents.first
        #expect(document?.verdict == .invalid)
        #expect(
            document?.findings.first { $0.code.id == "HS1003" }?.hint
                == "put it in quotes: without them YAML reads words such as yes, no, on, off, y and n as false")
    }

    /// What is context is not judged: that it cannot be as it is, is said all the same.
    @Test func contextThatIsRefused() throws {
        func unchecked(_ value: String) throws -> [String] {
            let text = object("apps/v1", "Deployment", template("app: \(value)"))
            let objects = try YAMLParser.documents(text).map {
                KnownObject(
                    $0.value, place: .init(file: "d.yaml"), isJudged: false, positions: $0.positions.exactPosition(of:))
            }
            return Validator.validate(ValidationSet(objects)).unchecked.map { "\($0.what): \($0.why)" }
        }
        let told = try unchecked("no")
        #expect(
            told == [
                "context d.yaml: Deployment shop/web spec.template.metadata.labels.app, line 4, column 39: it cannot be "
                    + "read, so references to what it holds are not judged: must be a string and is boolean; put it in "
                    + "quotes: without them YAML reads words such as yes, no, on, off, y and n as false"
            ])
        #expect(try unchecked("'no'") == [])
    }
}
