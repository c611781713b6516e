import Domain
import Ports
import Testing

@testable import Prometheus

/// Answers as text, read without a server.
@Suite struct AnswerTests {
    private func answer(_ text: String, list: String = "result") throws(PortError) -> PrometheusAnswer {
        try PrometheusAnswer(Array(text.utf8), list: list, subject: "Prometheus at here")
    }

    private func series(_ text: String) throws -> [Series] {
        var all: [Series] = []
        try answer(text).forEachSeries { all.append($0) }
        return all
    }

    @Test func aVector() throws {
        let all = try series(
            #"""
            {"status":"success","data":{"resultType":"vector","result":[
              {"metric":{"pod":"a","odd":"],}[{\"result\":\\"},"value":[1700000000.1,"1.5"]},
              {"metric":{},"value":[1700000000.1,"2e-3"]} ]}}
            """#)
        #expect(all.map(\.value) == [1.5, 0.002])
        #expect(all[0]["odd"] == #"],}[{"result":\"#)
        #expect(all[0]["pod"] == "a" && all[0]["none"] == "" && all[0].pod == nil)
    }

    @Test func whatIsNoNumberIsLeftOut() throws {
        let values = [#""NaN""#, #""+Inf""#, #""-Inf""#, #""five""#, "null", "7", #""8""#]
        let elements = values.map { #"{"metric":{},"value":[1,\#($0)]}"# }.joined(separator: ",")
        let more = #",{"metric":{}},{"value":[1,"9"]},5,{"metric":{},"value":"10"}"#
        let text = #"{"status":"success","data":{"resultType":"vector","result":[\#(elements)\#(more)]}}"#
        #expect(try series(text).map(\.value) == [7, 8])
    }

    @Test func emptyAndScalar() throws {
        #expect(try series(#"{"status":"success","data":{"resultType":"vector","result":[ ]}}"#).isEmpty)
        let scalar = try answer(#"{"status":"success","data":{"resultType":"scalar","result":[1,"-Inf"]}}"#)
        #expect(scalar.kind == .scalar)
        #expect(try scalar.element(1) == "-Inf")
        #expect(throws: PortError.self) { try scalar.element(2) }
    }

    /// A member of the same name elsewhere is another one, and what follows the list is read too.
    @Test func theListIsFoundWhereItIs() throws {
        let found = try answer(
            #"{"result":[1],"status":"success","data":{"x":{"result":[1,2]},"resultType":"vector","result":[3]},"warnings":[]}"#
        )
        #expect(found.count == 1)
        #expect(try found.element(0) == 3)
        #expect(found.envelope["warnings"] == [])
    }

    @Test(arguments: [
        "", "<html>", "{}", "[]", #"{"status":"error"}"#, #"{"status":"success","data":{"resultType":"streams"}}"#,
        #"{"status":"success","data":{"resultType":"vector","result":[1,2"#, #"{"status":"success","data":{"result":["#,
        #"{"status":"success","data":{"result":["\"#, #"{"status":"success","data":{"result"#,
        #"{"status":"success","data":{"resultType":"vector","result":[}]}}"#,
        #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,]}]}}"#,
        #"{"status":"success","data":{"resultType":"vector","result":[{},]}}"#,
    ])
    func whatIsNoAnswer(text: String) {
        #expect(throws: PortError.self) { _ = try series(text) }
    }

    /// Cut anywhere, or with any byte replaced, an answer is read or refused, and nothing else happens.
    @Test func damagedAnswersDoNoHarm() throws {
        let whole = Array(
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"\"b"},"value":[1,"2"]},{}]}}"#
                .utf8)
        for end in whole.indices {
            _ = try? PrometheusAnswer(Array(whole[..<end]), list: "result", subject: "").forEachSeries { _ in }
            for byte in #"{}[]",:\ "#.utf8 {
                var damaged = whole
                damaged[end] = byte
                _ = try? PrometheusAnswer(damaged, list: "result", subject: "").forEachSeries { _ in }
            }
        }
    }

    @Test(arguments: [
        ("15s", Duration.seconds(15)), ("1m30s", .seconds(90)), ("500ms", .milliseconds(500)), ("1h", .seconds(3600)),
        ("1d", .seconds(86_400)), ("1w", .seconds(604_800)), ("1y", .seconds(31_536_000)),
        ("", nil), ("0s", nil), ("5", nil), ("s", nil), ("1.5s", nil), ("-1s", nil), ("1x", nil), ("٣s", nil),
        ("9223372036854775807y", nil), ("99999999999999999999s", nil),
    ])
    func durations(text: String, expected: Duration?) {
        #expect(PrometheusDuration.parse(text) == expected)
    }

    @Test func theGlobalInterval() {
        let text =
            "global:\n  scrape_timeout: 10s\n  scrape_interval: 1m\n  evaluation_interval: 1m\nscrape_configs:\n- job_name: x\n  scrape_interval: 5s\n"
        #expect(ScrapeInterval.global(text) == .seconds(60))
        #expect(ScrapeInterval.global("scrape_configs:\n- job_name: x\n  scrape_interval: 5s\n") == nil)
        #expect(ScrapeInterval.global("global:\n  scrape_interval: soon\n") == nil)
        #expect(ScrapeInterval.global("") == nil)
    }

    @Test(arguments: [
        ("outbound|8080|v1|reviews.default.svc.cluster.local", "default", "reviews", "v1"),
        ("outbound|80||reviews.default.svc.corp.example;", "default", "reviews", ""),
        ("outbound|443|tls|api.example.com", "", "api.example.com", "tls"),
    ])
    func upstreamClusters(name: String, namespace: String, service: String, subset: String) {
        let expected = TrafficSnapshot.SubsetKey(
            service: ServiceName(namespace: namespace, name: service), subset: subset)
        #expect(UpstreamCluster.subset(name) == expected)
    }

    @Test(arguments: ["", "inbound|8080||", "xds-grpc", "outbound|80|v1", "outbound|80|v1|", "outbound|1|2|3|4", ";"])
    func otherClusters(name: String) {
        #expect(UpstreamCluster.subset(name) == nil)
    }
}
