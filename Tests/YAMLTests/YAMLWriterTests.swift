import Domain
import Testing
import YAML

@Suite struct YAMLWriterTests {
    @Test func objectLooksAsPeopleWriteIt() {
        let value: JSONValue = [
            "spec": [
                "hosts": ["reviews", "*.example.com"],
                "http": [["route": [["weight": 90], ["weight": 10]], "timeout": "5s"]],
                "empty": [:], "none": [], "deep": [[1, [2]], []], "on": "on",
            ],
            "kind": "VirtualService", "apiVersion": "networking.istio.io/v1",
            "metadata": [
                "labels": ["version": "1.10", "app": "reviews"], "namespace": "default", "name": "reviews",
                "annotations": ["script": "line 1\n  line 2\n", "note": "a: b", "cut": "a\n\nb"],
            ], "zone": nil, "status": 1.5,
        ]
        let expected = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: reviews
              namespace: default
              annotations:
                cut: |-
                  a

                  b
                note: "a: b"
                script: |
                  line 1
                    line 2
              labels:
                app: reviews
                version: "1.10"
            spec:
              deep:
              - - 1
                - - 2
              - []
              empty: {}
              hosts:
              - reviews
              - "*.example.com"
              http:
              - route:
                - weight: 90
                - weight: 10
                timeout: 5s
              none: []
              "on": "on"
            status: 1.5
            zone: null

            """
        #expect(YAMLWriter.text(of: value) == expected)
        #expect(YAMLWriter.text(ofDocuments: [1, "a"]) == "1\n---\na\n")
    }

    @Test(arguments: [
        "", " ", "y", "No", "TRUE", "null", "~", "1", "1.5", "0x1F", "1e3", "1:30", "2024-01-01", "1_0", ".inf", "+1",
        "-", "- a", "#a",
        "a #b", "a: b", "a:", ":a", "*", "&a", "!a", "%a", "@a", "`a", "?", "? a", "|", ">", "{a}", "[a]", "a,b", "'a'",
        "\"a\"", "=", "<<",
        "---", "...", "a\tb", "é", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{FFFF}", "\u{7F}", "😀", "\n", "\n\n", "a\n",
        "a\n\n", " a\nb",
        "a\n b", "a\n \nb", "a\nb ", "a\r\nb", "\na", "a\n\tb", "a\n#b\n", "a\n---\nb", "a\n", "10ms", "1d", "0b1",
        "12e", "a b", "/a", "a%",
        "\ta\nb", "a\n\t\nb",
    ])
    func textStaysThatText(_ text: String) throws {
        let value: JSONValue = ["k": .string(text), "l": [.string(text), [.string(text)]], "m": .object([text: 1])]
        let written = YAMLWriter.text(of: value)
        #expect(try YAMLParser.documents(written).map(\.value) == [value], "\(written)")
        #expect(try YAMLParser.documents(YAMLWriter.text(of: .string(text))).map(\.value) == [.string(text)])
    }

    @Test func longKeysAreWrittenTheLongWay() throws {
        let key = String(repeating: "k", count: 3_000)
        let value: JSONValue = ["a": .object([key: ["b": [1]]]), "c": [.object([key: [1], "z": "x\ny"])]]
        #expect(try YAMLParser.documents(YAMLWriter.text(of: value)).map(\.value) == [value])
    }

    @Test(arguments: [21, 22, 23] as [UInt64])
    func writtenValuesAreReadBack(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for round in 0..<500 {
            let value = JSONValue.random(depth: 5, using: &random)
            let text = YAMLWriter.text(of: value)
            #expect(try YAMLParser.documents(text).map(\.value) == [value], "seed \(seed), round \(round):\n\(text)")
            #expect(
                try YAMLParser.documents(JSONValue.array([value]).jsonText).map(\.value) == [[value]],
                "seed \(seed), round \(round)")
        }
    }
}
