extension Measurement {
    /// The stored form, which answers show as well.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "side": .string(side.rawValue), "cohort": cohort.json, "baseline": baseline.json,
            "services": .array(services.map { .string($0.description) }),
        ]
        if !baselineServices.isEmpty {
            members["baselineServices"] = .array(baselineServices.map { .string($0.description) })
        }
        if !showsShare { members["showsShare"] = false }
        if !failuresTo.isEmpty { members["failuresTo"] = .array(failuresTo.map { .string($0.description) }) }
        return .object(members)
    }

    package init?(json: JSONValue) {
        guard let side = json["side"]?.string.flatMap(TrafficSide.init(rawValue:)),
            let cohort = json["cohort"].flatMap(MeasuredGroup.init(json:)),
            let baseline = json["baseline"].flatMap(MeasuredGroup.init(json:))
        else { return nil }
        func services(_ member: String) -> [ServiceName] {
            (json[member]?.array ?? []).compactMap { $0.string.flatMap(ServiceName.init(text:)) }
        }
        self.init(
            side: side, cohort: cohort, baseline: baseline, services: services("services"),
            baselineServices: services("baselineServices"), failuresTo: services("failuresTo"),
            showsShare: json["showsShare"]?.bool ?? true)
    }
}

extension MeasuredGroup {
    var json: JSONValue {
        switch self {
        case .cohort: "cohort"
        case .rest: "rest"
        case .nobody: "nobody"
        case .pods(let pods): ["pods": .array(pods.sorted().map { .string($0.description) })]
        case .namespaces(let names): ["namespaces": .array(names.sorted().map { .string($0) })]
        case .subsets(let names): ["subsets": .array(names.sorted().map { .string($0) })]
        }
    }

    init?(json: JSONValue) {
        switch json {
        case "cohort": self = .cohort
        case "rest": self = .rest
        case "nobody": self = .nobody
        default:
            if let pods = json["pods"]?.array {
                self = .pods(pods.compactMap { $0.string.flatMap(PodName.init(text:)) })
            } else if let names = json["namespaces"]?.array {
                self = .namespaces(names.compactMap(\.string))
            } else if let names = json["subsets"]?.array {
                self = .subsets(names.compactMap(\.string))
            } else {
                return nil
            }
        }
    }
}

extension PodName {
    /// Reads `namespace/name`.
    package init?(text: String) {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        self.init(namespace: parts[0], name: parts[1])
    }
}

extension ServiceName {
    /// Reads `namespace/name`.
    package init?(text: String) {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        self.init(namespace: parts[0], name: parts[1])
    }
}
