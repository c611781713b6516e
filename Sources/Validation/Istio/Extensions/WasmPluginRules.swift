import Domain

/// WasmPlugin: where the module comes from, what it is given, which traffic it sees.
enum WasmPluginRules {
    static let family = RuleFamily.istio(
        "wasm-plugin", [.wasmPlugin],
        codes: PolicyTargets.codes + moduleCodes + [.portOutOfRange]
    ) { _, spec in PolicyTargets.check(spec) + module(spec) + traffic(spec) }

    static let moduleCodes: [FindingCode] = [.moduleAddress, .moduleSetting, .moduleEnvironment]

    /// - Parameter holder: What says which module is loaded, and how.
    static func module(_ holder: Field) -> [Remark] {
        addressRemarks(holder["url"]) + settingRemarks(holder) + environmentRemarks(holder["vmConfig"]["env"])
    }

    /// The ports whose traffic is seen.
    static func traffic(_ spec: Field) -> [Remark] {
        spec["match"].elements.flatMap { $0["ports"].elements }.flatMap { Ports.check($0["number"]) }
    }

    private static let schemes: Set<String> = ["", "file", "http", "https", "oci"]

    private static func addressRemarks(_ field: Field) -> [Remark] {
        guard let text = field.string, !text.isEmpty else {
            return .when(
                field.isEmpty, .moduleAddress, field, "is missing", hint: "write oci://, https://, http:// or file://")
        }
        guard let url = URLSyntax(text, isRequest: true) ?? URLSyntax("http://" + text, isRequest: true) else {
            return [Remark(.moduleAddress, field, "is no URL", hint: "write oci://, https://, http:// or file://")]
        }
        return .when(
            !schemes.contains(url.scheme), .moduleAddress, field, "has the scheme '\(url.scheme)'",
            hint: "write oci://, https://, http:// or file://")
    }

    private static func settingRemarks(_ holder: Field) -> [Remark] {
        let sum = holder["sha256"]
        let isSum =
            sum.text.utf8.count == 64
            && sum.text.utf8.allSatisfy { $0.hexValue != nil && !($0.isLetter && $0 & 0x20 == 0) }
        var remarks: [Remark] = .when(
            !sum.text.isEmpty && !isSum, .moduleSetting, sum, "is no SHA-256 sum", hint: "write 64 digits of 0-9a-f")
        for (name, limit) in [("imagePullSecret", 253), ("pluginName", 256)] {
            let field = holder[name]
            remarks += .when(
                field.text.utf8.count > limit, .moduleSetting, field, "is longer than \(limit) characters",
                hint: "shorten it")
        }
        return remarks
    }

    private static func environmentRemarks(_ list: Field) -> [Remark] {
        var names: Set<String> = []
        return list.elements.flatMap { variable -> [Remark] in
            guard variable.value.object != nil else { return [] }
            let (name, value) = (variable["name"], variable["value"])
            let fault: String? =
                if name.isEmpty {
                    "is missing"
                } else if name.text.utf8.count > 256 {
                    "is longer than 256 characters"
                } else { names.insert(name.text).inserted ? nil : "is that of an earlier variable" }
            return .of(.moduleEnvironment, name, fault, hint: "give each variable a name of its own")
                + .when(
                    !["", "INLINE"].contains(variable["valueFrom"].text) && !value.isEmpty, .moduleEnvironment, value,
                    "is given, though the value comes from elsewhere", hint: "leave it out, or drop valueFrom")
        }
    }
}
