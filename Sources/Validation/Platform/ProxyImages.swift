import Domain

/// Pods with another proxy than the injector would give them now.
enum ProxyImages {
    static let family = RuleFamily(
        "images of proxies", codes: [.otherProxyImage], kinds: [.namespace], scope: .set
    ) { subject in
        let labels = subject.object.labels
        guard subject.set.has(.configMap), labels["istio-injection"] == "enabled" || labels["istio.io/rev"] != nil,
            let image = InjectorValues.of(revision: labels["istio.io/rev"] ?? "", in: subject.set)?.image
        else { return [] }
        let pods = subject.set.pods(selectedBy: [:], in: subject.object.name)
        let others = pods.filter { isOther($0, than: image, subject) }.map(\.object.name)
        guard let first = others.first else { return [] }
        let more = others.count > 1 ? " and \(others.count - 1) more" : ""
        return [
            Remark(
                .otherProxyImage, subject.root["metadata"]["name"],
                "pod \(first)\(more) runs another proxy than \(image), which the injector gives",
                hint: "restart the pods, so that they get the injector's proxy")
        ]
    }

    private static func isOther(_ pod: Workload, than image: String, _ subject: Subject) -> Bool {
        guard pod.annotations["sidecar.istio.io/proxyImage"]?.isEmpty ?? true else { return false }
        let spec = pod.object.spec
        let proxies = (spec["containers"].elements + spec["initContainers"].elements).filter {
            $0["name"].string == "istio-proxy"
        }
        guard !proxies.isEmpty else { return false }
        let variant = "\(image)-\(ProxyVariants.of(pod, subject))"
        return proxies.contains { $0["image"].string != image && $0["image"].string != variant }
    }
}

/// Which variant of the proxy's image a pod gets, e.g. `distroless`.
enum ProxyVariants {
    /// The narrowest place that names one decides; empty for none.
    static func of(_ pod: Workload, _ subject: Subject) -> String {
        let root = subject.settings.rootNamespace
        var found = subject.settings.meshConfig["defaultConfig"]?["image"]?["imageType"]?.string ?? ""
        func take(_ type: String?) { if let type, !type.isEmpty { found = type } }
        take(configurations(of: root, subject.set).last?.spec["image"]["imageType"].string)
        if pod.namespace != root {
            let own = configurations(of: pod.namespace, subject.set)
            take(own.last { $0.spec["selector"].isEmpty }?.spec["image"]["imageType"].string)
            let selecting = own.last { !$0.spec["selector"].isEmpty && pod.isSelected(by: $0.workloadLabels.texts) }
            take(selecting?.spec["image"]["imageType"].string)
        }
        take(pod.annotations["proxy.istio.io/config"].flatMap(annotated))
        return found == "default" ? "" : found
    }

    private static func configurations(of namespace: String, _ set: ValidationSet) -> [KnownObject] {
        set.objects(byNamespace, namespace)
    }

    private static let byNamespace = SetIndex("proxy configurations", of: [.proxyConfig]) { [$0.namespace] }

    /// The word after `imageType:` of an annotation, which is a text in YAML.
    private static func annotated(_ text: String) -> String? {
        let name = "imageType"
        let words = text.split { " \n\t{},:\"'".contains($0) }
        guard let index = words.firstIndex(where: { $0 == name }), index + 1 < words.count else { return nil }
        return String(words[index + 1])
    }
}
