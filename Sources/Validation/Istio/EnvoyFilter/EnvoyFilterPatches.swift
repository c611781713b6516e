import Domain

/// The patches of an EnvoyFilter: that they are whole, and match what they are applied to.
enum EnvoyFilterPatches {
    static let family = RuleFamily.istio(
        "envoy-filter", [.envoyFilter],
        codes: [
            .selectorLabel, .emptySelector, .incompletePatch, .proxyVersion, .regularExpression, .patchMatch,
            .filterMatch, .uselessFilterMatch, .deprecatedFilterName, .patchValue, .unknownPatchField,
            .typedConfigMissing, .unknownPatchType, .typedStructValue,
        ]
    ) { _, spec in
        var bodies = PatchBodies()
        return Selectors.check(spec["workloadSelector"], labels: "labels")
            + spec["configPatches"].elements.flatMap { check($0, &bodies) } + bodies.unknown
    }

    /// Istio stops at a patch's first fault; the others are faults all the same.
    private static func check(_ patch: Field, _ bodies: inout PatchBodies) -> [Remark] {
        // Istio does not look at patches for waypoints yet.
        guard patch.value.object != nil, patch["match"]["context"].string != "WAYPOINT" else { return [] }
        return missing(patch) + version(patch["match"]["proxy"]["proxyVersion"]) + EnvoyFilterMatches.check(patch)
            + PatchValues.check(patch["patch"]["value"], patch["applyTo"].text, &bodies)
    }

    private static func version(_ version: Field) -> [Remark] {
        if version.text.utf8.count > 1024 {
            return [
                Remark(
                    .proxyVersion, version, "is longer than 1024 characters, and Istio does not look at it",
                    hint: "shorten it")
            ]
        }
        return version.text.isEmpty
            ? [] : .of(.regularExpression, version, Expressions.fault(version.text), hint: "e.g. ^1\\.27.*")
    }

    private static func missing(_ patch: Field) -> [Remark] {
        let (place, change) = (patch["applyTo"], patch["patch"])
        let (operation, value) = (change["operation"], change["value"])
        var missing = ["", "INVALID"].contains(place.text) ? [place] : []
        if !change.isGiven {
            missing.append(change)
        } else if ["", "INVALID"].contains(operation.text) {
            missing.append(operation)
        } else if operation.text != "REMOVE", !value.isGiven {
            missing.append(value)
        }
        return missing.map {
            Remark(.incompletePatch, $0, "is missing", hint: "say what is patched, how, and with what")
        }
    }
}

/// What a patch matches must be of the class that it is applied to.
enum EnvoyFilterMatches {
    private static let objects = ["listener", "routeConfiguration", "cluster", "waypoint"]
    private static let manager = "envoy.filters.network.http_connection_manager"

    static func check(_ patch: Field) -> [Remark] {
        let (place, match) = (patch["applyTo"].text, patch["match"])
        guard let wanted = wanted(place), let given = objects.first(where: { match[$0].isGiven }) else {
            return []
        }
        if given != wanted {
            return [
                Remark(
                    .patchMatch, match[given], "does not match what \(place) changes",
                    hint: "match by \(wanted), or leave it out")
            ]
        }
        return wanted == "listener" ? check(filter: match["listener"]["filterChain"]["filter"], place) : []
    }

    private static func wanted(_ place: String) -> String? {
        switch place {
        case "LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER": "listener"
        case "ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE": "routeConfiguration"
        case "CLUSTER": "cluster"
        default: nil
        }
    }

    private static func check(filter: Field, _ place: String) -> [Remark] {
        guard filter.value.object != nil else { return [] }
        var remarks: [Remark] = .when(
            place == "LISTENER" || place == "FILTER_CHAIN", .uselessFilterMatch, filter, "means nothing for \(place)",
            hint: "leave it out")
        let (name, sub) = (filter["name"], filter["subFilter"])
        let fault: (Field, String)? =
            if name.text.isEmpty {
                (name, "is missing")
            } else if !sub.isGiven {
                nil
            } else if place != "HTTP_FILTER" {
                (sub, "is known to HTTP_FILTER only")
            } else if name.text != manager, name.text != "envoy.http_connection_manager" {
                (name, "is '\(name.text)', and only \(manager) has filters of its own")
            } else { sub["name"].text.isEmpty ? (sub["name"], "is missing") : nil }
        if let (field, message) = fault {
            return remarks + [Remark(.filterMatch, field, message, hint: "name the filter that is looked for")]
        }
        for field in [name, sub["name"]] {
            guard let newer = FilterNames.replacements[field.text] else { continue }
            remarks.append(Remark(.deprecatedFilterName, field, "is the old name of a filter", hint: "write \(newer)"))
        }
        return remarks
    }
}

/// Names of Envoy's filters that are no longer used, with those that are.
enum FilterNames {
    static let replacements: [String: String] = {
        var names = [
            "envoy.csrf": "envoy.filters.http.csrf", "envoy.http_dynamo_filter": "envoy.filters.http.dynamo",
            "envoy.rate_limit": "envoy.filters.http.ratelimit", "envoy.ext_authz": "envoy.filters.http.ext_authz",
        ]
        let http = [
            "buffer", "cors", "fault", "grpc_http1_bridge", "grpc_json_transcoder", "grpc_web", "gzip", "health_check",
            "ip_tagging", "lua", "router", "squash",
        ]
        for name in http { names["envoy.\(name)"] = "envoy.filters.http.\(name)" }
        for name in ["http_inspector", "original_dst", "original_src", "proxy_protocol", "tls_inspector"] {
            names["envoy.listener.\(name)"] = "envoy.filters.listener.\(name)"
        }
        for name in [
            "client_ssl_auth", "http_connection_manager", "mongo_proxy", "ratelimit", "redis_proxy", "tcp_proxy",
        ] {
            names["envoy.\(name)"] = "envoy.filters.network.\(name)"
        }
        return names
    }()
}
