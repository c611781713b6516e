import Domain
import Ports

/// How far one proxy is with what was written.
enum ProxyState: Hashable, Sendable {
    case reached
    /// It was sent and has not been acknowledged.
    case unacknowledged
    /// Nothing has been sent since the write: istiod is not that far, or has nothing to say to this proxy.
    case silent
    /// Nothing has been sent since before the write, and something surely will be.
    case due
    case refused(String)
}

/// Judges proxies by what istiods say of them.
struct ProxyJudge: Sendable {
    private let written: WrittenConfiguration
    private let mark: PropagationMark
    private let now: Timestamp
    /// By the namespace of the pod.
    private let needs: [String: Needs]
    /// How far the istiods' clock is ahead of ours, as far as that shows.
    private let ahead: Duration
    /// What clocks and answers on their way may differ by.
    private static let tolerance = Duration.seconds(2)

    /// What proxies of one namespace need, by whether the pod has a new label.
    private struct Needs: Sendable {
        let relabelled: Asked
        let others: Asked
    }

    /// What is looked at, worked out once for the thousands of proxies that may be in a table.
    private struct Asked: Sendable {
        let sent: Set<XDSType>
        /// In one order, with the moment of the last write that makes istiod send the type, where that is known.
        let types: [(type: XDSType, moment: Timestamp?)]

        init(_ objects: [ObjectReference], of written: WrittenConfiguration, in namespace: String) {
            let needs = SyncNeeds(objects, podNamespace: namespace, root: written.effect.root)
            let moments = written.moments(in: namespace)
            sent = needs.sent
            types = needs.acked.sorted { $0.rawValue < $1.rawValue }.map { ($0, moments[$0]) }
        }
    }

    /// - Parameter pods: Those that are judged.
    init(
        _ written: WrittenConfiguration, of pods: Set<PodName>, since mark: PropagationMark, now: Timestamp,
        latest: Timestamp?
    ) {
        self.written = written
        self.mark = mark
        self.now = now
        let objectsForAll = written.objectsForAll
        let isSame = written.effect.pods.isEmpty || objectsForAll.count == written.objects.count
        needs = Dictionary(
            Set(pods.lazy.map(\.namespace)).map { namespace in
                let others = Asked(objectsForAll, of: written, in: namespace)
                let relabelled = isSame ? others : Asked(written.objects, of: written, in: namespace)
                return (namespace, Needs(relabelled: relabelled, others: others))
            }
        ) { first, _ in first }
        let lead = (latest ?? now) - now
        ahead = lead > Self.tolerance ? lead : .zero
    }

    /// One pod may be in the table several times: a connection that was lost stays for a while at the istiod that it
    /// was to, so that one that has it suffices; and other clusters may have a pod of the same name, so that each of
    /// those must have it.
    func state(of rows: [SyncRow]) -> ProxyState {
        if rows.count == 1 { return state(of: rows[0]) }
        let clusters = Dictionary(grouping: rows, by: \.cluster).values
        return clusters.map { rows in
            let states = rows.map(state(of:))
            return states.contains(.reached) ? .reached : Self.worst(of: states)
        }.reduce(.reached) { Self.worst(of: [$0, $1]) }
    }

    private static func worst(of states: [ProxyState]) -> ProxyState { states.max { $0.rank < $1.rank } ?? .silent }

    private func state(of row: SyncRow) -> ProxyState {
        guard let known = needs[row.pod.namespace] else { return .silent }
        // All is made anew for a label.
        let label = written.effect.pods.contains(row.pod) ? written.effect.labels[row.pod] ?? written.at : nil
        let asked = label == nil ? known.others : known.relabelled
        var silent: Set<XDSType> = []
        for (type, moment) in asked.types {
            guard let state = row.states[type] else {
                // Proxies without HTTP ask for no routes; listeners and clusters everyone asks for.
                if asked.sent.contains(type), type != .routes { silent.insert(type) }
                continue
            }
            let since = max(label ?? moment ?? written.at, moment ?? label ?? written.at)
            let isSent = isSent(state, to: row.pod, since: since + ahead)
            if !state.isAcked {
                guard isSent, !state.error.isEmpty, isOver(state.sentAt) else { return .unacknowledged }
                return .refused("the \(type.words): \(state.error.prefix(300))")
            }
            if asked.sent.contains(type), !isSent { silent.insert(type) }
        }
        if silent.isEmpty { return .reached }
        return isDue(silent, row) ? .due : .silent
    }

    /// Whether one of the types is what it was before the write, and istiod surely sends it anew.
    private func isDue(_ silent: Set<XDSType>, _ row: SyncRow) -> Bool {
        silent.intersection(written.surelySent(to: row.pod)).contains { type in
            // Never anything yet. Who asks for neither listeners nor clusters (ztunnel) is sent none.
            guard let state = row.states[type] else {
                return row.states[.listeners] != nil || row.states[.clusters] != nil
            }
            return mark.nonces[row.pod]?.contains(state.sent) == true
        }
    }

    /// Whether it was sent, and made from the mesh's state, after the write, which by the istiods' clock was at
    /// `writtenAt`.
    private func isSent(_ state: SyncState, to pod: PodName, since writtenAt: Timestamp) -> Bool {
        let second = Timestamp(seconds: writtenAt.seconds)
        if let builtAt = state.builtAt, builtAt < second { return false }
        if let sentAt = state.sentAt { return sentAt >= writtenAt }
        if mark.timeless.contains(pod), let before = mark.nonces[pod] { return !before.contains(state.sent) }
        // Nothing to compare it with: only a later second proves it.
        return state.builtAt.map { $0 > second } ?? false
    }

    /// An error may be of what was sent before; what came last is answered within milliseconds.
    private func isOver(_ sentAt: Timestamp?) -> Bool { sentAt.map { now - $0 > Self.tolerance } ?? true }
}

extension ProxyState {
    /// From the best to the worst.
    fileprivate var rank: Int {
        switch self {
        case .reached: 0
        case .silent: 1
        case .due: 2
        case .unacknowledged: 3
        case .refused: 4
        }
    }
}
