import Domain

/// Filters that Linkerd cannot carry out.
enum LinkerdRouteFilters {
    static let family = RuleFamily(
        "linkerd-route-filters", codes: [.routeHeader, .routeRedirect, .routeFilter],
        kinds: [.linkerdHTTPRoute, .httpRoute, .grpcRoute]
    ) { subject in
        subject.spec["rules"].elements.flatMap { $0["filters"].elements }.flatMap { filter in
            (subject.object.kind == .linkerdHTTPRoute ? type(filter) : [])
                + ["requestHeaderModifier", "responseHeaderModifier"].flatMap { modifier(filter[$0]) }
                + (subject.object.kind == .grpcRoute ? [] : redirect(filter["requestRedirect"]))
        }
    }

    private static let members = [
        "RequestHeaderModifier": "requestHeaderModifier", "ResponseHeaderModifier": "responseHeaderModifier",
        "RequestRedirect": "requestRedirect",
    ]

    /// Linkerd's own HTTPRoute knows three filters; in the Gateway API's it leaves others to other controllers.
    private static func type(_ filter: Field) -> [Remark] {
        guard let type = filter["type"].string else { return [] }
        guard let member = members[type] else {
            return [
                Remark(
                    .routeFilter, filter["type"], "Linkerd's HTTPRoute has no filter \(type)",
                    hint: "known are \(members.keys.sorted().joined(separator: ", "))")
            ]
        }
        guard filter[member].value == .null else { return [] }
        return [Remark(.routeFilter, filter[member], "is missing, and the filter's type asks for it")]
    }

    private static func modifier(_ modifier: Field) -> [Remark] {
        let entries = modifier["add"].elements + modifier["set"].elements
        let names = entries.map { $0["name"] } + modifier["remove"].elements
        return names.filter { $0.string.map { !HeaderSyntax.isName($0) } ?? false }.map {
            Remark(.routeHeader, $0, "is not the name of a header")
        }
            + entries.map { $0["value"] }.filter { $0.string.map { !HeaderSyntax.isValue($0) } ?? false }.map {
                Remark(.routeHeader, $0, "holds characters that Linkerd takes in no header", hint: "use visible ASCII")
            }
    }

    private static func redirect(_ redirect: Field) -> [Remark] {
        var remarks: [Remark] = []
        if let status = redirect["statusCode"].int, !(100...999).contains(status) {
            remarks.append(Remark(.routeRedirect, redirect["statusCode"], "is no status", hint: "use 301 or 302"))
        }
        let path = redirect["path"]
        guard path.value.object != nil else { return remarks }
        let given = ["replaceFullPath", "replacePrefixMatch"].map { path[$0] }.first { $0.value != .null }
        guard let given else {
            return remarks + [
                Remark(
                    .routeRedirect, path, "says nothing about the new path",
                    hint: "give replaceFullPath or replacePrefixMatch")
            ]
        }
        if let text = given.string, !text.hasPrefix("/") {
            remarks.append(Remark(.routeRedirect, given, "does not begin with a slash", hint: "write /\(text)"))
        }
        return remarks
    }
}
