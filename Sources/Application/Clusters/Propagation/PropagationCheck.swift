package import Domain
package import Ports

/// Whether the proxies of a cluster have what was written: istiod's own table where it can be asked, else the status of
/// the objects, else the time that has passed. One for each cluster, to be kept: what istiods say is shared.
package struct PropagationCheck: PropagationChecking {
    private let objects: any ClusterObjects
    private let istiods: IstiodReplicas
    private let clock: @Sendable () -> ContinuousClock.Instant

    /// - Parameters:
    ///   - lifetime: How long an answer of the istiods serves everybody who asks.
    ///   - clock: By which it is known how long the istiods took to answer.
    package init(
        pods: any ClusterPods, objects: any ClusterObjects, lifetime: Duration = .seconds(1),
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.objects = objects
        self.clock = clock
        istiods = IstiodReplicas(pods, lifetime: lifetime)
    }

    package func before(_ pods: Set<PodName>?) async -> PropagationMark {
        let mark = await istiods.table().mark
        guard let pods else { return mark }
        return PropagationMark(
            nonces: mark.nonces.filter { pods.contains($0.key) }, timeless: mark.timeless.intersection(pods),
            digests: mark.digests)
    }

    package func check(
        _ written: WrittenConfiguration, since mark: PropagationMark, now: Timestamp
    ) async throws -> PropagationVerdict {
        let began = clock()
        var problems: [String] = []
        if written.isIstio {
            let table = await istiods.table()
            try Task.checkCancellation()
            // What was sent while the istiods were asked is not from the future.
            let then = now + (clock() - began)
            if let verdict = SyncVerdict(table, written, since: mark, now: then).verdict { return verdict }
            problems = table.problems
            if problems.isEmpty {
                problems = [written.pods.isEmpty ? "istiod lists no proxies" : "istiod lists none of the pods"]
            }
        }
        return try await checkStatus(written, problems, now)
    }

    /// What the objects' status says, and the time where it says nothing.
    private func checkStatus(
        _ written: WrittenConfiguration, _ problems: [String], _ now: Timestamp
    ) async throws -> PropagationVerdict {
        var silent = 0
        for (reference, status) in try await statuses(written) {
            switch status {
            case .refused(let why): return .refused("\(reference): \(why)")
            case .waiting(let why): return .waiting("\(reference): \(why)")
            case .outdated(let why, let isRefusal):
                guard written.hasSettled(now) else { return .waiting("\(reference): \(why)") }
                if isRefusal { return .refused("\(reference): \(why)") }
                silent += 1
            case .silent: silent += 1
            case .taken: break
            }
        }
        if silent == 0, !written.objects.isEmpty {
            return .reached(how: "the status of the objects says so", isEstimate: false)
        }
        let reasons = problems.isEmpty ? "" : " (\(problems.joined(separator: "; ")))"
        let seconds = written.settle.components.seconds
        guard written.hasSettled(now) else {
            return .waiting("the mesh does not tell; \(seconds) s are waited after the write\(reasons)")
        }
        return .reached(
            how: "\(seconds) s have passed since the write; the mesh does not tell\(reasons)", isEstimate: true)
    }

    /// In the order of `written.objects`. What cannot be read, or is not there, says nothing.
    private func statuses(_ written: WrittenConfiguration) async throws -> [(ObjectReference, ObjectStatus)] {
        let statuses = try await written.objects.concurrentMap(limit: 8) { reference in
            let live = try? await objects.get(reference)
            let moment = written.effect.moments[reference] ?? written.at
            return (reference, live.map { ObjectStatus(of: $0, writtenAt: moment) } ?? .silent)
        }
        try Task.checkCancellation()
        return statuses
    }
}

extension WrittenConfiguration {
    fileprivate var isIstio: Bool {
        objects.contains { PolicyKind($0.kind, group: $0.group)?.mesh == .istio }
    }
}
