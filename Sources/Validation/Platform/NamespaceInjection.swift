import Domain
import JSON

/// How a namespace says whether its pods get sidecars.
enum NamespaceInjection {
    static let family = RuleFamily(
        "injection into namespaces", codes: [.notInjected, .severalInjectionLabels, .injectedByDefault],
        kinds: [.namespace], scope: .set
    ) { subject in
        guard subject.object.name != subject.settings.rootNamespace, !subject.isOfKubernetes else { return [] }
        let labels = subject.object.labels
        let names = ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"].filter { labels[$0] != nil }
        let isOn = labels["istio-injection"].map { $0 == "enabled" } ?? true
        let field = subject.root["metadata"]["labels"]
        var remarks: [Remark] = []
        if isOn, names.count > 1 {
            let text = "\(names.joined(separator: " and ")) contradict each other"
            remarks.append(Remark(.severalInjectionLabels, field, text, hint: "keep one of them"))
        }
        guard labels["istio.io/dataplane-mode"] != "ambient", labels["istio-injection"]?.isEmpty ?? true,
            labels["istio.io/rev"] == nil, !isOfLinkerd(subject), !subject.set.fact(.isLinkerdAlone)
        else { return remarks }
        return remarks + [unlabelled(subject)]
    }

    private static func unlabelled(_ subject: Subject) -> Remark {
        let name = subject.root["metadata"]["name"]
        guard InjectorValues.of(revision: "", in: subject.set)?.injectsByDefault ?? false else {
            return Remark(
                .notInjected, name, "pods of the namespace get no sidecar",
                hint: "label it istio-injection=enabled; or =disabled, if that is meant")
        }
        return Remark(
            .injectedByDefault, name, "pods of the namespace get a sidecar, since the injector takes all namespaces",
            hint: "label it istio-injection=disabled, if that is not meant")
    }

    private static func isOfLinkerd(_ subject: Subject) -> Bool {
        !subject.root["metadata"]["annotations"]["linkerd.io/inject"].isEmpty
    }
}

/// What the configuration of Istio's injector says, by revision.
struct InjectorValues: Sendable {
    let injectsByDefault: Bool
    /// The image of the proxy, as the injector writes it.
    let image: String?

    private init(_ values: JSONValue) {
        injectsByDefault = values["sidecarInjectorWebhook"]?["enableNamespacesByDefault"]?.bool ?? false
        let global = values["global"]
        let name = global?["proxy"]?["image"]?.string ?? ""
        let tag = global?["tag"]?.string ?? global?["tag"]?.int.map(String.init) ?? ""
        image = name.contains("/") ? name : "\(global?["hub"]?.string ?? "")/\(name):\(tag)"
    }

    static func of(revision: String, in set: ValidationSet) -> InjectorValues? {
        let isDefault = revision.isEmpty || revision == "default"
        return set.fact(byName)[isDefault ? prefix : "\(prefix)-\(revision)"]
    }

    private static let prefix = "istio-sidecar-injector"
    private static let byName = SetFact<[String: InjectorValues]>("injector values") { set in
        var values: [String: InjectorValues] = [:]
        for object in set.objects(.configMap) where object.name.hasPrefix(prefix) {
            let text = object.root["data"]["values"].string ?? ""
            values[object.name] = InjectorValues((try? JSONParser.parse(text)) ?? .null)
        }
        return values
    }
}
