import Domain

/// When a host is taken out because it fails.
enum OutlierDetection {
    static func check(_ detection: Field, warns: Bool) -> [Remark] {
        guard detection.value.object != nil else { return [] }
        var remarks = Durations.check(detection["baseEjectionTime"]) + Durations.check(detection["interval"])
        let (old, local) = (detection["consecutiveErrors"], detection["consecutiveLocalOriginFailures"])
        if warns, old.whole != 0 {
            remarks.append(
                Remark(
                    .deprecatedSetting, old, "is deprecated",
                    hint: "use consecutive5xxErrors or consecutiveGatewayErrors"))
        }
        if local.whole > 0, !detection["splitExternalLocalOriginErrors"].flag {
            remarks.append(
                Remark(
                    .outlierSetting, local, "counts local failures, which are not told apart here",
                    hint: "set splitExternalLocalOriginErrors: true"))
        }
        return remarks + Numbers.check(percent: detection["maxEjectionPercent"])
            + Numbers.check(percent: detection["minHealthPercent"])
    }
}

/// Bounds of connections and requests. DestinationRules and Sidecars have them.
enum ConnectionPool {
    static func check(_ pool: Field) -> [Remark] {
        guard pool.value.object != nil else { return [] }
        if !pool["http"].isGiven, !pool["tcp"].isGiven {
            return [Remark(.emptyTrafficPolicy, pool, "sets nothing", hint: "give http or tcp, or leave it out")]
        }
        return httpRemarks(pool["http"]) + tcpRemarks(pool["tcp"])
    }

    private static func httpRemarks(_ http: Field) -> [Remark] {
        guard http.value.object != nil else { return [] }
        let bounds = [
            "http1MaxPendingRequests", "http2MaxRequests", "maxRequestsPerConnection", "maxRetries",
            "maxConcurrentStreams",
        ]
        var remarks = Numbers.check(notNegative: bounds.map { http[$0] }) + Durations.check(http["idleTimeout"])
        if http["h2UpgradePolicy"].string == "UPGRADE", http["useClientProtocol"].flag {
            remarks.append(
                Remark(
                    .exclusiveSettings, http["useClientProtocol"], "cannot stand beside h2UpgradePolicy UPGRADE",
                    hint: "either keep the client's protocol or upgrade it"))
        }
        let keepAlive = http["http2KeepAlive"]
        guard keepAlive.value.object != nil else { return remarks }
        for name in ["interval", "timeout"] {
            let field = keepAlive[name]
            remarks += .when(
                !field.isGiven, .missingSetting, field, "is missing", hint: "give both interval and timeout")
            remarks += Durations.check(field)
        }
        return remarks
    }

    private static func tcpRemarks(_ tcp: Field) -> [Remark] {
        guard tcp.value.object != nil else { return [] }
        var remarks = Numbers.check(notNegative: [tcp["maxConnections"]])
        remarks += Durations.check(tcp["connectTimeout"]) + Durations.check(tcp["maxConnectionDuration"])
        // No time at all switches it off.
        remarks += Durations.check(tcp["idleTimeout"], mayBeZero: true)
        let keepAlive = tcp["tcpKeepalive"]
        return remarks + Durations.check(keepAlive["time"]) + Durations.check(keepAlive["interval"])
    }
}
