/// HS6311 to HS6315.
extension FindingCode {
    static let annotations: [FindingCode] = [
        misplacedAnnotation, unknownAnnotation, invalidAnnotationValue, outdatedAnnotation, alphaAnnotation,
    ]

    static let misplacedAnnotation = FindingCode(
        "HS6311", .warning, "An annotation of Istio stands at a kind where it has no effect", references: ["IST0107"],
        page: .init(
            why: "Istio does not look for it there.",
            example: """
                kind: Deployment
                metadata: {annotations: {sidecar.istio.io/logLevel: debug}}
                """,
            mend: "Write it where it belongs; those of pods into `spec.template.metadata.annotations`."))

    static let unknownAnnotation = FindingCode(
        "HS6312", .warning, "An annotation looks like Istio's and is none", references: ["IST0108"],
        page: .init(
            why: "It has no effect; mostly it is misspelled.",
            example: """
                kind: Service
                metadata: {annotations: {networking.istio.io/exportThree: a}}
                """,
            mend: "Correct the name or leave it out."))

    static let invalidAnnotationValue = FindingCode(
        "HS6313", .warning, "An annotation of Istio has a value that it cannot have", references: ["IST0125"],
        page: .init(
            why: "The injector refuses the pod, or passes the annotation over.",
            example: """
                kind: Pod
                metadata: {annotations: {readiness.status.sidecar.istio.io/periodSeconds: often}}
                """,
            mend: "Write a value of the kind that the finding names."))

    static let outdatedAnnotation = FindingCode(
        "HS6314", .info, "An annotation of Istio is outdated", references: ["IST0135"],
        page: .init(
            why: "A later version of Istio will not look at it any more.",
            example: """
                kind: Pod
                metadata: {annotations: {sidecar.istio.io/inject: "true"}}
                """,
            mend: "Use what has taken its place: `sidecar.istio.io/inject` is a label now."))

    static let alphaAnnotation = FindingCode(
        "HS6315", .info, "An annotation of Istio is not stable yet", references: ["IST0136"],
        page: .init(
            why: "It may change or go with any version.",
            example: """
                kind: Service
                metadata: {annotations: {networking.istio.io/exportTo: "."}}
                """,
            mend: "Look at it with each upgrade."))
}
