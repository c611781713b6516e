extension Step {
    /// What the stored form of a step holds beside its name.
    var members: [String: JSONValue] {
        switch self {
        case .validate, .apply, .awaitPropagation, .promote, .switchTraffic: [:]
        case .arrange(let scene): ["scene": scene.json]
        case .soak(let duration): ["duration": .int(duration.wholeMicroseconds)]
        case .smokeTest(let checks): ["checks": .array(checks.map(\.json))]
        case .gate(let gate): ["gate": .string(gate.rawValue)]
        case .compare(let test): ["test": test.json]
        case .retire(let after): ["after": .int(after.wholeMicroseconds)]
        case .restore(let deployment): ["of": .string(deployment.description)]
        }
    }

    init?(json: JSONValue) {
        let step: Step? =
            switch json["step"]?.string {
            case "validate": .validate
            case "apply": .apply
            case "arrange": json["scene"].flatMap(Scene.init(json:)).map { .arrange($0) }
            case "awaitPropagation": .awaitPropagation
            case "soak": json["duration"]?.int.map { .soak(.microseconds($0)) }
            case "smokeTest": json["checks"]?.array.flatMap(Step.init(checks:))
            case "gate": json["gate"]?.string.flatMap(Gate.init(rawValue:)).map { .gate($0) }
            case "compare": json["test"].flatMap { try? ABSpec(json: $0) }.map { .compare($0) }
            case "promote": .promote
            case "switchTraffic": .switchTraffic
            case "retire": json["after"]?.int.map { .retire(after: .microseconds($0)) }
            case "restore": json["of"]?.string.flatMap(ID<Deployment>.init).map { .restore(of: $0) }
            default: nil
            }
        guard let step else { return nil }
        self = step
    }
}

extension Step {
    /// `nil` where one of the checks cannot be read: a test of fewer would pass too easily.
    private init?(checks: [JSONValue]) {
        let read = checks.compactMap(HTTPCheck.init(json:))
        guard read.count == checks.count else { return nil }
        self = .smokeTest(read)
    }
}

extension Scene {
    /// The stored form, which answers show as well.
    package var json: JSONValue {
        switch self {
        case .shadow: ["scene": "shadow"]
        case .green: ["scene": "green"]
        case .share(.percent(let percent)): ["scene": "share", "percent": .int(Int64(percent))]
        case .share(.count(let count)): ["scene": "share", "count": .int(Int64(count))]
        case .variant(.header(let name, let value)):
            ["scene": "variant", "header": .string(name), "value": .string(value)]
        case .variant(.cookie(let name, let value)):
            ["scene": "variant", "cookie": .string(name), "value": .string(value)]
        case .switched: ["scene": "switched"]
        case .promoted: ["scene": "promoted"]
        }
    }

    package init?(json: JSONValue) {
        let value = json["value"]?.string ?? ""
        switch json["scene"]?.string {
        case "shadow": self = .shadow
        case "green": self = .green
        case "share":
            if let percent = json["percent"]?.int {
                self = .share(.percent(Int(clamping: percent)))
            } else if let count = json["count"]?.int {
                self = .share(.count(Int(clamping: count)))
            } else {
                return nil
            }
        case "variant":
            if let name = json["header"]?.string {
                self = .variant(.header(name: name, value: value))
            } else if let name = json["cookie"]?.string {
                self = .variant(.cookie(name: name, value: value))
            } else {
                return nil
            }
        case "switched": self = .switched
        case "promoted": self = .promoted
        default: return nil
        }
    }
}

extension HTTPCheck {
    package var json: JSONValue {
        [
            "url": .string(url), "method": .string(method), "headers": .object(headers.mapValues { .string($0) }),
            "expectedStatus": .int(Int64(expectedStatus)), "bodyContains": bodyContains.map { .string($0) } ?? .null,
            "maximumLatency": .int(maximumLatency.wholeMicroseconds),
        ]
    }

    init?(json: JSONValue) {
        guard let url = json["url"]?.string, let method = json["method"]?.string,
            let status = json["expectedStatus"]?.int, let latency = json["maximumLatency"]?.int
        else { return nil }
        self.init(
            url: url, method: method, headers: json["headers"]?.object?.compactMapValues(\.string) ?? [:],
            expectedStatus: Int(clamping: status), bodyContains: json["bodyContains"]?.string,
            maximumLatency: .microseconds(latency))
    }
}
