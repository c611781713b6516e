import Domain
import HTTPServer
import Ports
import Testing

@testable import Prometheus

/// What goes wrong between us and a Prometheus, and what we say about it.
@Suite struct FailureTests {
    private func failure(_ url: String, _ settings: PrometheusSettings = .patient) async -> PortError? {
        do {
            _ = try await PrometheusMetrics(url: url, mesh: .istio, settings: settings).value(of: "up")
            return nil
        } catch {
            return error as? PortError
        }
    }

    @Test(arguments: [
        (400, PortError.Kind.permanent, "1:7: parse error"), (422, .permanent, "1:7: parse error"),
        (401, .permanent, "password"), (403, .permanent, "password"), (404, .permanent, "path prefix"),
        (302, .permanent, "redirect"), (418, .permanent, "status"), (429, .transient, "no more requests"),
        (500, .transient, "1:7: parse error"), (502, .transient, "1:7: parse error"),
        (503, .transient, "1:7: parse error"), (504, .transient, "1:7: parse error"),
    ])
    func statuses(status: Int, kind: PortError.Kind, words: String) async throws {
        let body = #"{"status":"error","errorType":"bad_data","error":"1:7: parse error: unclosed left parenthesis"}"#
        let prometheus = try StandIn(status: status, body)
        let error = try #require(await failure(prometheus.url))
        #expect(error.kind == kind && error.code == "\(status)" && error.message.contains(words), "\(error)")
    }

    @Test func pagesOfOthersAreNotQuoted() async throws {
        let proxy = try StandIn(status: 502, "<html>secret</html>")
        #expect(await failure(proxy.url)?.message.contains("secret") == false)
        let page = try StandIn(status: 200, "<html>welcome</html>")
        let error = try #require(await failure(page.url))
        #expect(error.kind == .permanent && error.code == "answer")
        #expect(
            await failure(try StandIn(status: 400, #"{"error":"\#(String(repeating: "x", count: 9000))"}"#).url)
                .map { $0.message.count < 1000 } == true)
    }

    @Test func nobodyIsThere() async throws {
        let error = try #require(await failure("http://user:hunter2@127.0.0.1:1/prefix"))
        #expect(error.kind == .transient && error.subject == "Prometheus at 127.0.0.1:1")
        #expect(!"\(error)".contains("hunter2"))
    }

    @Test func noAnswerInTime() async throws {
        let server = try StandIn { _, _ in
            try? await Task.sleep(for: .seconds(600))
            return HTTPResponse(status: 200)
        }
        var settings = PrometheusSettings.patient
        settings.requestTimeout = .milliseconds(200)
        #expect(await failure(server.url, settings)?.kind == .transient)
    }

    @Test func tooLongAnAnswer() async throws {
        let server = try StandIn(status: 200, String(repeating: " ", count: 5000))
        var settings = PrometheusSettings.patient
        settings.responseLimit = 1000
        #expect(await failure(server.url, settings)?.kind == .permanent)
    }

    /// User, password and prefix reach the server; the expression comes as a form, whatever is in it.
    @Test func whatIsSent() async throws {
        let expression = #"sum(rate(a{b="ä +&=%"}[5m])) > 0"#
        let server = try StandIn { request, form in
            let isRight =
                request.path == "/a/b/api/v1/query" && request.method == "POST" && form["query"] == expression
                && request.headers["Authorization"] == "Basic dXNlcjpwOmFzcw==" && form["timeout"] == "180000ms"
            return isRight
                ? .success(["resultType": "scalar", "result": [1, "4.5"]]) : HTTPResponse(status: 404)
        }
        let url = "http://user:p%3Aass@" + server.url.dropFirst("http://".count) + "/a/b/"
        #expect(try await PrometheusMetrics(url: url, mesh: .istio, settings: .patient).value(of: expression) == 4.5)
    }

    @Test(arguments: [
        "", "prometheus:9090", "ftp://a", "http://", "https://user:pw@", "http://a b", "http://user:pa/ss@host",
        "http://host:9090/?a=b", "http://host/#x", "http://user:hunter2@host:port",
    ])
    func unusableAddresses(url: String) async throws {
        let error = try #require(await failure(url))
        #expect(
            error.kind == .permanent && !"\(error)".contains("pa/ss") && !"\(error)".contains("hunter2"), "\(error)")
    }

    @Test func theMomentIsSentExactly() async throws {
        let server = try StandIn { _, form in
            .success(["resultType": "scalar", "result": [1, .string(form["time"] ?? "none")]])
        }
        let api = PrometheusAPI(
            url: server.url, settings: .patient, client: PrometheusAPI.client(.patient))
        for (micros, text) in [
            (Int64(1_700_000_000_000_250), "1700000000.000250"), (0, "0.000000"), (-1_500_000, "-1.500000"),
            (.min, "-9223372036854.775808"),
        ] {
            let answer = try await api.query("x", at: Timestamp(microseconds: micros))
            #expect(try answer.element(1) == .string(text))
        }
        #expect(try await api.query("x", at: nil).element(1) == "none")
    }
}
