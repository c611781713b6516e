package import Domain
import Mesh
import MeshModel
package import Validation

/// Finds before a rollout begins what would make one of its steps impossible or unsafe: it asks the kinds' mechanics
/// for every move, goes through them in memory in the order in which a worker does them, and asks the mesh's model
/// after each.
package enum RolloutLint {
    /// What was found about one policy, and what was not looked at.
    package struct Reading: Sendable {
        package var findings: [Finding] = []
        /// `nil`: every request that was made was asked about.
        package var caveat: String?

        init(_ findings: [Finding] = []) { self.findings = findings }
    }

    /// One policy of a rollout.
    package struct Change: Sendable {
        let old: JSONValue?
        let new: JSONValue?
        let way: RolloutWay

        /// - Parameters:
        ///   - old: The live version; `nil`: there is none.
        ///   - new: The version that is to be; `nil`: the object goes.
        package init(old: JSONValue?, new: JSONValue?, way: RolloutWay) {
            self.old = old
            self.new = new
            self.way = way
        }
    }

    /// Findings of the way in which a change is to be rolled out.
    package static func findings(
        old: JSONValue?, new: JSONValue?, way: RolloutWay, in picture: MeshPicture
    ) -> [Finding] { reading(old: old, new: new, way: way, in: picture).findings }

    /// The same, with what was not looked at.
    package static func reading(
        old: JSONValue?, new: JSONValue?, way: RolloutWay, in picture: MeshPicture
    ) -> Reading {
        readings([Change(old: old, new: new, way: way)], in: picture).first ?? Reading()
    }

    /// What there is to say about policies that are rolled out together, one reading for each. A step at which what is
    /// written of one does not go with what is not yet written of another is told at the one whose write makes it so.
    package static func readings(_ changes: [Change], in picture: MeshPicture) -> [Reading] {
        var readings = changes.map { _ in Reading() }
        var bundles: [Domain.Mesh: [BundlePolicy]] = [:]
        for (index, change) in changes.enumerated() {
            let read = Change(old: picture.read(change.old), new: picture.read(change.new), way: change.way)
            guard let policy = BundlePolicy(read, at: index) else { continue }
            if let finding = strategyImpossible(policy) {
                readings[index] = Reading([finding])
            } else if bundles[policy.kind.mesh]?.contains(where: { $0.object.isNamed(as: policy.object) }) != true {
                bundles[policy.kind.mesh, default: []].append(policy)
            }
        }
        for policies in bundles.values { BundleWalk(policies, picture).read(into: &readings) }
        for (index, change) in changes.enumerated() {
            readings[index].findings = picture.told(readings[index].findings, of: change.new ?? change.old)
            readings[index].caveat = readings[index].caveat.map(picture.told)
        }
        return readings
    }

    private static func strategyImpossible(_ policy: BundlePolicy) -> Finding? {
        let (kind, strategy) = (policy.kind, policy.way.strategy)
        guard case .impossible(let why) = StrategyTable.possibility(of: strategy, for: kind) else { return nil }
        let others = StrategyName.allCases.filter { StrategyTable.possibility(of: $0, for: kind).isPossible }
        return Finding(
            .strategyImpossible, about: policy.object.document,
            message: "\(strategy.rawValue) cannot be had for a \(kind.rawValue): \(why)",
            hint: "what can be had: \(others.map(\.rawValue).joined(separator: ", "))")
    }
}

/// A policy that is rolled out, alone or with others.
struct BundlePolicy {
    /// Its place among the changes that were asked about.
    let index: Int
    let object: PolicyObject
    let kind: PolicyKind
    let old: JSONValue?
    let new: JSONValue?
    let way: RolloutWay

    /// `nil` where neither version is an object of a kind that is rolled out.
    init?(_ change: RolloutLint.Change, at index: Int) {
        guard let object = (change.new ?? change.old).flatMap({ PolicyObject($0) }),
            let kind = PolicyKind(object.kind, group: object.group)
        else { return nil }
        self.index = index
        self.object = object
        self.kind = kind
        (old, new, way) = (change.old, change.new, change.way)
    }

    /// As the mechanics are asked about it.
    var change: PolicyChange {
        PolicyChange(
            key: PolicyKey(kind: kind, group: object.group, namespace: object.namespace, name: object.name),
            old: old.map(ObjectContent.of), new: new.map(ObjectContent.of), filling: SchemaCatalogue.builtIn.filled)
    }

    var name: MeshObjectName { MeshObjectName(change.key) }

    /// The one write that brings the whole change.
    var wholeMove: Move {
        new.map { .write(MeshObject(name: name, document: $0)) } ?? .remove(name)
    }
}
