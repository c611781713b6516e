import Domain
import Ports

/// The proxies of all pods, counted.
struct SyncVerdict {
    private let written: WrittenConfiguration
    private let now: Timestamp
    private let problems: [String]
    private var reached: [PodName] = []
    private var silent: [PodName] = []
    private var unacknowledged: [PodName] = []
    private var refused: [(pod: PodName, why: String)] = []
    /// Connected to no istiod that answered.
    private var unlisted: [PodName] = []

    init(_ table: SyncTable, _ written: WrittenConfiguration, since mark: PropagationMark, now: Timestamp) {
        self.written = written
        self.now = now
        problems = table.problems
        let judge = ProxyJudge(written, since: mark, now: now, latest: table.latest)
        for pod in written.pods.sorted() {
            guard let rows = table.rows[pod] else {
                unlisted.append(pod)
                continue
            }
            switch judge.state(of: rows) {
            case .reached: reached.append(pod)
            case .silent: silent.append(pod)
            case .unacknowledged: unacknowledged.append(pod)
            case .refused(let why): refused.append((pod, why))
            }
        }
    }

    /// `nil` where istiods know none of the pods: then somebody else has to tell.
    var verdict: PropagationVerdict? {
        if let first = refused.first {
            return .refused("\(refused.count) of \(total) proxies refuse it. \(first.pod) refuses \(first.why)")
        }
        guard unlisted.count < total else { return nil }
        if !unacknowledged.isEmpty {
            return .waiting(
                "\(unacknowledged.count) of \(total) proxies have not acknowledged it\(unacknowledged.named)")
        }
        guard written.hasSettled(now) || silent.isEmpty && unlisted.isEmpty else {
            return .waiting(gaps.joined(separator: "; "))
        }
        let how = ["\(reached.count) of \(total) proxies have acknowledged it to istiod"] + ignored
        // Of pods that none lists an istiod that did not answer might know better.
        let isEstimate = !silent.isEmpty || (!unlisted.isEmpty && !problems.isEmpty)
        return .reached(how: how.joined(separator: "; "), isEstimate: isEstimate)
    }

    private var total: Int { written.pods.count }

    private var gaps: [String] {
        var gaps: [String] = []
        if !silent.isEmpty {
            gaps.append("istiod has sent nothing yet to \(silent.count) of \(total) proxies\(silent.named)")
        }
        if !unlisted.isEmpty {
            gaps.append("\(unlisted.count) of \(total) pods are connected to no istiod\(unlisted.named)")
        }
        return gaps + problems
    }

    /// What is not waited for any longer.
    private var ignored: [String] {
        guard !silent.isEmpty || !unlisted.isEmpty else { return [] }
        return ["after \(written.settle.components.seconds) s not waited for: \(gaps.joined(separator: "; "))"]
    }
}

extension [PodName] {
    /// `: a, b, c and 4 more`
    fileprivate var named: String {
        guard !isEmpty else { return "" }
        let names = prefix(3).map(\.description).joined(separator: ", ")
        return count > 3 ? ": \(names) and \(count - 3) more" : ": \(names)"
    }
}
