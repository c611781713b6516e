/// What a deployment has to do with something on a cluster beside its own objects: what it changes, what it copies,
/// what it measures against. Two deployments under way must not have stakes that contend.
package struct Stake: Hashable, Sendable {
    /// What it is about, in words that are also its key: `host reviews.shop`, `pods of shop with app=reviews`.
    package let subject: String
    package let mode: Mode
    /// Of a part within the whole (`reads`, `meets`): by which property the parts are told apart. Parts by one property
    /// have stakes of their own; parts by different ones may overlap. Empty where there are no parts.
    package let part: String
    /// The object of the deployment that it is for: `VirtualService shop/reviews`.
    package let object: String

    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Nobody else may have to do with it: it is rolled out step by step.
        case alone
        /// It must not change as a whole, while others may rely on it as well.
        case reads
        /// It is changed at once, as others may.
        case writes
        /// Something within it is changed at once.
        case meets
    }

    package init(subject: String, mode: Mode, part: String = "", object: String) {
        self.subject = subject
        self.mode = mode
        self.part = part
        self.object = object
    }

    /// Whether deployments with these two must not be under way together. The store's statements say the same.
    package func contends(with other: Stake) -> Bool {
        guard subject == other.subject else { return false }
        switch (mode, other.mode) {
        case (.alone, _), (_, .alone), (.reads, .writes), (.writes, .reads): return true
        case (.reads, .reads), (.reads, .meets), (.meets, .reads): return part != other.part
        case (.writes, .writes), (.writes, .meets), (.meets, .writes), (.meets, .meets): return false
        }
    }

    /// The same of a deployment that writes whole objects at once: the way back of a finished rollout.
    package var atOnce: Stake {
        let mode: Mode =
            switch self.mode {
            case .alone, .writes: .writes
            case .reads, .meets: .meets
            }
        return Stake(subject: subject, mode: mode, part: part, object: object)
    }

    /// One stake that is as much as both, of the same deployment and subject.
    private func joined(with other: Stake) -> Stake {
        if mode == other.mode, part == other.part { return self }
        let isRollout = [mode, other.mode].contains { $0 == .alone || $0 == .reads }
        return Stake(subject: subject, mode: isRollout ? .alone : .writes, object: object)
    }

    /// The stakes of one deployment: one for each subject, in the order of the subjects.
    package static func joined(_ stakes: some Sequence<Stake>) -> [Stake] {
        Dictionary(stakes.map { ($0.subject, $0) }) { $0.joined(with: $1) }.values.sorted { $0.subject < $1.subject }
    }
}

/// Two deployments that have to do with the same.
package struct Contention: Hashable, Sendable, CustomStringConvertible {
    /// The deployment that is under way.
    package let holder: ID<Deployment>
    /// What it has the stake for, e.g. `VirtualService shop/reviews`.
    package let theirs: String
    /// What the other one would have it for.
    package let mine: String
    /// What both have to do with.
    package let subject: String

    package init(holder: ID<Deployment>, theirs: String, mine: String, subject: String) {
        self.holder = holder
        self.theirs = theirs
        self.mine = mine
        self.subject = subject
    }

    /// A sentence without an end, for what can be done.
    package var description: String {
        theirs == mine
            ? "Deployment \(holder) is under way with \(theirs), or with what it relies on (\(subject))"
            : "Deployment \(holder) is under way with \(theirs), and \(mine) has to do with the same: \(subject)"
    }
}
