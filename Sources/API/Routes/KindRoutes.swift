import Application
import Domain

extension API {
    static let kindRoutes: [Route] = [Route("GET", "kinds", .read) { api, _ in api.listKinds() }]

    /// Which kinds there are, and how each can be rolled out.
    private func listKinds() -> APIResponse {
        .json(["items": .array(PolicyKind.allCases.map { KindAbilities($0).json })])
    }
}

extension KindAbilities {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "mesh": .string(kind.mesh.rawValue),
            "groups": .array(kind.groups.map { .string($0) }), "units": .array(units.map { $0.json("unit") }),
            "strategies": .array(strategies.map { $0.json("strategy") }),
        ]
    }
}

extension KindAbilities.Ability {
    fileprivate func json(_ what: String) -> JSONValue {
        [what: .string(name), "possible": .bool(isPossible), "text": .string(text)]
    }
}
