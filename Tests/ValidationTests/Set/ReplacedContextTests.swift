import Testing
import YAML

@testable import Validation

/// A judged document stands in for its own version among what it is judged beside.
@Suite struct ReplacedContextTests {
    private func gateway(_ host: String, isJudged: Bool) throws -> KnownObject {
        let text = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: edge, namespace: shop}
            spec: {selector: {a: b}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [\(host)]}]}
            """
        return KnownObject(try YAMLParser.documents(text)[0].value, isJudged: isJudged)
    }

    @Test func theLiveVersionIsNoTwin() throws {
        let both = [try gateway("new.example", isJudged: true), try gateway("old.example", isJudged: false)]
        for objects in [both, both.reversed()] {
            let set = ValidationSet(objects)
            #expect(Validator.validate(set).findings.filter { $0.code == .twinObject }.isEmpty)
            #expect(set.objects(.gateway).map(\.isJudged) == [true])
            #expect(set.judged.count == 1)
        }
        let twice = [try gateway("new.example", isJudged: true), try gateway("newer.example", isJudged: true)]
        let found = Validator.validate(ValidationSet(both + twice)).findings.filter { $0.code == .twinObject }
        #expect(found.count == 3)
    }
}
