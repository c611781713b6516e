package import Domain

/// A CloudEvents 1.0 event in the JSON format (`DESIGN.md` 7).
package struct CloudEvent: Hashable, Sendable {
    /// Duplicates of one event share it.
    package let id: String
    /// `hotswap.deployment.<status>.v1`, the status in lower case; it is the routing key, too.
    package let type: String
    package let json: JSONValue

    /// The event of a deployment's status change.
    package init(_ change: StatusChange, source: String, traceparent: String?) {
        let type = "hotswap.deployment.\(change.status.rawValue.lowercased()).v1"
        self.init(
            id: change.id.description, type: type, source: source, subject: change.deployment.description,
            at: change.at, traceparent: traceparent, sequence: change.sequence,
            data: [
                "deployment": .string(change.deployment.description), "status": .string(change.status.rawValue),
                "reason": change.reason.map { .string($0) } ?? .null,
            ])
    }

    /// Any event. `sequence` is CloudEvents' extension of that name, in its `Integer` type: to be compared as a number.
    /// Attributes that are `nil` or empty are left out, as CloudEvents demands.
    package init(
        id: String, type: String, source: String, subject: String?, at: Timestamp, traceparent: String?,
        sequence: Int64?, data: JSONValue
    ) {
        var members: [String: JSONValue] = [
            "specversion": "1.0", "id": .string(id), "type": .string(type), "source": .string(source),
            "time": .string(at.description), "datacontenttype": "application/json",
            "data": data,
        ]
        if let subject, !subject.isEmpty { members["subject"] = .string(subject) }
        members["traceparent"] = traceparent.map { .string($0) }
        members["sequence"] = sequence.map { .string(String($0)) }
        members["sequencetype"] = sequence.map { _ in "Integer" }
        self.id = id
        self.type = type
        json = .object(members)
    }
}
