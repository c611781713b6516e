import Domain

/// Messages of `google.protobuf` as configurations: JSON has what they hold under `value`, beside their `@type`.
/// Source: https://protobuf.dev/programming-guides/json, and Go's protojson, by which istiod reads them.
enum WellKnownValues {
    private static let kinds: [Substring: EnvoyMessages.Kind] = [
        "StringValue": .text, "BytesValue": .text, "BoolValue": .flag, "Struct": .object, "UInt32Value": .unsigned,
        "Int32Value": .number, "Int64Value": .number, "UInt64Value": .number, "FloatValue": .number,
        "DoubleValue": .number, "Duration": .duration, "Timestamp": .text, "FieldMask": .text,
    ]
    /// Those that hold no value of one kind.
    private static let others: Set<Substring> = ["Value", "ListValue", "Empty"]
    private static let package = "google.protobuf."

    /// Whether the type is read here.
    ///
    /// - Parameter type: Its full name.
    static func isRead(_ type: Substring) -> Bool {
        type.hasPrefix(package)
            && (kinds[type.dropFirst(package.count)] != nil || others.contains(type.dropFirst(package.count)))
    }

    /// What is wrong with the value of a type that is read, and where.
    static func fault(of field: Field, _ type: Substring) -> (field: Field, message: String)? {
        if let other = field.members.first(where: { $0.key != "@type" && $0.key != "value" }) {
            return (other.field, "is no field of \(type), whose content stands under value")
        }
        let value = field["value"]
        guard value.exists else {
            return type.hasSuffix(".Empty") ? nil : (value, "is missing: the content of a \(type) stands there")
        }
        if type.hasSuffix(".ListValue"), value.value.array == nil {
            return (value, "is \(value.value.typeName), where Envoy has a list")
        }
        return kinds[type.dropFirst(package.count)].flatMap { PatchBodies.fault(value.value, $0) }.map { (value, $0) }
    }
}
