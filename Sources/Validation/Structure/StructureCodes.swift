/// HS1...: what every object has in common.
extension FindingCode {
    package static let unreadable = FindingCode(
        "HS1000", .error, "The text is no YAML or JSON document",
        page: Page(
            why: "Nothing can be read from it, so nothing can be said about what it holds.",
            example: "hosts: [reviews",
            mend: "Close what is open, and use spaces, not tabs; the message names the place."))
    package static let notAnObject = FindingCode(
        "HS1001", .error, "The document is not one Kubernetes object",
        page: Page(
            why: "API servers take objects: a mapping with apiVersion, kind, metadata and spec.",
            example: "- hosts: [reviews]",
            mend: "Send one object for each document, with `---` between them."))
    package static let missingField = FindingCode(
        "HS1002", .error, "A field that every policy needs is missing",
        page: Page(
            why: "Without apiVersion, kind and a name nobody knows what the object is.",
            example: "kind: VirtualService\nmetadata: {name: reviews}", mend: "Add the field that the message names."))
    package static let wrongType = FindingCode(
        "HS1003", .error, "A field has a value of the wrong type",
        page: Page(
            why: "The API server refuses the object; YAML reads `yes`, `1` and `1.10` as something else than a text.",
            example: "metadata:\n  labels: {version: 1}", mend: "Put texts in quotes: `version: \"1\"`."))
    package static let unknownField = FindingCode(
        "HS1004", .error, "A field is not known at the object's top or in metadata",
        page: Page(
            why: "An API server drops what it does not know, silently: the policy would do less than it says.",
            example: "metadata: {name: reviews, lables: {app: reviews}}",
            mend: "Mend the spelling, or take the field out."))
    package static let malformedAPIVersion = FindingCode(
        "HS1005", .error, "apiVersion is not <group>/<version>",
        page: Page(
            why: "The meshes' kinds live in API groups; without one the object is found nowhere.",
            example: "apiVersion: v1alpha3",
            mend: "Write the group, too: `networking.istio.io/v1`."))
    package static let unknownKind = FindingCode(
        "HS1006", .error, "HotSwap does not manage the kind",
        page: Page(
            why: "Only the kinds that HotSwap knows how to roll out and take back can be deployed. In the meshes' own "
                + "groups a name near to a known one is taken for a slip; other kinds there are named as not checked.",
            example: "apiVersion: networking.istio.io/v1\nkind: VirtualServce",
            mend: "Mend the spelling; `GET /policies` and docs/mechanics list the kinds."))
    package static let unknownGroup = FindingCode(
        "HS1007", .error, "The kind does not occur in the API group",
        page: Page(
            why: "The cluster serves the kind in another group and refuses this one.",
            example: "apiVersion: networking.istio.io/v1\nkind: AuthorizationPolicy",
            mend: "Use the group that the message names: `security.istio.io/v1`."))
    package static let unknownVersion = FindingCode(
        "HS1008", .error, "The kind has no such version",
        page: Page(
            why: "No cluster serves it.", example: "apiVersion: networking.istio.io/v2\nkind: Gateway",
            mend: "Use one of the versions that the message names."))
    package static let invalidName = FindingCode(
        "HS1009", .error, "Kubernetes refuses the name",
        page: Page(
            why: "Names are parts of addresses: lower case letters, digits, `-` and `.` only.",
            example: "metadata: {name: Reviews_Route}", mend: "`metadata: {name: reviews-route}`"))
    package static let invalidNamespace = FindingCode(
        "HS1010", .error, "Kubernetes refuses the namespace",
        page: Page(
            why: "Namespaces are DNS labels: lower case letters, digits and `-`, at most 63 characters.",
            example: "metadata: {name: reviews, namespace: Shop}", mend: "`namespace: shop`"))
    package static let generatedName = FindingCode(
        "HS1011", .error, "A policy cannot have a generated name",
        page: Page(
            why: "Every version of a policy is the same object; with `generateName` each would be a new one.",
            example: "metadata: {generateName: reviews-}", mend: "`metadata: {name: reviews}`"))
    package static let invalidLabel = FindingCode(
        "HS1012", .error, "Kubernetes refuses a label",
        page: Page(
            why: "The API server refuses the whole object.", example: "metadata:\n  labels: {app: \"my app\"}",
            mend: "At most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends."))
    package static let invalidAnnotation = FindingCode(
        "HS1013", .error, "Kubernetes refuses an annotation's key",
        page: Page(
            why: "The API server refuses the whole object.", example: "metadata:\n  annotations: {\"my note\": x}",
            mend: "A key is `prefix/name` or `name`, of letters, digits, `-`, `_` and `.`."))
    package static let annotationsTooLarge = FindingCode(
        "HS1014", .error, "The annotations are too large together",
        page: Page(
            why: "The API server takes 256 KiB of annotations for one object.",
            example: "metadata:\n  annotations: {note: \"...\"}",
            mend: "Keep long texts somewhere else, and a link to them here."))
    package static let unknownSpecField = FindingCode(
        "HS1015", .error, "A field of spec is not known for the kind and version",
        page: Page(
            why: "An API server drops what it does not know, silently: the policy would do less than it says.",
            example: "spec: {hosts: [reviews], htpp: []}", mend: "Mend the spelling; the hint names what is near."))
    package static let droppedField = FindingCode(
        "HS1016", .info, "A field is not kept: servers or HotSwap set it",
        page: Page(
            why: "Fields such as uid, status and managedFields belong to one object in one cluster, not to a version.",
            example: "metadata: {name: reviews, uid: 0b6c1c6e}", mend: "Leave it out."))

    package static let twinObject = FindingCode(
        "HS1017", .warning, "Two documents are the same object",
        page: Page(
            why: "The one that is applied last replaces the other, whatever it says.",
            example: "kind: Gateway\nmetadata: {name: edge}\n---\nkind: Gateway\nmetadata: {name: edge}",
            mend: "Keep one of them, or give one another name."))
    package static let unknownCoreKind = FindingCode(
        "HS1018", .info, "Kubernetes' core has no such kind",
        page: Page(
            why: "No cluster serves it, and nothing is known by which it could be judged: it was not checked.",
            example: "apiVersion: v1\nkind: Sevrice\nmetadata: {name: reviews}",
            mend: "Mend the spelling, or write the API group of the kind: `apiVersion: apps/v1`."))

    static let structure: [FindingCode] = [
        unreadable, notAnObject, missingField, wrongType, unknownField, malformedAPIVersion, unknownKind, unknownGroup,
        unknownVersion, invalidName, invalidNamespace, generatedName, invalidLabel, invalidAnnotation,
        annotationsTooLarge, unknownSpecField, droppedField, twinObject, unknownCoreKind,
    ]
}
