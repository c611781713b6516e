import Domain

/// The routes of a ServiceProfile.
enum LinkerdProfileRoutes {
    static let family = RuleFamily(
        "linkerd-profile-routes", codes: [.profileMissing, .profileDuration] + ProfileConditions.codes,
        kinds: [.serviceProfile]
    ) { subject in
        subject.spec["routes"].elements.flatMap(route)
    }

    private static func route(_ route: Field) -> [Remark] {
        if route.value == .null { return [Remark(.profileMissing, route, "is no route", hint: "leave it out")] }
        guard route.value.object != nil else { return [] }
        var remarks: [Remark] = []
        if route["name"].isEmpty { remarks.append(Remark(.profileMissing, route["name"], "is missing")) }
        if let text = route["timeout"].string, !text.isEmpty, GoDuration.length(text) == nil {
            remarks.append(
                Remark(.profileDuration, route["timeout"], "is no duration", hint: "write e.g. 500ms, 10s or 1m30s"))
        }
        return remarks + condition(route["condition"], .request) + route["responseClasses"].elements.flatMap(responses)
    }

    private static func responses(_ response: Field) -> [Remark] {
        if response.value == .null {
            return [Remark(.profileMissing, response, "is no response class", hint: "leave it out")]
        }
        guard response.value.object != nil else { return [] }
        return condition(response["condition"], .response)
    }

    private static func condition(_ condition: Field, _ side: ProfileConditions.Side) -> [Remark] {
        if condition.value == .null {
            return [Remark(.profileMissing, condition, "is missing", hint: "say what it is for")]
        }
        return ProfileConditions.remarks(about: condition, side)
    }
}
