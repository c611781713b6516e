import Domain

/// What kustomizations do to objects that is not followed here: it takes Kustomize itself, and what is not at hand.
enum KustomizationEffects {
    /// Whether the objects get other names.
    static func renames(_ document: JSONValue) -> Bool {
        ["namePrefix", "nameSuffix"].contains { document[$0]?.string?.isEmpty == false }
    }

    /// Whether others are added that references may mean. Of what is generated these are Secrets: the meshes' objects
    /// name no ConfigMaps of one's own.
    static func adds(_ document: JSONValue) -> Bool { adding.contains { isGiven(document[$0]) } }

    private static let adding = [
        "components", "generators", "secretGenerator", "helmCharts", "helmChartInflationGenerator",
    ]

    /// Whether objects are changed otherwise.
    ///
    /// - Parameter text: What a file holds, by its path as the kustomization writes it.
    static func changes(_ document: JSONValue, text: (String) -> String?) -> Bool {
        if fields.contains(where: { isGiven(document[$0]) }) { return true }
        let merged = texts(document["patchesStrategicMerge"]).map { entry in
            mayMatter(entry.contains("\n") ? entry : text(entry) ?? "", kind: nil)
        }
        let targeted = ["patches", "patchesJson6902"].flatMap { document[$0]?.array ?? [] }.map { entry in
            mayMatter(
                entry["patch"]?.string ?? entry["path"]?.string.flatMap(text) ?? "",
                kind: entry["target"].map { $0["kind"]?.string ?? "" })
        }
        return (merged + targeted).contains(true)
    }

    /// The texts of a list.
    static func texts(_ value: JSONValue?) -> [String] { (value?.array ?? []).compactMap(\.string) }

    private static let fields = [
        "commonLabels", "labels", "commonAnnotations", "replacements", "vars", "transformers",
    ]

    static func isGiven(_ value: JSONValue?) -> Bool {
        guard let value, value != .null else { return false }
        return value.array?.isEmpty != true && value.object?.isEmpty != true && value.string?.isEmpty != true
    }

    // MARK: - Patches

    /// Whether a patch may change what others refer to: one of workloads that gives them more replicas does not.
    ///
    /// - Parameter kind: That of the target; `nil` where the patch says itself whom it is for.
    private static func mayMatter(_ text: String, kind: String?) -> Bool {
        let kinds = kind.map { [$0] } ?? kindsWritten(in: text)
        guard !kinds.isEmpty, kinds.allSatisfy(plainKinds.contains) else { return true }
        return telling.contains { text.contains($0) }
    }

    private static func kindsWritten(in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("kind:") }.map { line in
            String(line.dropFirst("kind:".count)).filter { $0.isLetter || $0.isNumber }
        }
    }

    /// Kinds that nothing refers to but by labels, ports and accounts.
    private static let plainKinds: Set = [
        "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "HorizontalPodAutoscaler", "PodDisruptionBudget",
        "ConfigMap", "PersistentVolumeClaim", "Ingress",
    ]
    private static let telling = ["abel", "nnotation", "port", "Port", "serviceAccount", "$patch", "remove"]
}
