/// A kind of finding. Codes are a contract: people accept and ignore findings by them, so a code never changes its
/// meaning and is never given again.
package struct FindingCode: Hashable, Sendable {
    /// `HS` and four digits; the thousands name the family.
    package let id: String
    package let severity: Severity
    /// What it means, in one line.
    package let text: String

    private init(_ id: String, _ severity: Severity, _ text: String) {
        self.id = id
        self.severity = severity
        self.text = text
    }
}

/// The table of all codes.
extension FindingCode {
    // HS1...: structure.
    package static let unreadable = FindingCode("HS1000", .error, "The text is no YAML or JSON document")
    package static let notAnObject = FindingCode("HS1001", .error, "The document is not one Kubernetes object")
    package static let missingField = FindingCode("HS1002", .error, "A field that every policy needs is missing")
    package static let wrongType = FindingCode("HS1003", .error, "A field has a value of the wrong type")
    package static let unknownField = FindingCode(
        "HS1004", .error, "A field is not known at the object's top or in metadata")
    package static let malformedAPIVersion = FindingCode("HS1005", .error, "apiVersion is not <group>/<version>")
    package static let unknownKind = FindingCode("HS1006", .error, "HotSwap does not manage the kind")
    package static let unknownGroup = FindingCode("HS1007", .error, "The kind does not occur in the API group")
    package static let unknownVersion = FindingCode("HS1008", .error, "The kind has no such version")
    package static let invalidName = FindingCode("HS1009", .error, "Kubernetes refuses the name")
    package static let invalidNamespace = FindingCode("HS1010", .error, "Kubernetes refuses the namespace")
    package static let generatedName = FindingCode("HS1011", .error, "A policy cannot have a generated name")
    package static let invalidLabel = FindingCode("HS1012", .error, "Kubernetes refuses a label")
    package static let invalidAnnotation = FindingCode("HS1013", .error, "Kubernetes refuses an annotation's key")
    package static let annotationsTooLarge = FindingCode("HS1014", .error, "The annotations are too large together")
    package static let unknownSpecField = FindingCode(
        "HS1015", .error, "A field of spec is not known for the kind and version")
    package static let droppedField = FindingCode("HS1016", .info, "A field is not kept: servers or HotSwap set it")

    /// Every code, in ascending order.
    package static let all: [FindingCode] = [
        unreadable, notAnObject, missingField, wrongType, unknownField, malformedAPIVersion, unknownKind, unknownGroup,
        unknownVersion, invalidName, invalidNamespace, generatedName, invalidLabel, invalidAnnotation,
        annotationsTooLarge, unknownSpecField, droppedField,
    ]
}
