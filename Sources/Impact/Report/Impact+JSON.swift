package import Domain

extension Impact {
    /// The impact as answers carry it.
    package var json: JSONValue {
        [
            "object": .string(object), "change": .string(kind.rawValue),
            "fields": Self.list(fields.map(\.path.description)),
            "services": Self.list(services), "workloads": Self.list(workloads), "clients": Self.list(clients),
            "routes": Self.list(routes), "lines": .array(lines.map(\.json)),
            "omitted": .object(
                Dictionary(omitted.map { ($0.key.rawValue, .int(Int64($0.value))) }) { first, _ in first }),
            "rules": ["newlyAllowed": Self.list(newlyAllowed), "newlyDenied": Self.list(newlyDenied)],
            "asked": .int(Int64(asked)), "caveats": Self.list(caveats),
        ]
    }

    /// At most a hundred names, and how many there are.
    static func list(_ names: [String]) -> JSONValue {
        ["count": .int(Int64(names.count)), "first": .array(names.prefix(100).map { .string($0) })]
    }
}

extension Impact.Line {
    var json: JSONValue {
        [
            "topic": .string(topic.rawValue), "targets": Impact.list(targets),
            "port": port.map { .int(Int64($0)) } ?? .null, "clients": Impact.list(clients),
            "requests": Impact.list(isEveryRequest ? [] : requests), "everyRequest": .bool(isEveryRequest),
            "aspect": .string(aspect), "before": .string(before), "after": .string(after),
            "requestsPerSecond": requestsPerSecond.map { .double($0) } ?? .null, "text": .string(text),
        ]
    }
}
