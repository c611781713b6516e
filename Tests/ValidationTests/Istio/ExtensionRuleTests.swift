import Testing

@testable import Validation

/// EnvoyFilters, Telemetry, WasmPlugins, ProxyConfigs.
@Suite struct ExtensionRuleTests {
    private static let lua =
        "{name: a, typed_config: {\"@type\": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}}"

    private static func patch(_ place: String, _ value: String) -> String {
        "{applyTo: \(place), patch: {operation: MERGE, value: \(value)}}"
    }
    private static func filter(_ type: String, _ fields: String) -> String {
        patch(
            "HTTP_FILTER",
            "{name: a, typed_config: {\"@type\": type.googleapis.com/envoy.extensions.filters.\(type), \(fields)}}")
    }

    private static func wasm(_ fields: String) -> String {
        filter(
            "http.wasm.v3.Wasm", "config: {configuration: {\"@type\": type.googleapis.com/google.protobuf.\(fields)}}")
    }
    private static let wrong = "HS3807 spec.configPatches[0].patch.value.typed_config.config.configuration"

    @Test(arguments: [
        Judged(patch("CLUSTER", "{lb_policy: ROUND_ROBBIN}"), "HS3807 spec.configPatches[0].patch.value.lb_policy"),
        Judged(patch("CLUSTER", "{lb_policy: LEAST_REQUEST, circuit_breakers: {thresholds: [{max_connections: 5}]}}")),
        Judged(
            patch("CLUSTER", "{circuitBreakers: {thresholds: [{maxConnections: many}, {priority: LOW}, {x: 1}]}}"),
            "HS3807 spec.configPatches[0].patch.value.circuitBreakers.thresholds[0].maxConnections",
            "HS3807 spec.configPatches[0].patch.value.circuitBreakers.thresholds[1].priority",
            "HS3808 spec.configPatches[0].patch.value.circuitBreakers.thresholds[2].x"),
        Judged(
            patch("CLUSTER", "{connect_timeout: soon, dns_refresh_rate: 500ms}"),
            "HS3807 spec.configPatches[0].patch.value.connect_timeout"),
        Judged(
            filter("http.lua.v3.Luaa", ""), "HS3807 spec.configPatches[0].patch.value.typed_config[\"@type\"]"),
        Judged(
            filter("http.luaa.v3.Lua", ""), "HS3807 spec.configPatches[0].patch.value.typed_config[\"@type\"]"),
        Judged(
            filter("http.lua.v3.Lua", "inline_code: 5"),
            "HS3807 spec.configPatches[0].patch.value.typed_config.inline_code"),
        Judged(
            filter("network.http_connection_manager.v3.HttpConnectionManager", "foo_bar: 1, server_name: a"),
            "HS3808 spec.configPatches[0].patch.value.typed_config.foo_bar"),
        Judged(
            patch("VIRTUAL_HOST", "{routes: [{match: {prefix: 5}}], retry_policy: {num_retries: -1}}"),
            "HS3807 spec.configPatches[0].patch.value.retry_policy.num_retries",
            "HS3807 spec.configPatches[0].patch.value.routes[0].match.prefix"),
        // Plain values as configurations stand under `value`.
        Judged(wasm("StringValue, value: '{}'")), Judged(wasm("Struct, value: {a: [1]}")),
        Judged(wasm("Value, value: null")), Judged(wasm("ListValue, value: [1]")), Judged(wasm("Empty")),
        Judged(wasm("BoolValue, value: true")), Judged(wasm("UInt32Value, value: 5")),
        Judged(wasm("Duration, value: 1.5s")),
        Judged(wasm("StringValue, value: {a: b}"), wrong + ".value"),
        Judged(wasm("Struct, value: text"), wrong + ".value"),
        Judged(wasm("StringValue"), wrong + ".value"), Judged(wasm("StringValue, value: a, valu: b"), wrong + ".valu"),
        Judged(wasm("BoolValue, value: 1"), wrong + ".value"), Judged(wasm("ListValue, value: {}"), wrong + ".value"),
        Judged(wasm("UInt32Value, value: -1"), wrong + ".value"),
        // What istiod's reader of messages needs of any configuration, wherever it stands.
        Judged(
            patch("HTTP_FILTER", "{name: x, typed_config: {a: b}}"),
            "HS3807 spec.configPatches[0].patch.value.typed_config[\"@type\"]"),
        Judged(
            patch("HTTP_FILTER", "{name: x, typed_config: {}}"),
            "HS3807 spec.configPatches[0].patch.value.typed_config[\"@type\"]"),
        Judged(
            patch("NETWORK_FILTER", "{name: x, typedConfig: {\"@type\": 5}}"),
            "HS3807 spec.configPatches[0].patch.value.typedConfig[\"@type\"]"),
        Judged(
            patch("VIRTUAL_HOST", "{typed_per_filter_config: {a: {b: c}}}"),
            "HS3807 spec.configPatches[0].patch.value.typed_per_filter_config.a[\"@type\"]"),
        Judged(patch("HTTP_FILTER", "{name: x, typed_config: null, config_discovery: {}}")),
        // One fault is told once, and a patch's faults hide no others of it.
        Judged(
            patch("CLUSTER", "{connectTimeout: 5s, connect_timeout: 5s}"),
            "HS3808 spec.configPatches[0].patch.value.connect_timeout"),
        Judged(patch("CLUSTER", "{connect_timeout: 5}"), "HS3807 spec.configPatches[0].patch.value.connect_timeout"),
        Judged(
            "{applyTo: HTTP_FILTER, match: {proxy: {proxyVersion: \"a++\"}, cluster: {}}, patch: {operation: "
                + "INSERT_FIRST, value: {nam: x, name: z, config_discovery: {}}}}",
            "HS3013 spec.configPatches[0].match.proxy.proxyVersion", "HS3802 spec.configPatches[0].match.cluster",
            "HS3808 spec.configPatches[0].patch.value.nam"),
        Judged("{patch: {}}", "HS3801 spec.configPatches[0].applyTo", "HS3801 spec.configPatches[0].patch.operation"),
        Judged(patch("CLUSTER", "{stats_matcher: {reject_all: true}, queuing_policies: {pending_rq_policy: {}}}")),
    ]) func patchesBelowTheFirstLevel(_ judged: Judged) {
        #expect(istio(.envoyFilter, "spec: {configPatches: [\(judged.spec)]}").sorted() == judged.found)
    }

    @Test func whatIsNotKnownOfEnvoyIsSaid() {
        func unchecked(_ patches: String...) -> [String] {
            let text =
                "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: a, namespace: b}\n"
                + "spec: {configPatches: [\(patches.joined(separator: ", "))]}"
            return Validator.validate(known(text)).unchecked.map { "\($0.path) \($0.what)" }
        }
        let other = Self.filter("http.sxg.v3alpha.SXG", "duration: 1s")
        #expect(
            unchecked(other, other) == [
                "spec.configPatches[0].patch.value.typed_config what is in it was not checked "
                    + "(envoy.extensions.filters.http.sxg.v3alpha.SXG), and 1 more such values"
            ])
        // A type that nobody knows may be wrong, though nothing stands beside it.
        for type in ["envoy.foo.v3.Bar", "envoy.extensions.filters.http.nosuchthing.v3.NoSuch", "google.foo.Bar"] {
            #expect(
                unchecked(Self.typed(type)) == [
                    "spec.configPatches[0].patch.value.typed_config what is in it was not checked (\(type))"
                ])
        }
        for type in ["envoy.extensions.filters.http.sxg.v3alpha.SXG", "google.protobuf.Empty"] {
            #expect(unchecked(Self.typed(type)).isEmpty)
        }
        #expect(unchecked(Self.filter("http.lua.v3.Lua", "inline_code: a")).isEmpty)
        #expect(unchecked(Self.patch("CLUSTER", "{lb_policy: RANDOM}")).isEmpty)
    }

    /// A TypedStruct is held to the type that it names, though istiod looks at nothing of it.
    @Test(arguments: ["udpa.type.v1", "xds.type.v3"]) func typedStructs(_ package: String) {
        func patch(_ url: String, _ value: String) -> String {
            Self.patch(
                "HTTP_FILTER",
                "{name: a, typed_config: {\"@type\": type.googleapis.com/\(package).TypedStruct, \(url), value: \(value)}}"
            )
        }
        func found(_ url: String, _ value: String) -> [String] {
            istio(.envoyFilter, "spec: {configPatches: [\(patch(url, value))]}")
        }
        let lua = "type_url: type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua"
        let place = "spec.configPatches[0].patch.value.typed_config"
        #expect(found(lua, "{inline_code: a}").isEmpty && found(lua, "{inlineCode: a}").isEmpty)
        #expect(found(lua, "{inline_coed: a}") == ["HS3811 \(place).value.inline_coed"])
        #expect(found(lua, "{inline_code: [a]}") == ["HS3811 \(place).value.inline_code"])
        #expect(found(lua.replacing("type_url", with: "typeUrl"), "{inline_code: a}").isEmpty)
        #expect(found(lua.replacing("v3.Lua", with: "v3.Lau"), "{}") == ["HS3811 \(place).type_url"])
        #expect(found("type: a", "{}") == ["HS3811 \(place).type_url"])
        // What is in others is not known.
        #expect(found("type_url: a/envoy.foo.v3.Bar", "{a: 1}") == ["HS3810 \(place).value"])
    }

    private static func typed(_ type: String) -> String {
        patch("HTTP_FILTER", "{name: a, typed_config: {\"@type\": type.googleapis.com/\(type)}}")
    }

    @Test(arguments: [
        ("envoy.config.cluster.v3.Clusterr", true), ("envoy.config.filter.http.lua.v3.Lua", true),
        ("envoy.config.clustr.v3.Cluster", true), ("envoy.config.cluster.v3.Cluster", false),
        ("envoy.config.trace.v3.OpenCensusConfig", false), ("envoy.extensions.filters.http.a2a.v3.A2A", false),
        ("xds.type.v3.TypedStruct", false), ("stats.PluginConfig", false),
    ]) func typesOfKnownPackages(_ type: String, isRefused: Bool) {
        #expect(
            istio(.envoyFilter, "spec: {configPatches: [\(Self.typed(type))]}").filter { $0.hasPrefix("HS3807") }
                == (isRefused ? ["HS3807 spec.configPatches[0].patch.value.typed_config[\"@type\"]"] : []))
    }

    @Test(arguments: [
        Judged("{applyTo: HTTP_FILTER, match: {listener: {}}, patch: {operation: ADD, value: \(lua)}}"),
        Judged(
            "{applyTo: CLUSTER, patch: {operation: MERGE, value: {connectTimeout: 1s, lb_policy: RANDOM, "
                + "health_checks: []}}}"
        ),
        Judged("{match: {context: WAYPOINT}}"),
        Judged("{}", "HS3801 spec.configPatches[0].applyTo", "HS3801 spec.configPatches[0].patch"),
        Judged("{applyTo: CLUSTER, patch: {operation: ADD}}", "HS3801 spec.configPatches[0].patch.value"),
        Judged(
            "{applyTo: HTTP_ROUTE, match: {cluster: {}}, patch: {operation: REMOVE}}",
            "HS3802 spec.configPatches[0].match.cluster"),
        Judged(
            "{applyTo: CLUSTER, match: {proxy: {proxyVersion: \"a++\"}}, patch: {operation: REMOVE}}",
            "HS3013 spec.configPatches[0].match.proxy.proxyVersion"),
        Judged(
            "{applyTo: CLUSTER, match: {proxy: {proxyVersion: \(String(repeating: "a", count: 1025))}}, "
                + "patch: {operation: REMOVE}}",
            "HS3806 spec.configPatches[0].match.proxy.proxyVersion"),
        Judged(
            "{applyTo: LISTENER, match: {listener: {filterChain: {filter: {name: envoy.tcp_proxy}}}}, "
                + "patch: {operation: REMOVE}}",
            "HS3804 spec.configPatches[0].match.listener.filterChain.filter",
            "HS3805 spec.configPatches[0].match.listener.filterChain.filter.name"),
        Judged(
            "{applyTo: NETWORK_FILTER, match: {listener: {filterChain: {filter: {name: a, subFilter: {name: "
                + "b}}}}}, patch: {operation: REMOVE}}",
            "HS3803 spec.configPatches[0].match.listener.filterChain.filter.subFilter"),
        Judged(
            "{applyTo: CLUSTER, patch: {operation: ADD, value: {name: [], filters: {}, x: 1}}}",
            "HS3807 spec.configPatches[0].patch.value.name", "HS3807 spec.configPatches[0].patch.value.filters",
            "HS3808 spec.configPatches[0].patch.value.x"),
        Judged(
            "{applyTo: CLUSTER, patch: {operation: ADD, value: {transport_socket: {name: a}, filters: "
                + "[{typed_config: {\"@type\": x/a.b}}]}}}",
            "HS3807 spec.configPatches[0].patch.value.filters[0].typed_config[\"@type\"]"),
        Judged(
            "{applyTo: CLUSTER, patch: {operation: ADD, value: {transportSocket: {name: a}}}}",
            "HS3809 spec.configPatches[0].patch.value.transportSocket"),
    ])
    func envoyFilters(_ judged: Judged) {
        #expect(istio(.envoyFilter, "spec: {configPatches: [\(judged.spec)]}").sorted() == judged.found)
    }

    @Test(arguments: [
        Judged(
            "{metrics: [{providers: [{name: a}], overrides: [{tagOverrides: {a: {value: b}, c: {operation: "
                + "REMOVE}}}]}]}"
        ),
        Judged("{accessLogging: [{providers: [{}]}]}", "HS3901 spec.accessLogging[0].providers[0].name"),
        Judged(
            "{tracing: [{providers: [{name: a}, {name: b}], randomSamplingPercentage: 101, customTags: {a: "
                + "{header: {}}}}, {}]}",
            "HS3902 spec.tracing", "HS3902 spec.tracing[0].providers",
            "HS3016 spec.tracing[0].randomSamplingPercentage",
            "HS3903 spec.tracing[0].customTags.a.header.name"),
        Judged(
            "{metrics: [{overrides: [{tagOverrides: {a: {}, b: {operation: REMOVE, value: c}}, match: "
                + "{customMetric: \"\"}}]}]}",
            "HS3903 spec.metrics[0].overrides[0].tagOverrides.a.value",
            "HS3903 spec.metrics[0].overrides[0].tagOverrides.b.value",
            "HS3903 spec.metrics[0].overrides[0].match.customMetric"),
    ])
    func telemetry(_ judged: Judged) { #expect(judged.findings(.telemetry) == judged.found) }

    @Test(arguments: [
        Judged(
            "{url: \"oci://a/b:v1\", sha256: \(String(repeating: "a", count: 64)), match: [{ports: [{number: 80}]}]}"),
        Judged("{url: a/b}"),
        Judged("{}", "HS3910 spec.url"), Judged("{url: \"ftp://a\"}", "HS3910 spec.url"),
        Judged(
            "{url: a, sha256: A, match: [{ports: "
                + "[{}]}]}", "HS3911 spec.sha256", "HS3002 spec.match[0].ports[0].number"),
        Judged(
            "{url: a, vmConfig: {env: [{name: b}, {name: b}, {}, {name: c, valueFrom: HOST, value: d}]}}",
            "HS3912 spec.vmConfig.env[1].name", "HS3912 spec.vmConfig.env[2].name", "HS3912 spec.vmConfig.env[3].value"),
    ])
    func wasmPlugins(_ judged: Judged) { #expect(judged.findings(.wasmPlugin) == judged.found) }

    @Test func filtersOfAccessLogs() {
        let path = "HS3904 spec.accessLogging[0].filter.expression"
        func found(_ filter: String) -> [String] { istio(.telemetry, "spec: {accessLogging: [{filter: \(filter)}]}") }
        #expect(found("{expression: 'a = b'}") == [path] && found("{}") == [path])
        #expect(found("{expression: ''}") == [path])
        #expect(found("{expression: a == b}").isEmpty && found("null").isEmpty && found("{expression: 5}").isEmpty)
    }

    @Test func proxyConfigs() {
        #expect(istio(.proxyConfig, "spec: {concurrency: 0}").isEmpty)
        #expect(istio(.proxyConfig, "spec: {concurrency: -1}") == ["HS3016 spec.concurrency"])
    }

    /// By istiod's `ValidateTrafficExtension`.
    @Test(arguments: [
        Judged("{lua: {inlineCode: x}}"), Judged("{lua: {inlineCode: x}, selector: {}}", "HS3009 spec.selector"),
        Judged(
            "{lua: {inlineCode: x}, targetRefs: [{kind: Pod, name: x}]}", "HS3011 spec.targetRefs[0].kind"),
        Judged("{lua: {inlineCode: x}, wasm: {url: 'oci://a'}}", "HS3913 spec"), Judged("{}", "HS3913 spec"),
        Judged("{lua: {inlineCode: ''}}", "HS3913 spec.lua.inlineCode"),
        Judged("{wasm: {url: 'ftp://a', sha256: x}}", "HS3910 spec.wasm.url", "HS3911 spec.wasm.sha256"),
        Judged("{lua: {inlineCode: \(String(repeating: "ä", count: 33_000))}}", "HS3913 spec.lua.inlineCode"),
    ]) func trafficExtensions(_ judged: Judged) {
        #expect(judged.findings(.trafficExtension) == judged.found)
    }

    @Test func trafficExtensionsAreNotTriedOut() {
        #expect(
            istio(
                .trafficExtension,
                "metadata: {annotations: {istio.io/dry-run: 'true'}}\nspec: {lua: {inlineCode: x}}")
                == ["HS3018 metadata.annotations[\"istio.io/dry-run\"]"])
    }
}
