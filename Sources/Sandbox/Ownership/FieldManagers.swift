import Domain

/// Who owns which fields of an object: `metadata.managedFields`, read.
struct FieldManagers {
    /// One entry: a manager, and how it wrote.
    struct Entry: Hashable {
        enum Operation: String {
            case apply = "Apply"
            case update = "Update"
        }

        let manager: String
        let operation: Operation
        var apiVersion: String
        var time: String
        var fields: FieldTree

        /// An applier is one manager whatever the version; writers of other kinds are one for each.
        func isSame(_ manager: String, _ operation: Operation, _ apiVersion: String) -> Bool {
            self.manager == manager && self.operation == operation
                && (operation == .apply || self.apiVersion == apiVersion)
        }
    }

    var entries: [Entry]

    init(of object: JSONValue?) {
        entries = (object?.metadata("managedFields")?.array ?? []).compactMap(Entry.init)
    }

    /// The list as it is stored: appliers first, then by time and name; `nil` where nobody owns anything.
    var document: JSONValue? {
        let owning = entries.filter { !$0.fields.isEmpty }
        guard !owning.isEmpty else { return nil }
        return .array(
            owning.sorted {
                ($0.operation.rawValue, $0.time, $0.manager, $0.apiVersion)
                    < ($1.operation.rawValue, $1.time, $1.manager, $1.apiVersion)
            }.map(\.document))
    }

    /// Gives a manager exactly these fields. The time moves only when they do.
    mutating func set(
        _ fields: FieldTree, manager: String, _ operation: Entry.Operation, apiVersion: String, now: String
    ) {
        guard let index = entries.firstIndex(where: { $0.isSame(manager, operation, apiVersion) }) else {
            entries.append(
                Entry(manager: manager, operation: operation, apiVersion: apiVersion, time: now, fields: fields))
            return
        }
        guard entries[index].fields != fields || entries[index].apiVersion != apiVersion else { return }
        entries[index].fields = fields
        entries[index].apiVersion = apiVersion
        entries[index].time = now
    }

    func fields(_ manager: String, _ operation: Entry.Operation, _ apiVersion: String) -> FieldTree? {
        entries.first { $0.isSame(manager, operation, apiVersion) }?.fields
    }

    /// Takes fields from everybody but one manager.
    mutating func take(_ fields: FieldTree, except manager: String, _ operation: Entry.Operation, _ apiVersion: String)
    {
        for index in entries.indices where !entries[index].isSame(manager, operation, apiVersion) {
            entries[index].fields = entries[index].fields.subtracting(fields)
        }
    }

    /// Takes fields that are gone from everybody.
    mutating func drop(_ fields: FieldTree) {
        for index in entries.indices { entries[index].fields = entries[index].fields.subtracting(fields) }
    }
}

extension FieldManagers.Entry {
    /// `nil` for an entry without a manager or of an unknown operation, such as the empty one that resets the list.
    init?(_ document: JSONValue) {
        guard let manager = document["manager"]?.string, let apiVersion = document["apiVersion"]?.string,
            let operation = document["operation"]?.string.flatMap(Operation.init), let fields = document["fieldsV1"]
        else { return nil }
        let empty = fields.object?.isEmpty ?? true
        self.init(
            manager: manager, operation: operation, apiVersion: apiVersion, time: document["time"]?.string ?? "",
            fields: empty ? .empty : FieldTree(fieldsV1: fields))
    }

    var document: JSONValue {
        [
            "manager": .string(manager), "operation": .string(operation.rawValue), "apiVersion": .string(apiVersion),
            "time": .string(time), "fieldsType": "FieldsV1", "fieldsV1": fields.fieldsV1,
        ]
    }
}
