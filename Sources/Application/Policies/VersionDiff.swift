package import Domain
import MeshModel

/// What differs between two versions of a policy.
package struct VersionDiff: Hashable, Sendable {
    package let changes: [FieldDiff.Change]
    /// Who may do what from now on; `nil` where the kind decides nothing of the sort.
    package let access: AccessChange?
    /// What the versions say; `nil`: the object is not to be there.
    package let old: JSONValue?
    package let new: JSONValue?
}

/// Which requests a change of an AuthorizationPolicy allows that were denied before, and the other way round, by the
/// policy itself: others of the same pods may allow or deny them all the same.
package struct AccessChange: Hashable, Sendable {
    /// A part of the requests.
    package struct Part: Hashable, Sendable {
        /// `principals: a or b; methods: not GET`; `everything`.
        package let description: String
        /// The same as a rule of an AuthorizationPolicy; `nil` where one rule cannot say it.
        package let rule: JSONValue?
    }

    /// Empty: the change provably opens nothing.
    package let newlyAllowed: [Part]
    /// Empty: the change provably closes nothing.
    package let newlyDenied: [Part]
    /// Why the lists may say more than the change does; empty: they are exact.
    package let caveats: [String]

    /// `nil` where the kind is another one.
    init?(_ kind: PolicyKind, old: JSONValue?, new: JSONValue?) {
        guard kind == .authorizationPolicy else { return nil }
        let comparison = AuthorizationComparison(old: old, new: new)
        newlyAllowed = comparison.newlyAllowed.map(Part.init)
        newlyDenied = comparison.newlyDenied.map(Part.init)
        caveats = comparison.caveats
    }
}

extension AccessChange.Part {
    fileprivate init(_ fragment: AuthorizationComparison.Fragment) {
        description = fragment.description
        rule = fragment.rule
    }
}
