/// Which units of a whole are in the cohort: a pure function of what they are and the share, so that it is the same
/// whoever computes it, and a larger share contains the smaller one.
package enum CohortMembership {
    /// Something that is in the cohort or not.
    package struct Unit: Hashable, Sendable {
        /// A pod's uid, a namespace's name.
        package let id: String
        /// Those of one group do the same work (a Deployment's pods): each group is to have its part of the cohort.
        package let group: String

        package init(id: String, group: String) {
            self.id = id
            self.group = group
        }
    }

    /// The members among units of one group: those with the lowest hashes.
    package static func members(of ids: [String], share: Share, cohort: Cohort) -> Set<String> {
        members(of: ids.map { Unit(id: $0, group: "") }, share: share, cohort: cohort)
    }

    /// The members among units of several groups, by their ids: a systematic sample, in which each group is there as
    /// its size has it, give or take one, so that the cohort is no workload that was always slower than the others.
    /// Groups with fewer units than one in a step are there by chance.
    package static func members(of units: [Unit], share: Share, cohort: Cohort) -> Set<String> {
        let ranked = Dictionary(grouping: units, by: \.group).flatMap { group, units in
            places(of: units.map(\.id), start: fraction(cohort.id + "/" + group), cohort)
        }.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }
        return Set(ranked.prefix(share.of(units.count)).map { $0.id })
    }

    /// A group's units, evenly between 0 and 1 in the order of their hashes.
    ///
    /// - Parameter start: What part of a step the first one is at.
    private static func places(of ids: [String], start: Double, _ cohort: Cohort) -> [(rank: Double, id: String)] {
        let ordered = ids.map { (hash(cohort.id + "/" + $0), $0) }.sorted { $0 < $1 }
        return ordered.enumerated().map { ((Double($0.offset) + start) / Double(ids.count), $0.element.1) }
    }

    private static func fraction(_ text: String) -> Double { Double(hash(text) >> 11) * 0x1p-53 }

    /// With a final mix: names that differ in their last letters alone lie far apart.
    private static func hash(_ text: String) -> UInt64 {
        var value = FNV1a.hash(text)
        value = (value ^ (value >> 33)) &* 0xff51_afd7_ed55_8ccd
        value = (value ^ (value >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return value ^ (value >> 33)
    }
}
