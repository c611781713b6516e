import Domain
import Ports

/// The proxies of all pods, counted; where no pods are named, every proxy that the istiods list.
///
/// Proxies to which istiod surely sends something are waited for until it has. Whether others are concerned is not
/// always known, and istiod sends nothing to those who are not: they are waited for no longer than the settle time,
/// provided that somebody was sent something.
struct SyncVerdict {
    private let written: WrittenConfiguration
    private let pods: Set<PodName>
    private let now: Timestamp
    private let problems: [String]
    /// Of what was written, something is of a kind for which nobody in the mesh was sent anything since before, though
    /// somebody must be.
    private let isNobodyReached: Bool
    private var reached: [PodName] = []
    private var silent: [PodName] = []
    private var due: [PodName] = []
    private var unacknowledged: [PodName] = []
    private var refused: [(pod: PodName, why: String)] = []
    /// Connected to no istiod that answered.
    private var unlisted: [PodName] = []

    init(_ table: SyncTable, _ written: WrittenConfiguration, since mark: PropagationMark, now: Timestamp) {
        self.written = written
        self.now = now
        pods = written.pods.isEmpty ? Set(table.rows.keys) : written.pods
        problems = table.problems
        let somebodys = written.sentToSomebody
        let digests = somebodys.isEmpty || mark.digests.isEmpty ? [:] : table.mark.digests
        isNobodyReached =
            !digests.isEmpty
            && somebodys.contains { types in
                types.allSatisfy { digests[$0.rawValue] == mark.digests[$0.rawValue] }
            }
        let judge = ProxyJudge(written, of: pods, since: mark, now: now, latest: table.latest)
        for pod in pods {
            guard let rows = table.rows[pod] else {
                unlisted.append(pod)
                continue
            }
            switch judge.state(of: rows) {
            case .reached: reached.append(pod)
            case .silent: silent.append(pod)
            case .due: due.append(pod)
            case .unacknowledged: unacknowledged.append(pod)
            case .refused(let why): refused.append((pod, why))
            }
        }
    }

    /// `nil` where istiods know none of the pods: then somebody else has to tell.
    var verdict: PropagationVerdict? {
        if areNamed, let first = refused.min(by: { $0.pod < $1.pod }) {
            return .refused("\(refused.count) of \(total) proxies refuse it. \(first.pod) refuses \(first.why)")
        }
        guard unlisted.count < total else { return nil }
        if !unacknowledged.isEmpty, areNamed {
            return .waiting(
                "\(unacknowledged.count) of \(total) proxies have not acknowledged it\(unacknowledged.named)")
        }
        guard !isOpen, written.hasSettled(now) || reached.count == total else {
            return .waiting(gaps.joined(separator: "; "))
        }
        let how = ["\(reached.count) of \(total) proxies have acknowledged it to istiod"] + ignored
        // Of pods that none lists an istiod that did not answer might know better.
        let isEstimate = !silent.isEmpty || (!unlisted.isEmpty && !problems.isEmpty) || !others.isEmpty
        return .reached(how: how.joined(separator: "; "), isEstimate: isEstimate)
    }

    /// However long it has been: somebody's proxy is surely sent something yet, or nobody has what somebody must have.
    private var isOpen: Bool {
        guard due.isEmpty else { return true }
        let isUnderWay = !written.sentToSomebody.isEmpty && !unacknowledged.isEmpty
        return reached.isEmpty && (isNobodyReached || isUnderWay)
    }

    private var areNamed: Bool { !written.pods.isEmpty }
    private var total: Int { pods.count }
    /// Those that, of named pods, would have decided already.
    private var others: [PodName] { unacknowledged + refused.map(\.pod) }

    private var gaps: [String] {
        var gaps: [String] = []
        let silent = due + silent
        if !silent.isEmpty {
            gaps.append("istiod has sent nothing yet to \(silent.count) of \(total) proxies\(silent.named)")
        }
        if !unlisted.isEmpty {
            gaps.append("\(unlisted.count) of \(total) pods are connected to no istiod\(unlisted.named)")
        }
        if !others.isEmpty {
            gaps.append("\(others.count) of \(total) proxies have not taken it\(others.named)")
        }
        return gaps + problems
    }

    /// What is not waited for any longer.
    private var ignored: [String] {
        guard reached.count < total else { return [] }
        return ["after \(written.settle.components.seconds) s not waited for: \(gaps.joined(separator: "; "))"]
    }
}

extension [PodName] {
    /// `: a, b, c and 4 more`
    fileprivate var named: String {
        guard !isEmpty else { return "" }
        let names = lowest(3).map(\.description).joined(separator: ", ")
        return count > 3 ? ": \(names) and \(count - 3) more" : ": \(names)"
    }

    /// The first ones in their order; cheaper than to sort thousands for three of them.
    private func lowest(_ count: Int) -> [PodName] {
        var lowest: [PodName] = []
        for name in self {
            if lowest.count == count, let last = lowest.last, last < name { continue }
            lowest.insert(name, at: lowest.firstIndex { name < $0 } ?? lowest.endIndex)
            if lowest.count > count { lowest.removeLast() }
        }
        return lowest
    }
}
