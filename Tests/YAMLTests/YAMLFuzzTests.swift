import Domain
import Testing
import YAML

@Suite struct YAMLFuzzTests {
    private let sample = Array(
        """
        # VirtualService
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: &meta {name: reviews, labels: {"a/b": 'c'}}
        spec:
          <<: *meta
          hosts: [reviews, "*.x"]
          http:
          - match:
            - headers: {end-user: {exact: jason}}
            route: &r
            - destination: {host: reviews, subset: v2}
              weight: !!int "50"
          - route: *r
            timeout: 0.5s
          note: |+
            text
             more

          fold: >-
            a
            b
        ---
        - 1e3
        - ? x
          : ~
        """.utf8)

    /// Nothing that mutated text can hold may trap; what is read can be written and read again.
    @Test(arguments: [31, 32, 33, 34] as [UInt64])
    func mutatedTextIsReadOrRefused(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pieces = Array("{}[]\",:\\ \n-?|>&*!%@`#'~<=\t01eé\u{0}".utf8) + [0xFF, 0xC2, 0xEF]
        for round in 0..<1_500 {
            var bytes = sample
            for _ in 0...Int.random(in: 0..<6, using: &random) {
                let place = Int.random(in: 0..<max(bytes.count, 1), using: &random)
                let other = Int.random(in: place...min(bytes.count, place + 20), using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.insert(pieces.randomElement(using: &random) ?? 0, at: place)
                case 1: bytes.removeSubrange(place..<other)
                case 2: bytes.insert(contentsOf: bytes[place..<other], at: Int.random(in: 0...place, using: &random))
                default: if place < bytes.count { bytes[place] = pieces.randomElement(using: &random) ?? 0 }
                }
            }
            guard let documents = try? YAMLParser.documents(bytes) else { continue }
            for document in documents {
                let again = try YAMLParser.documents(YAMLWriter.text(of: document.value))
                #expect(again.map(\.value) == [document.value], "seed \(seed), round \(round)")
            }
        }
    }
}
