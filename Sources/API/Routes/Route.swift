/// One row of the API's table of contents.
struct Route: Sendable {
    typealias Handler = @Sendable (API, Call) async throws -> APIResponse

    let method: String
    /// The parts of the path; one in braces stands for a value.
    private let pattern: [String]
    /// What the caller must be allowed to do, as far as it does not depend on what is asked; `nil`: the handler asks.
    let permission: Permission?
    /// The query parameters that it reads; others are refused, so that a filter with a slip in its name does not
    /// silently select everything.
    let parameters: [String]
    let handle: Handler

    /// - Parameter path: Below `/api/v1`, e.g. `policies/{id}`.
    init(
        _ method: String, _ path: String, _ permission: Permission?, _ parameters: [String] = [],
        _ handle: @escaping Handler
    ) {
        self.method = method
        pattern = ["api", "v1"] + path.split(separator: "/").map(String.init)
        self.permission = permission
        self.parameters = parameters
        self.handle = handle
    }

    /// The values of the path's parameters; `nil` where the path is another one. No value holds a NUL, which the
    /// database does not take.
    func match(_ segments: [String]) -> [String: String]? {
        guard segments.count == pattern.count else { return nil }
        var values: [String: String] = [:]
        for (part, segment) in zip(pattern, segments) {
            if part.hasPrefix("{") {
                guard !segment.utf8.contains(0) else { return nil }
                values[String(part.dropFirst().dropLast())] = segment
            } else if part != segment {
                return nil
            }
        }
        return values
    }

    /// `GET /api/v1/policies/{id}`: what `openapi.yaml` must list.
    var signature: String { "\(method) /\(pattern.joined(separator: "/"))" }

    /// The parameters of every list.
    static let paging = ["limit", "cursor"]
}

extension API {
    static var routeTable: [Route] {
        policyRoutes + policyLiveRoutes + versionRoutes + diffRoutes + kindRoutes + deploymentRoutes + commandRoutes
            + fleetRoutes
            + calendarRoutes + clusterInsightRoutes + jobRoutes + validationRoutes + evaluationRoutes + serviceRoutes
    }

    /// Every route as `METHOD /path`; the OpenAPI document is compared with it.
    package static var signatures: [String] { routeTable.map(\.signature) }

    /// The query parameters of every route, by its signature.
    package static var queryParameters: [String: [String]] {
        Dictionary(routeTable.map { ($0.signature, $0.parameters) }) { first, _ in first }
    }

    /// What every route demands beforehand, by its signature; `nil` where that depends on what is asked.
    package static var permissions: [String: Permission?] {
        Dictionary(routeTable.map { ($0.signature, $0.permission) }) { first, _ in first }
    }
}
