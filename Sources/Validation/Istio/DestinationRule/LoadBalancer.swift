import Domain

/// How requests are spread over the endpoints of a host.
struct LoadBalancer {
    /// Whether failing endpoints are noticed, without which there is no failover.
    let detectsOutliers: Bool
    /// Whether Istio warns of anything here.
    let warns: Bool

    func check(_ settings: Field) -> [Remark] {
        guard settings.value.object != nil else { return [] }
        let (locality, zone) = (settings["localityLbSetting"], settings["zoneAwareLbSetting"])
        var remarks = hashRemarks(settings["consistentHash"])
        if locality.isGiven, zone.isGiven {
            remarks.append(
                Remark(.exclusiveSettings, zone, "cannot stand beside localityLbSetting", hint: "keep one of the two"))
        }
        let localities = LocalityBalancing(detectsOutliers: detectsOutliers, warns: warns)
        return remarks + localities.check(locality) + localities.check(zone: zone) + warmupRemarks(settings["warmup"])
    }

    private func hashRemarks(_ hash: Field) -> [Remark] {
        guard hash.value.object != nil else { return [] }
        var remarks = cookieRemarks(hash["httpCookie"]) + tableRemarks(hash["maglev"])
        let size = hash["minimumRingSize"]
        guard size.whole != 0 else { return remarks }
        if warns {
            remarks.append(Remark(.deprecatedSetting, size, "is deprecated", hint: "use ringHash.minimumRingSize"))
        }
        if hash["maglev"].isGiven || hash["ringHash"].isGiven {
            remarks.append(
                Remark(.exclusiveSettings, size, "cannot stand beside ringHash or maglev", hint: "keep one of them"))
        }
        return remarks
    }

    private func cookieRemarks(_ cookie: Field) -> [Remark] {
        guard cookie.value.object != nil else { return [] }
        var remarks: [Remark] = .when(
            cookie["name"].isEmpty, .missingSetting, cookie["name"], "is missing", hint: "name the cookie")
        var names: Set<String> = []
        for attribute in cookie["attributes"].elements where attribute.value.object != nil {
            let name = attribute["name"]
            if name.isEmpty {
                remarks.append(Remark(.missingSetting, name, "is missing", hint: "name the attribute of the cookie"))
            } else if !names.insert(name.text).inserted {
                remarks.append(
                    Remark(.loadBalancerSetting, name, "is given a second time", hint: "give each attribute once"))
            }
        }
        return remarks
    }

    /// The size of Maglev's table: a prime number.
    private func tableRemarks(_ maglev: Field) -> [Remark] {
        guard maglev.value.object != nil else { return [] }
        let size = maglev["tableSize"]
        let limit: Int64 = 5_000_011
        let fault: String? =
            if size.whole == 0 { "is missing" } else if size.whole >= limit {
                "is \(size.whole); it must be less than \(limit)"
            } else { Self.isPrime(size.whole) ? nil : "is \(size.whole), which is no prime number" }
        return .of(.loadBalancerSetting, size, fault, hint: "write a prime number below \(limit), e.g. 65537")
    }

    /// Of numbers below the limit only, so that it takes a thousand steps at most.
    private static func isPrime(_ number: Int64) -> Bool {
        if number < 4 { return number > 0 }
        if number % 2 == 0 { return false }
        var factor: Int64 = 3
        while factor * factor <= number {
            if number % factor == 0 { return false }
            factor += 2
        }
        return true
    }

    private func warmupRemarks(_ warmup: Field) -> [Remark] {
        guard warmup.value.object != nil else { return [] }
        let (duration, percent, aggression) = (warmup["duration"], warmup["minimumPercent"], warmup["aggression"])
        var remarks: [Remark] = .when(
            !duration.isGiven, .missingSetting, duration, "is missing", hint: "say how long endpoints warm up")
        remarks += Durations.check(duration)
        if let value = percent.number, value > 100 {
            remarks.append(
                Remark(
                    .numberOutOfRange, percent, "is \(SchemaWords.text(value)); percent are 0 to 100",
                    hint: "write 0 to 100"))
        }
        if let value = aggression.number, value <= 0 {
            remarks.append(
                Remark(.numberOutOfRange, aggression, "is \(SchemaWords.text(value))", hint: "write more than 0"))
        }
        return remarks
    }
}
