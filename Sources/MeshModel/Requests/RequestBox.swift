/// Requests of which every attribute meets a constraint of its own: one source, one operation and all conditions of a
/// rule.
package struct RequestBox: Hashable, Sendable {
    /// HTTP requests, connections of plain TCP, or both.
    package enum Traffic: Hashable, Sendable { case any, http, tcp }

    package private(set) var traffic: Traffic
    /// None of them demands nothing. Demands that only HTTP requests can meet go with `traffic == .http`.
    package private(set) var constraints: [RequestAttribute: ValueConstraint]

    package static let everything = RequestBox(traffic: .any, constraints: [:])

    private init(traffic: Traffic, constraints: [RequestAttribute: ValueConstraint]) {
        self.traffic = traffic
        self.constraints = constraints
    }

    /// The part of the box that meets `constraint` too.
    package func and(_ constraint: ValueConstraint) -> RequestBox {
        guard !constraint.isEverything else { return self }
        var box = constraint.attribute.isOnlyHTTP ? and(.http) : self
        box.constraints[constraint.attribute] = box.constraints[constraint.attribute]?.and(constraint) ?? constraint
        return box
    }

    /// The part of the box that is of this traffic. Nothing of HTTP is TCP: such a box stays as it is, but matches
    /// nothing.
    package func and(_ other: Traffic) -> RequestBox {
        guard other != .any, traffic != other else { return self }
        var box = self
        if traffic == .any { box.traffic = other } else { box = .nothing }
        return box
    }

    /// A port that is none.
    private static let nothing = RequestBox(
        traffic: .any, constraints: [.port: ValueConstraint(.port, clauses: [[]])])

    /// What a DENY rule matches on plain TCP: whatever only HTTP requests have counts as matched.
    package var onTCP: RequestBox {
        RequestBox(traffic: .tcp, constraints: constraints.filter { !$0.key.isOnlyHTTP })
    }

    /// What both match.
    package func and(_ other: RequestBox) -> RequestBox {
        other.sorted.reduce(and(other.traffic)) { $0.and($1) }
    }

    /// The constraints in the order in which people read them.
    package var sorted: [ValueConstraint] { constraints.sorted { $0.key < $1.key }.map(\.value) }

    /// How many values it asks for and excludes.
    package var valueCount: Int {
        constraints.values.reduce(0) { $0 + $1.clauses.reduce($1.excluded.count) { $0 + $1.count } }
    }

    package var simplified: RequestBox {
        RequestBox(traffic: traffic, constraints: constraints.mapValues(\.simplified).filter { !$0.value.isEverything })
    }
}

/// What can be proven. `false` always means "not proven".
extension RequestBox {
    /// Whether the box matches nothing.
    package var isEmpty: Bool { constraints.values.contains { $0.isEmpty } }

    /// Whether every request of the box, which is not empty, is one of `other`: what only the other box asks for is no
    /// demand of this one.
    package func isContained(in other: RequestBox) -> Bool {
        (other.traffic == .any || traffic == other.traffic) && other.constraints.count <= constraints.count
            && other.constraints.allSatisfy { constraints[$0]?.isContained(in: $1) ?? false }
    }

    /// Whether no request is in both boxes.
    package func isDisjoint(from other: RequestBox) -> Bool {
        if traffic != other.traffic && traffic != .any && other.traffic != .any { return true }
        return isEmpty || other.isEmpty
            || constraints.values.contains { own in
                other.constraints[own.attribute].map { own.and($0).isEmpty } ?? false
            }
    }

    /// The requests of the box that are not in `other`, exactly; the boxes of the answer may overlap.
    package func subtracting(_ other: RequestBox) -> [RequestBox] {
        let parts = other.sorted.flatMap { constraint in constraint.complement.map { and($0) } }
        let rest: [RequestBox] =
            switch other.traffic {
            case .any: []
            case .http: [and(.tcp)]
            case .tcp: [and(.http)]
            }
        return (parts + rest).filter { !$0.isEmpty }.map(\.simplified)
    }
}

extension RequestBox: CustomStringConvertible {
    /// `principals: a or b; methods: not GET`; `everything`.
    package var description: String {
        var parts = sorted.map { constraint in
            let name = constraint.attribute.field?.name ?? constraint.attribute.key
            let wanted = constraint.clauses.map { $0.map(\.text).joined(separator: " or ") }
            let unwanted = constraint.excluded.map { "not \($0.text)" }
            return "\(name): \((wanted + unwanted).joined(separator: ", "))"
        }
        switch traffic {
        case .any: break
        case .http: if !constraints.keys.contains(where: \.isOnlyHTTP) { parts.append("HTTP only") }
        case .tcp: parts.append("plain TCP only")
        }
        return parts.isEmpty ? "everything" : parts.joined(separator: "; ")
    }
}
