package import Domain
import Mesh
import MeshModel

extension KindSample {
    static let authorizations = allowing + closing + beginnings

    private static let allowing = [
        authorization(
            "authorizationpolicy-looser", old: allow([from("web")]), new: allow([from("web", "admin")]),
            others: [admins], scenes: [.share(.percent(10)), .share(.percent(50)), .promoted]),
        authorization(
            "authorizationpolicy-tighter", old: allow([from("web", "batch", "admin")]), new: allow([from("web")]),
            others: [admins], scenes: [.shadow, .share(.percent(25)), .share(.percent(100)), .promoted]),
        authorization(
            "authorizationpolicy-other-rules", old: allow([from("web", "batch"), to(["DELETE"], from: "admin")]),
            new: allow([to(["GET", "POST"], from: "web"), from("guest")]), scenes: [.share(.percent(50)), .promoted]),
        authorization(
            "authorizationpolicy-green", old: allow([from("web")]),
            new: allow([to(["GET"], from: "web"), from("guest")]),
            scenes: [.green, .switched, .promoted]),
        authorization(
            "authorizationpolicy-mesh-wide", old: meshWide([to(["GET"], from: "web")]),
            new: meshWide([from("web"), from("guest")]), others: [admins], isShown: false),
        authorization(
            "authorizationpolicy-every-scene", old: allow([from("web", "batch")]), new: allow([from("web", "guest")]),
            others: [admins, noDeletes],
            scenes: [.shadow, .green, .share(.count(1)), .share(.percent(100)), .switched, .promoted], isShown: false),
        authorization(
            "authorizationpolicy-nothing-to-all", old: allow([]), new: allow([[:]]), isShown: false),
        authorization(
            "authorizationpolicy-all-to-nothing", old: allow([[:]]), new: allow([]), isShown: false),
    ]

    private static let closing = [
        authorization(
            "authorizationpolicy-denies-more", old: rules("DENY", [to(["DELETE"])]),
            new: rules("DENY", [to(["DELETE", "POST"])]), others: [admins]),
        authorization(
            "authorizationpolicy-audits-more", old: rules("AUDIT", [to(["DELETE"])]),
            new: rules("AUDIT", [to(["DELETE"]), from("batch")]), isShown: false),
    ]

    private static let beginnings = [
        authorization(
            "authorizationpolicy-created", new: allow([from("web")]),
            scenes: [.shadow, .share(.percent(25)), .promoted]),
        authorization(
            "authorizationpolicy-deny-created", new: rules("DENY", [to(["DELETE"])]), others: [admins],
            scenes: [.green, .share(.percent(50)), .switched, .promoted], isShown: false),
        authorization("authorizationpolicy-custom-created", new: custom, others: [admins], isShown: false),
        authorization(
            "authorizationpolicy-enforced", old: watched, new: rules("DENY", [from("batch")]),
            scenes: [.share(.percent(50)), .promoted], isShown: false),
    ]

    /// A policy on the shop's books.
    package static func rules(_ action: String, _ rules: [JSONValue], _ name: String = "books") -> JSONValue {
        securityDocument(
            .authorizationPolicy, name, ["action": .string(action), "rules": .array(rules)], selecting: books)
    }

    private static func allow(_ list: [JSONValue]) -> JSONValue { rules("ALLOW", list) }

    /// A rule for service accounts of the shop.
    package static func from(_ accounts: String...) -> JSONValue {
        let principals = accounts.map { JSONValue.string("cluster.local/ns/shop/sa/\($0)") }
        return ["from": [["source": ["principals": .array(principals)]]]]
    }

    /// A rule for methods, of anybody or of a service account.
    package static func to(_ methods: [JSONValue], from account: String? = nil) -> JSONValue {
        var rule: JSONValue = account.map { from($0) } ?? [:]
        rule["to"] = [["operation": ["methods": .array(methods)]]]
        return rule
    }

    private static func meshWide(_ rules: [JSONValue]) -> JSONValue {
        securityDocument(
            .authorizationPolicy, "callers", ["action": "ALLOW", "rules": .array(rules)], namespace: "istio-system")
    }

    /// Lets admins do everything, in the whole shop.
    private static let admins = securityObject(
        .authorizationPolicy,
        securityDocument(.authorizationPolicy, "admins", ["rules": [from("admin")]]))

    private static let noDeletes = securityObject(
        .authorizationPolicy,
        securityDocument(.authorizationPolicy, "no-deletes", ["action": "DENY", "rules": [to(["DELETE"])]]))

    private static var custom: JSONValue {
        var document = rules("CUSTOM", [["to": [["operation": ["paths": ["/admin/*"]]]]]])
        document["spec"]?["provider"] = ["name": "authorizer"]
        return document
    }

    private static var watched: JSONValue {
        var document = rules("DENY", [from("batch", "guest")])
        document["metadata"]?["annotations"] = ["istio.io/dry-run": "true"]
        return document
    }

    private static func authorization(
        _ name: String, old: JSONValue? = nil, new: JSONValue, others: [MeshObject] = [],
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = true
    ) -> KindSample {
        KindSample(
            name: name, unit: .workloads, change: securityChange(.authorizationPolicy, old, new), others: others,
            pods: shop, services: [MeshService(namespace: "shop", name: "books", selector: ["app": "books"])],
            scenes: scenes, isShown: isShown, violations: AuthorizationRulesOfIstio.violations)
    }
}
