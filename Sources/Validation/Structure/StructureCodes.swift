/// HS1...: what every object has in common.
extension FindingCode {
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

    static let structure: [FindingCode] = [
        unreadable, notAnObject, missingField, wrongType, unknownField, malformedAPIVersion, unknownKind, unknownGroup,
        unknownVersion, invalidName, invalidNamespace, generatedName, invalidLabel, invalidAnnotation,
        annotationsTooLarge, unknownSpecField, droppedField,
    ]
}
