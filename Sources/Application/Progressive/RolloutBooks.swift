package import Domain
package import Mesh
package import MeshModel
package import Ports

/// The books of a bundle on one cluster: how each of its policies is rolled out there.
package struct RolloutBooks: Sendable {
    /// One policy with its book.
    package struct Entry: Sendable {
        package let target: ClusterTarget
        package let book: any RolloutBook

        /// The policy whose book writes this one's object.
        fileprivate var writer: PolicyKey { book.lead?.key ?? target.object.key }
        /// The book that does this policy's moves: its own, or that of a policy that it goes together with.
        var moving: any RolloutBook { book.lead?.book ?? book }
    }

    package let entries: [Entry]
    package let cohort: Cohort

    /// Throws `RolloutImpossible` naming every policy that cannot be rolled out as the plan says.
    package init(
        _ targets: [ClusterTarget], units: [ID<Policy>: CohortUnit], cohort: Cohort, in picture: ClusterPicture
    ) throws(RolloutImpossible) {
        var entries: [Entry] = []
        var problems: [RolloutImpossible.Problem] = []
        let together = ChangesTogether(targets.map(\.change))
        for (target, change) in zip(targets, together.changes) {
            let surroundings = picture.surroundings.beside(together, as: change.key)
            do throws(Impossible) {
                let book = try Mechanics.book(
                    for: change, unit: units[target.object.policy], in: surroundings, cohort: cohort)
                entries.append(Entry(target: target, book: book))
            } catch {
                problems.append(RolloutImpossible.Problem(key: target.object.key, impossible: error))
            }
        }
        guard problems.isEmpty else { throw RolloutImpossible(problems: problems) }
        try Self.refuseParted(entries)
        self.entries = entries
        self.cohort = cohort
    }

    /// Policies that go together are moved by one book, so they must have been given one unit.
    private static func refuseParted(_ entries: [Entry]) throws(RolloutImpossible) {
        let units = Dictionary(entries.map { ($0.target.object.key, $0.book.unit) }) { first, _ in first }
        for entry in entries {
            guard let lead = entry.book.lead, let unit = units[lead.key], unit != entry.book.unit else { continue }
            throw RolloutImpossible(problems: [
                .init(key: entry.target.object.key, impossible: .parted(from: lead.key, entry.book.unit, unit))
            ])
        }
    }

    /// What every policy's moves to `scene` are. Throws where one cannot have it, or where two would write the same
    /// object: each would undo what the other has written.
    func moves(to scene: Scene) throws(RolloutImpossible) -> [(Entry, [Move])] {
        var lists: [(Entry, [Move])] = []
        var problems: [RolloutImpossible.Problem] = []
        for entry in entries {
            do throws(Impossible) {
                lists.append((entry, try entry.book.moves(to: scene)))
            } catch {
                problems.append(RolloutImpossible.Problem(key: entry.target.object.key, impossible: error))
            }
        }
        guard problems.isEmpty else { throw RolloutImpossible(problems: problems) }
        try Self.refuseSharedObjects(lists)
        return lists
    }

    /// Before a rollout begins: throws where `scene` compares versions that the mesh's metrics do not tell apart.
    func checkComparison(in scene: Scene) throws(RolloutImpossible) {
        var problems: [RolloutImpossible.Problem] = []
        for entry in entries {
            do throws(Impossible) { try entry.book.checkComparison(in: scene) } catch {
                problems.append(RolloutImpossible.Problem(key: entry.target.object.key, impossible: error))
            }
        }
        guard problems.isEmpty else { throw RolloutImpossible(problems: problems) }
    }

    private static func refuseSharedObjects(_ lists: [(Entry, [Move])]) throws(RolloutImpossible) {
        var writers: [MeshObjectName: PolicyKey] = [:]
        // What nothing is done with may be touched by another policy's rollout, as anybody else's object.
        for (entry, _) in lists where !entry.book.isIdle {
            writers[MeshObjectName(entry.target.reference)] = entry.writer
        }
        for (entry, moves) in lists {
            let key = entry.target.object.key
            for name in moves.compactMap(\.object) {
                guard let other = writers[name], other != key else {
                    writers[name] = key
                    continue
                }
                throw RolloutImpossible(problems: [.init(key: key, impossible: .shared(name, with: other))])
            }
        }
    }

    /// The scopes that pods are labelled in.
    package var scopes: [PodScope] {
        Array(Set(entries.compactMap(\.book.scope))).sorted { $0.json.jsonText < $1.json.jsonText }
    }

    /// The policies whose new version the cluster has already.
    package var idle: Set<ID<Policy>> { Set(entries.filter(\.book.isIdle).map(\.target.object.policy)) }

    /// What is compared while `scene` stands: policies that are measured alike are measured once.
    package func measurements(of scene: Scene) -> [CohortMeasurement] {
        var groups: [MeasuredAlike: [Entry]] = [:]
        for entry in entries {
            for (place, measurement) in entry.book.measurements(of: scene).enumerated() {
                groups[MeasuredAlike(entry.book, measurement, place: place), default: []].append(entry)
            }
        }
        return groups.map { alike, entries in
            let measured = CohortMeasurement(
                policies: entries.map(\.target.object.policy).sorted(),
                about: entries.map(\.target.object.key).text, unit: alike.unit, measurement: alike.measurement,
                notes: Set(entries.flatMap(\.book.notes)).sorted(), isIdle: alike.isIdle)
            return (first: measured.policies.first ?? .zero, place: alike.place, measured: measured)
        }
        .sorted { ($0.first, $0.place) < ($1.first, $1.place) }
        .map(\.measured)
    }

    private struct MeasuredAlike: Hashable {
        let unit: CohortUnit
        let measurement: Measurement
        let isIdle: Bool
        /// Which of a book's measurements it is.
        let place: Int

        init(_ book: any RolloutBook, _ measurement: Measurement, place: Int) {
            unit = book.unit
            self.measurement = measurement
            isIdle = book.isIdle
            self.place = place
        }
    }
}

extension [PolicyKey] {
    /// `VirtualService shop/cart, VirtualService shop/reviews and 3 more`
    fileprivate var text: String {
        let names = map(\.description).sorted()
        return names.prefix(2).joined(separator: ", ") + (count > 2 ? " and \(count - 2) more" : "")
    }
}

extension ID {
    fileprivate static var zero: ID { ID(high: 0, low: 0) }
}

extension Impossible {
    /// Two policies that go together have different units.
    fileprivate static func parted(from lead: PolicyKey, _ own: CohortUnit, _ other: CohortUnit) -> Impossible {
        Impossible(
            "it is rolled out together with \(lead), which is rolled out by \(other.rawValue); ask for one unit for both",
            offers: [own, .clusters])
    }

    /// Two policies of a bundle would write one object.
    fileprivate static func shared(_ name: MeshObjectName, with other: PolicyKey) -> Impossible {
        Impossible(
            "its rollout and that of \(other) would both write \(name), and each would undo what the other has written."
                + " Deploy the two one after the other, or together with Direct or cluster by cluster",
            offers: [.clusters])
    }
}

/// A bundle that cannot be rolled out as it was asked, with what can be done instead.
package struct RolloutImpossible: Error, Hashable, Sendable {
    package struct Problem: Hashable, Sendable {
        package let key: PolicyKey
        package let impossible: Impossible
    }

    package let problems: [Problem]

    /// In sentences, for people.
    package var explanation: String {
        problems.map { problem in
            let offers = problem.impossible.offers.map(\.rawValue).joined(separator: ", ")
            let offer = offers.isEmpty ? "" : ". It can have: \(offers)"
            return "\(problem.key): \(problem.impossible.reason)\(offer)"
        }
        .joined(separator: "; ")
    }
}
