/// HS2...: the schema of the kind.
extension FindingCode {
    static let unknownSchemaField = FindingCode(
        "HS2001", .error, "A field is not known to the schema",
        page: .init(
            why:
                "The API server drops the field, or refuses the object under strict validation: what it says never happens.",
            example: "spec:\n  http:\n    - route:\n        - destinaton: {host: reviews}",
            mend: "Correct the name; the hint says what is known there."))
    static let wrongSchemaType = FindingCode(
        "HS2002", .error, "A value has another type than the schema wants",
        page: .init(
            why:
                "The API server refuses the object. In YAML it is mostly missing or superfluous quotes, or a missing '- '.",
            example: "spec:\n  servers:\n    - port: {number: \"80\", name: http, protocol: HTTP}",
            mend: "Write a value of the type that the message names; leave out what should have no value."))
    static let notInEnumeration = FindingCode(
        "HS2003", .error, "A value is not one of those that the schema allows",
        page: .init(
            why: "The API server refuses the object. The values are told apart by upper and lower case.",
            example: "spec:\n  mtls: {mode: strict}", mend: "Take one of the values that the message lists."))
    static let outOfRange = FindingCode(
        "HS2004", .error, "A number is outside of what the schema allows",
        page: .init(
            why: "The API server refuses the object.", example: "spec:\n  concurrency: -1",
            mend: "Choose a number within the bounds that the message names."))
    static let wrongLength = FindingCode(
        "HS2005", .error, "A text is shorter or longer than the schema allows",
        page: .init(
            why: "The API server refuses the object.", example: "spec:\n  jwtRules:\n    - issuer: \"\"",
            mend: "Fill in the text, or leave the field out; shorten one that is too long."))
    static let patternMismatch = FindingCode(
        "HS2006", .error, "A text does not match the schema's pattern",
        page: .init(
            why: "The API server refuses the object.",
            example: "spec:\n  jwtRules:\n    - issuer: a\n      outputClaimToHeaders: [{header: 'x y', claim: sub}]",
            mend: "Write the text so that it matches; the hint shows the pattern."))
    static let wrongFormat = FindingCode(
        "HS2007", .error, "A text has not the format that the schema wants",
        page: .init(
            why: "The API server refuses the object.",
            example: "spec:\n  addresses:\n    - {type: IPAddress, value: 10.0.0}",
            mend: "Write it in the format that the message names."))
    static let wrongCount = FindingCode(
        "HS2008", .error, "A list or an object has fewer or more entries than the schema allows",
        page: .init(
            why: "The API server refuses the object.", example: "spec:\n  hosts: []",
            mend: "Add what is missing; split into several objects what is too much."))
    static let missingSchemaField = FindingCode(
        "HS2009", .error, "A field that the schema requires is missing",
        page: .init(
            why: "The API server refuses the object.",
            example: "spec:\n  http:\n    - route:\n        - destination: {subset: v1}",
            mend: "Add the field, or leave out what it belongs to."))
    static let noAlternative = FindingCode(
        "HS2010", .error, "Fields stand together that the schema does not allow together, or none of those it wants",
        page: .init(
            why: "The API server refuses the object: of the alternatives exactly one (or at least one) may be used.",
            example: "spec:\n  http:\n    - match:\n        - uri: {exact: /a, prefix: /b}",
            mend: "Keep one of the alternatives that the message names."))
    static let duplicateElement = FindingCode(
        "HS2011", .error, "An element occurs twice in a list where it may occur once",
        page: .init(
            why: "The API server refuses the object.",
            example: "spec:\n  ports:\n    - {name: http, number: 80}\n    - {name: http, number: 81}",
            mend: "Remove or rename one of the two."))
    static let brokenRule = FindingCode(
        "HS2012", .error, "A CEL rule of the schema is broken",
        page: .init(
            why: "The API server (from Kubernetes 1.25) refuses the object.",
            example: "spec:\n  portLevelMtls:\n    \"70000\": {mode: STRICT}",
            mend: "The message is that of the schema; change what it names."))
    static let versionNotServed = FindingCode(
        "HS2013", .error, "The target does not serve the version of the kind",
        page: .init(
            why: "The API server knows no such resource: the write fails.",
            example: "apiVersion: networking.istio.io/v1\nkind: VirtualService",
            mend: "Write the object in a version that the target serves, or update its CustomResourceDefinitions."))
    static let kindNotServed = FindingCode(
        "HS2014", .error, "The target does not know the kind",
        page: .init(
            why: "The API server knows no such resource: the write fails.",
            example: "apiVersion: policy.linkerd.io/v1alpha1\nkind: HTTPLocalRateLimitPolicy",
            mend: "Install the CustomResourceDefinitions of the mesh version that has it."))
    static let brokenSchema = FindingCode(
        "HS2015", .info, "The schema itself is broken",
        page: .init(
            why:
                "Where a CustomResourceDefinition is broken, nothing can be said of objects; the API server takes anything or refuses all.",
            example: "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition",
            mend: "Install the CustomResourceDefinition anew, from the release of the mesh."))
    static let notEvaluated = FindingCode(
        "HS2016", .info, "A rule of the schema could not be evaluated",
        page: .init(
            why:
                "HotSwap evaluates the part of CEL and RE2 that the schemas of the meshes use. What is beyond it was not checked here; the dry-run of the cluster checks it.",
            example: "x-kubernetes-validations:\n  - rule: quantity(self).isGreaterThan(quantity('1'))",
            mend: "Nothing has to be done; ask the cluster by a dry-run before you rely on it."))
    static let experimentalField = FindingCode(
        "HS2017", .warning, "A field is of the Gateway API's experimental channel only",
        page: .init(
            why:
                "The definitions of the standard channel lack the field: there the API server leaves it out, or refuses "
                + "the object where it is asked to be strict. Its content was not checked.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                spec:
                  rules: [{retry: {attempts: 3, codes: [503]}}]
                """,
            mend: "Install the experimental channel and judge beside the cluster, or leave the field out."))

    static let schema: [FindingCode] = [
        unknownSchemaField, wrongSchemaType, notInEnumeration, outOfRange, wrongLength, patternMismatch, wrongFormat,
        wrongCount, missingSchemaField, noAlternative, duplicateElement, brokenRule, versionNotServed, kindNotServed,
        brokenSchema, notEvaluated, experimentalField,
    ]
}
