import Domain

/// TrafficExtension: a Wasm module or a script in Lua, for workloads or objects.
enum TrafficExtensionRules {
    static let family = RuleFamily.istio(
        "traffic-extension", [.trafficExtension],
        codes: PolicyTargets.codes + WasmPluginRules.moduleCodes + [.extensionCode, .portOutOfRange]
    ) { _, spec in
        let (wasm, lua) = (spec["wasm"], spec["lua"])
        let choice: [Remark] = .when(
            wasm.isGiven == lua.isGiven, .extensionCode, spec,
            wasm.isGiven ? "has both wasm and lua" : "has neither wasm nor lua", hint: "give one of them")
        return PolicyTargets.check(spec) + choice + (wasm.isGiven ? WasmPluginRules.module(wasm) : [])
            + (lua.isGiven ? script(lua["inlineCode"]) : []) + WasmPluginRules.traffic(spec)
    }

    /// istiod counts bytes.
    private static let mostBytes = 65_536

    private static func script(_ code: Field) -> [Remark] {
        if code.isEmpty { return [Remark(.extensionCode, code, "is missing", hint: "write the script")] }
        return .when(
            code.text.utf8.count > mostBytes, .extensionCode, code, "is longer than \(mostBytes) bytes",
            hint: "shorten it, or make a module of it")
    }
}
