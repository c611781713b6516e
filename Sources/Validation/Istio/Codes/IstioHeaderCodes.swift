/// HS3143: what istiod takes of headers, and Envoy does not.
extension FindingCode {
    static let headerVariable = FindingCode(
        "HS3143", .warning, "The value of a header has a variable that Envoy does not know",
        page: .init(
            why:
                "istiod takes it. Envoy refuses all routes of the proxy for it: they stay as they were, and new proxies have none.",
            example: """
                spec:
                  http:
                  - headers: {request: {set: {x-from: "%FOO%"}}}
                """,
            mend: "Write a variable of Envoy's, e.g. %HOSTNAME%; a percent sign is %%."))
}
