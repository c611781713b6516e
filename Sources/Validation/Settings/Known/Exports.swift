import Domain

/// The namespaces that an object can be seen from (`exportTo`).
enum Exports {
    case everywhere
    case namespaces([String])

    init(of object: KnownObject, _ settings: MeshSettings) {
        guard let field = Self.field(object.kind) else {
            self = .everywhere
            return
        }
        if object.kind == .service {
            let text = object.tree["metadata"]?["annotations"]?["networking.istio.io/exportTo"]?.string
            let parts = text?.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
            self = Self(parts ?? Self.strings(settings.meshConfig[field]), in: object.namespace)
        } else {
            let stated = Self.strings(object.tree["spec"]?["exportTo"])
            self = Self(stated.isEmpty ? Self.strings(settings.meshConfig[field]) : stated, in: object.namespace)
        }
    }

    private init(_ targets: [String], in namespace: String) {
        if targets.isEmpty || targets.contains("*") {
            self = .everywhere
        } else {
            self = .namespaces(targets.filter { $0 != "~" }.map { $0 == "." ? namespace : $0 })
        }
    }

    func reaches(_ namespace: String) -> Bool {
        switch self {
        case .everywhere: true
        case .namespaces(let names): names.contains(namespace)
        }
    }

    /// Whether some namespace sees both.
    func meets(_ other: Exports) -> Bool {
        switch (self, other) {
        case (.everywhere, .everywhere): true
        case (.everywhere, .namespaces(let names)), (.namespaces(let names), .everywhere): !names.isEmpty
        case (.namespaces(let one), .namespaces(let two)): one.contains(where: two.contains)
        }
    }

    /// Where the mesh's configuration has the default of a kind.
    private static func field(_ kind: ObjectKind) -> String? {
        switch kind {
        case .service, .serviceEntry: "defaultServiceExportTo"
        case .virtualService: "defaultVirtualServiceExportTo"
        case .destinationRule: "defaultDestinationRuleExportTo"
        default: nil
        }
    }

    private static func strings(_ value: JSONValue?) -> [String] { value?.array?.compactMap(\.string) ?? [] }
}

extension Subject {
    /// Whether `object` is seen from `namespace`; the subject's own where none is given.
    func sees(_ object: KnownObject, from namespace: String? = nil) -> Bool {
        Exports(of: object, settings).reaches(namespace ?? self.object.namespace)
    }

    /// Whether some namespace sees both the subject and `other`.
    func isSeen(with other: KnownObject) -> Bool { Exports(of: object, settings).meets(Exports(of: other, settings)) }
}
