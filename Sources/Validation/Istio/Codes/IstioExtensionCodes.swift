/// HS39xx: Telemetry and WasmPlugins.
extension FindingCode {
    static let istioExtensionCodes: [FindingCode] = [
        telemetryProvider, severalTracings, telemetryTag, logFilter, moduleAddress, moduleSetting, moduleEnvironment,
        extensionCode,
    ]

    static let telemetryProvider = FindingCode(
        "HS3901", .error, "A provider of telemetry has no name",
        page: .init(
            why: "Nothing would be sent anywhere. istiod's webhook refuses the object.",
            example: """
                spec:
                  metrics:
                  - providers: [{}]
                """,
            mend: "Name an extension provider of the mesh."))
    static let severalTracings = FindingCode(
        "HS3902", .warning, "Telemetry has several tracings, or several providers of one",
        page: .init(
            why: "Istio uses the first only, and warns of it.",
            example: """
                spec:
                  tracing:
                  - providers: [{name: zipkin}, {name: otel}]
                """,
            mend: "Keep one."))
    static let telemetryTag = FindingCode(
        "HS3903", .error, "A tag or a metric of telemetry has no name or no value",
        page: .init(
            why: "There is nothing to report. istiod's webhook refuses the object.",
            example: """
                spec:
                  tracing:
                  - customTags: {version: {literal: {value: ""}}}
                """,
            mend: "Give it a value; a tag that is removed has none."))
    static let logFilter = FindingCode(
        "HS3904", .error, "The filter of an access log is no expression of CEL",
        page: .init(
            why:
                "istiod's webhook reads the expression and refuses the object where it cannot, also where it is empty. "
                + "Equality is `==`; `has()` takes a field (`has(a.b)`), so what a map holds is asked with `in`.",
            example: """
                spec:
                  accessLogging:
                  - filter: {expression: "response.code = 500 || has(request.headers['x-debug'])"}
                """,
            mend: "Write `response.code == 500 || 'x-debug' in request.headers`."))
    static let moduleAddress = FindingCode(
        "HS3910", .error, "The url of a Wasm module is missing, or of a scheme that Istio does not fetch",
        page: .init(
            why: "The module could not be loaded. istiod's webhook refuses the object.",
            example: """
                spec:
                  url: ftp://shop.example/filter.wasm
                """,
            mend: "Write oci://, https://, http:// or file://."))
    static let moduleSetting = FindingCode(
        "HS3911", .error, "A Wasm module has a sum or a name that cannot be",
        page: .init(
            why: "The module could not be checked or found. istiod's webhook refuses the object.",
            example: """
                spec:
                  url: oci://shop.example/filter
                  sha256: abc
                """,
            mend: "Write 64 digits of 0-9a-f, and short names."))
    static let moduleEnvironment = FindingCode(
        "HS3912", .error, "A variable of a WasmPlugin has no name of its own, or two values",
        page: .init(
            why: "The module could not tell which one counts. istiod's webhook refuses the object.",
            example: """
                spec:
                  url: oci://shop.example/filter
                  vmConfig:
                    env: [{name: A, valueFrom: HOST, value: b}]
                """,
            mend: "Give each variable its own name, and one value."))
    static let extensionCode = FindingCode(
        "HS3913", .error, "A TrafficExtension has no code of its own, or too much of it",
        page: .init(
            why: "It is a Wasm module or a script in Lua of at most 64 KiB. istiod's webhook refuses anything else.",
            example: """
                apiVersion: extensions.istio.io/v1alpha1
                kind: TrafficExtension
                spec:
                  lua: {inlineCode: ""}
                """,
            mend: "Give either wasm or lua.inlineCode."))
}
