import Domain
import HTTPServer
import JSON
import Ports
import TestKit
import Testing

@testable import Kubernetes

@Suite struct PodRequestTests {
    private let pod = PodName(namespace: "default", name: "reviews-1")

    @Test func aLabelIsBoundToThePodsUID() throws {
        let call = KubernetesCall.label(pod, uid: "u", ["a": "b", "c": nil])
        #expect(call.method == .patch)
        #expect(call.target == "/api/v1/namespaces/default/pods/reviews-1?fieldManager=hotswap")
        #expect(call.contentType == .mergePatch)
        #expect(try JSONParser.parse(call.body) == ["metadata": ["uid": "u", "labels": ["a": "b", "c": nil]]])
    }

    @Test func aPodIsAskedThroughTheProxy() {
        for path in ["/debug/syncz?a=b", "debug/syncz?a=b"] {
            #expect(
                KubernetesCall.ask(pod, port: 15014, path: path).target
                    == "/api/v1/namespaces/default/pods/reviews-1:15014/proxy/debug/syncz?a=b")
        }
    }

    @Test func aWatchAsksForBookmarksAndAnEnd() {
        #expect(
            KubernetesCall.watch(.pods(namespace: nil), since: "7", seconds: 60).target
                == "/api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=60")
    }

    /// Refusals of the API server are told from the answers of the pod behind it.
    @Test func aPodsOwnAnswerIsNotTheServers() async throws {
        let status: JSONValue = [
            "kind": "Status", "reason": "ServiceUnavailable", "code": 503, "message": "error trying to reach service",
        ]
        let absent: JSONValue = [
            "kind": "Status", "reason": "NotFound", "code": 404, "message": "gone", "details": ["name": "p"],
        ]
        let server = try HTTPServer(HTTPServerConfiguration()) { request in
            switch request.pathSegments?.last {
            case "good": HTTPResponse(status: 200, body: .bytes(Array("[1]".utf8)))
            case "cut": HTTPResponse(status: 200, body: .bytes(Array("[1, 2".utf8)))
            case "object": HTTPResponse(status: 200, body: .bytes(Array("{}".utf8)))
            case "text": HTTPResponse(status: 200, body: .bytes(Array("hello".utf8)))
            case "away": HTTPResponse(status: 503, body: .bytes(status.jsonBytes))
            case "absent": HTTPResponse(status: 404, body: .bytes(absent.jsonBytes))
            case "forbidden": HTTPResponse(status: 401, body: .bytes([]))
            default: HTTPResponse(status: 503, body: .bytes(Array("busy".utf8)))
            }
        }
        let objects = try KubeServer(
            server: "http://127.0.0.1:\(server.port)", authority: nil, token: "t", powerlessToken: ""
        ).objects(token: "t")
        #expect(try await objects.ask(pod, port: 1, path: "good") == [1])
        #expect(try await objects.ask(pod, port: 1, path: "good") { $0.int } == [1])
        #expect(try await objects.ask(pod, port: 1, path: "good") { $0.string } == [])
        #expect(try await objects.ask(pod, port: 1, path: "object") { $0.int } == nil)
        await #expect(throws: PortError.self) { _ = try await objects.ask(pod, port: 1, path: "cut") { $0.int } }
        await #expect(throws: PortError.self) { _ = try await objects.ask(pod, port: 1, path: "busy") { $0.int } }
        let expected: [(String, PortError.Kind, String, String)] = [
            ("text", .permanent, "200", "pod default/reviews-1 of cluster west"),
            ("away", .transient, "503", "cluster west"),
            ("forbidden", .permanent, "401", "pod default/reviews-1 of cluster west"),
            ("busy", .transient, "503", "pod default/reviews-1 of cluster west"),
        ]
        for (path, kind, code, subject) in expected {
            let error = await #expect(throws: PortError.self) { _ = try await objects.ask(pod, port: 1, path: path) }
            #expect(error?.kind == kind && error?.code == code && error?.subject == subject, "\(path): \(error as Any)")
        }
        await #expect(throws: ClusterRefusal.notFound("gone")) {
            _ = try await objects.ask(pod, port: 1, path: "absent")
        }
        await server.stop(within: .seconds(1))
    }
}
