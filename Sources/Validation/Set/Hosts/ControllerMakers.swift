import Domain

/// What controllers make of objects of their own: Services, pods and accounts that nobody writes into a file.
enum ControllerMakers {
    /// What they make has the name of the object, alone or before a hyphen (`events-kafka-bootstrap`).
    static let named =
        [
            ObjectKind("Service", group: "serving.knative.dev"), ObjectKind("Canary", group: "flagger.app"),
            ObjectKind("InferenceService", group: "serving.kserve.io"), ObjectKind("Notebook", group: "kubeflow.org"),
            ObjectKind("Cluster", group: "postgresql.cnpg.io"), ObjectKind("Pooler", group: "postgresql.cnpg.io"),
            ObjectKind("postgresql", group: "acid.zalan.do"), ObjectKind("RabbitmqCluster", group: "rabbitmq.com"),
            ObjectKind("Elasticsearch", group: "elasticsearch.k8s.elastic.co"),
            ObjectKind("Kibana", group: "kibana.k8s.elastic.co"),
            ObjectKind("OpenTelemetryCollector", group: "opentelemetry.io"),
        ] + ["Kafka", "KafkaConnect", "KafkaBridge"].map { ObjectKind($0, group: "kafka.strimzi.io") }

    private static let profile = ObjectKind("Profile", group: "kubeflow.org")
    private static let application = ObjectKind("Application", group: "argoproj.io")
    /// What installs a chart or what another repository holds, or fills a namespace: anything may come of it.
    static let installers = [
        profile, application, ObjectKind("HelmRelease", group: "helm.toolkit.fluxcd.io"),
        ObjectKind("HelmChart", group: "helm.cattle.io"),
        ObjectKind("Kustomization", group: "kustomize.toolkit.fluxcd.io"),
    ]

    /// Where an installer puts things, as far as it says.
    static func target(of installer: KnownObject) -> String? {
        switch installer.kind {
        case profile: installer.name
        case application: installer.spec["destination"]["namespace"].string
        default: installer.spec["targetNamespace"].string ?? installer.namespace
        }
    }

    /// What makes Services in all namespaces, named after another cluster: those of Linkerd's `multicluster`.
    static let link = ObjectKind("Link", group: "multicluster.linkerd.io")
    /// What takes Services to other clusters, where they have hosts of the set of clusters.
    static let exports = ["ServiceExport", "ServiceImport"].map { ObjectKind($0, group: "multicluster.x-k8s.io") }
    /// The domain of those hosts, with what stands before it.
    static let setSuffix = ".svc.clusterset.local"
}

extension SetIndex {
    fileprivate static let makers = SetIndex("makers by name", of: ControllerMakers.named) {
        ["\($0.namespace)/\($0.name)"]
    }
    fileprivate static let exports = SetIndex("exported services", of: ControllerMakers.exports) {
        ["\($0.namespace)/\($0.name)"]
    }
    fileprivate static let makersIn = SetIndex("makers by namespace", of: ControllerMakers.named) { [$0.namespace] }
    fileprivate static let installers = SetIndex("installers", of: ControllerMakers.installers) { installer in
        ControllerMakers.target(of: installer).map { [$0] } ?? []
    }
    fileprivate static let links = SetIndex("links to clusters", of: [ControllerMakers.link]) { link in
        [link.spec["targetClusterName"].string ?? link.name]
    }
}

extension ValidationSet {
    /// Whether a controller makes something of this name in the namespace, as far as files tell.
    func isOfMaker(_ name: String, in namespace: String) -> Bool {
        Self.beginnings(of: name).contains { !objects(.makers, "\(namespace)/\($0)").isEmpty }
    }

    /// Whether anything may come to be in the namespace, since something is installed there that the files do not have.
    func isInstalledInto(_ namespace: String) -> Bool { !objects(.installers, namespace).isEmpty }

    /// Whether a Service of this name is one that Linkerd mirrors from another cluster.
    func isMirror(_ name: String) -> Bool {
        guard has(ControllerMakers.link) else { return false }
        let ends = name.indices.filter { name[$0] == "-" }.map { String(name[name.index(after: $0)...]) }
        return ends.contains { $0 == "federated" || !objects(.links, $0).isEmpty }
    }

    /// How much is known of a host of the set of clusters; `nil` for another host. Other clusters export, too.
    func knowledge(ofSetHost fullName: String) -> Knowledge? {
        guard fullName.hasSuffix(ControllerMakers.setSuffix) else { return nil }
        let words = fullName.dropLast(ControllerMakers.setSuffix.count).split(separator: ".")
        guard words.count == 2 else { return nil }
        return objects(.exports, "\(words[1])/\(words[0])").isEmpty ? .elsewhere : .nothing
    }

    /// Whether a controller may make pods with these labels: a value of them has the name of its object, or anything is
    /// installed there.
    func mayHaveMakersPods(_ labels: [String: String], in namespace: String?) -> Bool {
        guard !listed.contains(.pod), let namespace else { return false }
        if isInstalledInto(namespace) { return true }
        guard !labels.isEmpty else { return !objects(.makersIn, namespace).isEmpty }
        return labels.values.contains { isOfMaker($0, in: namespace) }
    }

    private static func beginnings(of name: String) -> [Substring] {
        [name[...]] + name.indices.filter { name[$0] == "-" }.map { name[..<$0] }
    }
}
