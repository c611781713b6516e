import Domain
import Testing
import Validation

@testable import Application

/// Which findings hold a deployment.
@Suite struct WarningPolicyTests {
    private func policy(_ spec: JSONValue) -> KnownObject {
        KnownObject([
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
            "metadata": ["name": "reviews", "namespace": "shop"], "spec": spec,
        ])
    }

    private let service = KnownObject(
        ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "ratings", "namespace": "shop"], "spec": [:]],
        isJudged: false)

    /// A route to a service that is not there: the mesh takes it, and it leads nowhere.
    private var nowhere: ValidationReport {
        let spec: JSONValue = ["hosts": ["ratings"], "http": [["route": [["destination": ["host": "reviews"]]]]]]
        return Validator.validate(ValidationSet([policy(spec), service]))
    }

    @Test func whatTheMeshRefusesHoldsEveryDeployment() {
        let refused = Validator.validate(
            ValidationSet([policy(["hosts": ["ratings"], "http": [["timeout": "soon"]]])]))
        let codes = refused.findings.map(\.code.id)
        #expect(!WarningPolicy().objections(to: refused).isEmpty)
        #expect(WarningPolicy().wayOut(of: refused) == nil)
        #expect(!WarningPolicy(blocks: true, accepted: codes).objections(to: refused).isEmpty)
    }

    @Test func aMissingReferenceHoldsEveryDeploymentUntilItIsSuppressed() {
        let codes = nowhere.findings.map(\.code.id)
        #expect(codes.contains("HS5001"), "\(codes)")
        let objections = WarningPolicy().objections(to: nowhere)
        #expect(
            objections.contains { $0.hasPrefix("VirtualService shop/reviews spec.http[0].route[0]") }, "\(objections)")
        #expect(!WarningPolicy(blocks: true, accepted: codes).objections(to: nowhere).isEmpty)
        let suppressed = codes.map { SuppressedFinding(code: $0, object: nil, reason: "the service comes next") }
        #expect(WarningPolicy(blocks: true).objections(to: nowhere.suppressing(suppressed)).isEmpty)
        #expect(WarningPolicy().wayOut(of: nowhere)?.contains("`suppress`") == true)
    }

    @Test func aWarningHoldsProductionUntilItIsAccepted() throws {
        let code = try #require(FindingCode.named("HS5017"))
        var report = Validator.validate(ValidationSet([policy(["hosts": ["ratings"]])]))
        report.documents[0].findings = [
            Finding(code, about: report.documents[0].object.tree, message: "no pod has version=v2")
        ]
        #expect(WarningPolicy().objections(to: report).isEmpty)
        #expect(WarningPolicy(blocks: true).objections(to: report).count == 1)
        #expect(WarningPolicy(blocks: true, accepted: ["HS5017"]).objections(to: report).isEmpty)
    }

    @Test func anUnsafeStepHoldsEveryDeploymentUntilItIsSuppressed() {
        var report = Validator.validate(ValidationSet([policy(["hosts": ["ratings"]])]))
        report.documents[0].findings = [
            Finding(.stepUnsafe, about: report.documents[0].object.tree, message: "at the step to 10 %: it breaks")
        ]
        #expect(WarningPolicy().objections(to: report).count == 1)
        #expect(WarningPolicy(accepted: ["HS8105"]).objections(to: report).count == 1)
        let suppressed = SuppressedFinding(code: "HS8105", object: "*/shop/*", reason: "nobody calls it yet")
        #expect(WarningPolicy().objections(to: report.suppressing([suppressed])).isEmpty)
        let elsewhere = SuppressedFinding(code: "HS8105", object: "*/other/*", reason: "another one")
        #expect(WarningPolicy().objections(to: report.suppressing([elsewhere])).count == 1)
    }
}
