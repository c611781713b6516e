import Domain

/// A header by which requests are told apart, as a match of a route says it.
struct RouteHeader: Hashable {
    let name: String
    let match: JSONValue

    private init(name: String, type: String, value: String) {
        self.name = name.lowercased()
        match = ["name": .string(name), "type": .string(type), "value": .string(value)]
    }

    /// The header by which smoke tests reach what production traffic does not see.
    static func green(_ cohort: Cohort) -> RouteHeader {
        RouteHeader(name: Cohort.greenHeader, type: "Exact", value: cohort.id)
    }

    /// Linkerd's expressions are for the whole value, so that a cookie is looked for among the others.
    init(_ variant: VariantMatch) {
        switch variant {
        case .header(let name, let value): self.init(name: name, type: "Exact", value: value)
        case .cookie(let name, let value):
            self.init(
                name: "cookie", type: "RegularExpression",
                value: "(.*; ?)?\(Self.literal(name))=\(Self.literal(value))(;.*)?")
        }
    }

    private static func literal(_ text: String) -> String {
        text.map { #"\.+*?()|[]{}^$#&-~"#.contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }
}
