import Domain
import Ports
import Testing

@testable import Kubernetes

/// What each answer means: the words are those of API servers of several versions.
@Suite struct APIFailureTests {
    private func error(_ status: Int, _ document: JSONValue) -> any Error {
        APIFailure(status: status, body: document.jsonBytes, subject: "cluster west").error
    }

    private func status(_ reason: String, _ message: String, _ details: JSONValue = [:]) -> JSONValue {
        ["kind": "Status", "reason": .string(reason), "message": .string(message), "details": details]
    }

    @Test func conflictsOfOwnership() {
        let details: JSONValue = [
            "causes": [
                [
                    "reason": "FieldManagerConflict", "field": ".spec.http",
                    "message": "conflict with \"kubectl-client-side-apply\" using networking.istio.io/v1 at 2026-01-01",
                ],
                [
                    "reason": "FieldManagerConflict", "field": ".spec.hosts", "message": "conflict with \"argo cd\"",
                ],
            ]
        ]
        let found = error(409, status("Conflict", "Apply failed with 2 conflicts", details)) as? ClusterRefusal
        #expect(
            found
                == .ownedByOthers([
                    OwnershipConflict(manager: "kubectl-client-side-apply", field: ".spec.http"),
                    OwnershipConflict(manager: "argo cd", field: ".spec.hosts"),
                ]))
    }

    @Test func conflictsOfVersionAndExistence() {
        #expect(error(409, status("Conflict", "the object has been modified")) as? ClusterRefusal == .stale)
        #expect(error(409, status("AlreadyExists", "exists")) as? ClusterRefusal == .alreadyExists)
        let uid: JSONValue = [
            "causes": [["reason": "FieldValueInvalid", "field": "metadata.uid", "message": "field is immutable"]]
        ]
        #expect(error(422, status("Invalid", "metadata.uid: Invalid value", uid)) as? ClusterRefusal == .stale)
    }

    @Test func absences() {
        let object = status("NotFound", "virtualservices \"a\" not found", ["name": "a", "kind": "virtualservices"])
        #expect(error(404, object) as? ClusterRefusal == .notFound("virtualservices \"a\" not found"))
        let path = status("NotFound", "the server could not find the requested resource", [:])
        #expect(
            error(404, path) as? ClusterRefusal == .notServed("the server could not find the requested resource"))
        let text = APIFailure(status: 404, body: Array("404 page not found\n".utf8), subject: "x").error
        #expect(text as? ClusterRefusal == .notServed("the cluster does not serve this resource"))
    }

    @Test(arguments: [
        (
            400,
            "VirtualService in version \"v1\" cannot be handled: strict decoding error: unknown field \"spec.foo\", "
                + "duplicate field \"spec.bar\"",
            [
                FieldProblem(path: "spec.foo", message: "unknown field"),
                FieldProblem(path: "spec.bar", message: "duplicate field"),
            ]
        ),
        (
            500,
            "failed to create typed patch object (default/t; networking.istio.io/v1, Kind=VirtualService): .spec.foo: "
                + "field not declared in schema",
            [FieldProblem(path: "spec.foo", message: "unknown field")]
        ),
        (
            500, "failed to create typed patch object: .spec: expected map, got &{text}",
            [FieldProblem(path: "spec", message: "expected map, got &{text}")]
        ),
        (
            500,
            "failed to create typed live object: errors:\n  .spec.a: expected list\n  .spec.b: field not declared in schema",
            [
                FieldProblem(path: "spec.a", message: "expected list"),
                FieldProblem(path: "spec.b", message: "unknown field"),
            ]
        ),
        (500, "etcdserver: request is too large", []),
        (400, "the namespace of the provided object does not match", []),
    ])
    func problemsThatOnlyTheMessageNames(_ code: Int, _ message: String, _ problems: [FieldProblem]) {
        let found = error(code, status("BadRequest", message)) as? ClusterRefusal
        #expect(found == .invalid(message: message, problems))
    }

    @Test func everyProblemIsToldOnce() {
        let cause: JSONValue = ["field": "spec.http", "message": "must be an array"]
        let found = error(422, status("Invalid", "m", ["causes": [cause, cause]])) as? ClusterRefusal
        #expect(found == .invalid(message: "m", [FieldProblem(path: "spec.http", message: "must be an array")]))
    }

    @Test(arguments: [
        (401, PortError.Kind.permanent), (403, .permanent), (302, .permanent), (408, .transient), (410, .transient),
        (429, .transient), (500, .transient), (502, .transient), (503, .transient), (504, .transient),
    ])
    func whetherToTryAgain(_ code: Int, _ kind: PortError.Kind) throws {
        for body in [status("", "why"), .null] {
            let found = try #require(error(code, body) as? PortError)
            #expect(found.kind == kind)
            #expect(found.code == String(code))
            #expect(found.subject == "cluster west")
            #expect(!found.message.isEmpty)
        }
    }

    @Test func aNamespaceThatIsGoingAwayIsNotThere() {
        let details: JSONValue = ["causes": [["reason": "NamespaceTerminating", "message": "x", "field": "y"]]]
        let found = error(403, status("Forbidden", "namespace shop is being terminated", details)) as? ClusterRefusal
        #expect(found == .notFound("namespace shop is being terminated"))
    }
}
