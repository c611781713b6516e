package import Domain
package import Validation

extension Impact {
    /// A change of one object.
    package struct Change: Sendable {
        /// The live version; `nil`: there is none.
        package let old: JSONValue?
        /// The version that is to be; `nil`: the object goes.
        package let new: JSONValue?

        package init(old: JSONValue?, new: JSONValue?) {
            self.old = old
            self.new = new
        }
    }

    /// What changes do that come about together: each request is asked about before any of them and after all. What
    /// differs is told once, of the first object that has to do with it.
    ///
    /// - Parameters:
    ///   - limit: Of how many changes it is told; the others count all the same.
    ///   - questions: How many questions at most are asked of the mesh's model for each.
    ///   - traffic: What a service carries now, in requests per second; `nil` where that is not known.
    /// - Returns: One for each change; `nil` where neither version is an object with a kind and a name.
    package static func together(
        _ changes: [Change], first limit: Int = .max, in picture: MeshPicture, questions: Int = 40_000,
        traffic: (ServiceName) -> Double? = { _ in nil }
    ) -> [Impact?] {
        let all = ChangesAtOnce(changes, in: picture)
        var impacts = zip(changes, all.pairs).prefix(limit).map { change, pair in
            pair.map { of(change, $0, in: all.picture, questions: questions, traffic: traffic) }
        }
        for index in impacts.indices {
            for earlier in impacts[..<index].compactMap(\.self) { impacts[index]?.leave(to: earlier) }
        }
        return impacts
    }

    /// What `earlier` tells already is not told again.
    private mutating func leave(to earlier: Impact) {
        let told = Set(earlier.lines.map(\.order))
        let own = lines.filter { !told.contains($0.order) }
        let isOfSamePods = !workloads.isEmpty && workloads == earlier.workloads
        let allowed = isOfSamePods ? newlyAllowed.filter { !earlier.newlyAllowed.contains($0) } : newlyAllowed
        let denied = isOfSamePods ? newlyDenied.filter { !earlier.newlyDenied.contains($0) } : newlyDenied
        guard (own.count, allowed.count, denied.count) != (lines.count, newlyAllowed.count, newlyDenied.count) else {
            return
        }
        (lines, newlyAllowed, newlyDenied) = (own, allowed, denied)
        together.append(earlier.object)
        caveats.append("What it does together with \(earlier.object) is told of that.")
    }

    /// Whether anything is to be told of the impact of such an object, and be it that it was not looked at.
    package static func isTold(of kind: ObjectKind) -> Bool {
        PolicyKind(kind.name, group: kind.group) != nil || isExamined(kind) || kind.group == "gateway.networking.k8s.io"
            || ["istio.io", "linkerd.io", "smi-spec.io"].contains { kind.group.hasSuffix($0) }
    }

    /// Whether the mesh's model is asked about objects of the kind.
    package static func isExamined(_ kind: ObjectKind) -> Bool {
        PolicyKind(kind.name, group: kind.group) != nil
            || kind.group == "policy.linkerd.io" && linkerdAuthorizations.contains(kind.name)
    }

    /// Kinds that decide about access and that HotSwap does not roll out.
    static let linkerdAuthorizations: Set = ["AuthorizationPolicy", "MeshTLSAuthentication", "NetworkAuthentication"]
}
