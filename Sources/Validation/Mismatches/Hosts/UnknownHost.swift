/// What a host that the mesh does not know weighs: requests to it fail, unless the mesh lets any through.
struct UnknownHost {
    let refused: FindingCode
    let letThrough: FindingCode

    func remark(_ field: Field, _ settings: MeshSettings, _ message: String, hint: String? = nil) -> Remark {
        Remark(Self.isLetThrough(settings) ? letThrough : refused, field, message, hint: hint)
    }

    static func isLetThrough(_ settings: MeshSettings) -> Bool { settings.outboundTrafficPolicy == "ALLOW_ANY" }
}
