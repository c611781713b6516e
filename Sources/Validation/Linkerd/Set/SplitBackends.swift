import Domain

/// What a TrafficSplit says of its backends: the schema of its CRD leaves nearly all of it open.
enum SplitBackends {
    static let family = RuleFamily(
        "split-backends", codes: [.splitName, .splitBackendTwice, .splitWeight, .splitWithoutBackends],
        kinds: [.trafficSplit], scope: .set
    ) { subject in
        let backends = subject.spec["backends"]
        guard let list = backends.value.array else { return name(subject.spec["service"]) }
        let none: [Remark] = .when(
            list.isEmpty, .splitWithoutBackends, backends, "is empty", hint: "name the Services that get requests")
        return none + name(subject.spec["service"]) + backends.elements.flatMap { name($0["service"]) + weight($0) }
            + twice(backends.elements.map { $0["service"] })
    }

    private static func name(_ field: Field) -> [Remark] {
        guard let text = field.string, HostSyntax.fault(inName: text) != nil || text != text.lowercased() else {
            return []
        }
        return [
            Remark(
                .splitName, field, "is '\(text)', which is no name of a Service",
                hint: "write the name as Kubernetes has it: small letters, digits and `-`")
        ]
    }

    private static func weight(_ backend: Field) -> [Remark] {
        let weight = backend["weight"]
        let fault: String? =
            switch weight.value {
            case .int(let number): number < 0 ? "is \(number); a weight is 0 or more" : nil
            case .double(let number): number < 0 ? "is \(number); a weight is 0 or more" : nil
            case .string(let text):
                if !Quantity.isOne(text) {
                    "is '\(text)', which is no number"
                } else if text.hasPrefix("-") {
                    "is \(text); a weight is 0 or more"
                } else {
                    nil
                }
            default: nil
            }
        return .of(.splitWeight, weight, fault, hint: "write a number such as 90 or 900m")
    }

    private static func twice(_ services: [Field]) -> [Remark] {
        var seen: Set<String> = []
        return services.filter { $0.string.map { !seen.insert($0).inserted } ?? false }.map {
            Remark(.splitBackendTwice, $0, "is a backend already", hint: "give it one weight, in one place")
        }
    }
}
