package import Domain
import Mesh
import MeshModel
package import Ports

/// A bundle's rollout on one cluster: brings it into a scene, or back.
package struct ProgressiveRollout: Sendable {
    let bundles: any BundleStore
    let cohorts: any CohortStore
    let clusters: any ClusterConnecting
    let podsOf: any ClusterPodsConnecting
    let settings: Settings
    private let jobs: any JobStore
    private let propagations: Propagations
    private let pictures: ClusterPictures
    private let time: any TimeSource

    /// How it works.
    package struct Settings: Sendable {
        /// How many requests go to one cluster at once.
        package let concurrency: Int
        /// The longest that one request to a cluster may take.
        package let requestLimit: Duration
        /// How long a write needs to reach the proxies, where the mesh does not tell.
        package let settleTime: Duration

        package init(concurrency: Int, requestLimit: Duration, settleTime: Duration) {
            self.concurrency = concurrency
            self.requestLimit = requestLimit
            self.settleTime = settleTime
        }
    }

    package init(
        bundles: any BundleStore, cohorts: any CohortStore, clusters: any ClusterConnecting,
        pods: any ClusterPodsConnecting, propagations: Propagations, pictures: ClusterPictures,
        jobs: any JobStore, settings: Settings, time: any TimeSource
    ) {
        self.bundles = bundles
        self.cohorts = cohorts
        self.clusters = clusters
        podsOf = pods
        self.propagations = propagations
        self.pictures = pictures
        self.jobs = jobs
        self.settings = settings
        self.time = time
    }

    /// What a bundle is on a cluster before anything is done.
    package struct Situation: Sendable {
        package let bundle: Bundle
        package let targets: [ClusterTarget]
        package let picture: ClusterPicture
        package let books: RolloutBooks
        let objects: any ClusterObjects
        let pods: any ClusterPods
    }

    /// Reads the cluster and decides how each policy is rolled out. Writes nothing.
    /// Throws `RolloutImpossible`, `ClusterRefusal`, `PortError`.
    package func situation(_ deployment: ID<Deployment>, on cluster: ID<Cluster>) async throws -> Situation {
        do { return try await situation(deployment, on: cluster, isFresh: false) } catch is RolloutImpossible {
            return try await situation(deployment, on: cluster, isFresh: true)
        }
    }

    /// - Parameter isFresh: The cluster is read after this call; else its picture may be one that watches keep.
    package func situation(
        _ deployment: ID<Deployment>, on cluster: ID<Cluster>, isFresh: Bool
    ) async throws -> Situation {
        let bundle = try await bundles.bundle(deployment, cluster: cluster)
        let objects = try await clusters.objects(of: bundle.cluster)
        let pods = try await podsOf.pods(of: bundle.cluster)
        let targets = try await TargetReader(objects, concurrency: settings.concurrency).targets(of: bundle.objects)
        let picture = try await SurroundingsReader(objects: objects, pods: pods)
            .read(for: targets, companions: bundle.companions, of: bundle.cluster, sharing: pictures, isFresh: isFresh)
        let books = try RolloutBooks(
            targets, units: bundle.deployment.plan.units, cohort: Cohort(deployment), in: picture)
        return Situation(
            bundle: bundle, targets: targets, picture: picture, books: books, objects: objects, pods: pods)
    }

    /// Brings the cluster into `scene`, where nobody else has to do with what it touches now (else `GroundTaken`).
    /// Everything that is to be written is captured first. The cohort's new share is
    /// stored when the objects are ready for it, just before the labels: its keeper may label pods from then on, and
    /// a pod that is labelled before its objects are there would have neither version.
    ///
    /// Returns what others have done to the policies' objects since the rollout began.
    @discardableResult
    package func arrange(
        _ scene: Scene, _ situation: Situation, job: Job, lease: WorkLease
    ) async throws -> [ID<Policy>: String] {
        let marks = ObjectMarks(
            deployment: situation.bundle.deployment.id, epoch: job.epoch, traceparent: job.traceparent)
        for live in situation.targets.compactMap(\.live) { try marks.checkFence(live) }
        let lists = try situation.books.moves(to: scene)
        try await GroundSurvey(bundles).hold(
            situation.bundle, live: situation.live, beside: Array(situation.stakes(beside: lists)),
            root: situation.picture.surroundings.rootNamespace, claim: lease.claim)
        let places = try await capture(lists.flatMap(\.1), situation, lease)
        let check = try await propagations.check(of: situation.bundle.cluster)
        let mark = await check.before(nil)
        let keepsLabels = lists.flatMap(\.1).lastShare != nil
        let record = try await standingCohort(situation)
        let standing = record?.retiredAt == nil ? record?.share : nil
        let remarks = self.remarks(on: situation, before: job.step, record)
        try await save(scene, share: keepsLabels ? standing : nil, situation, epoch: job.epoch, lease)
        let run = moveRun(situation, marks: marks, places: places, lease) { share in
            try await save(scene, share: share, situation, epoch: job.epoch, lease)
        }
        let members = try await run.run(
            lists.map { MoveRun.Script(kind: $0.0.target.object.key.kind, moves: $0.1) },
            scopes: situation.books.scopes, cohort: situation.books.cohort)
        if let members {
            try await cohorts.note(
                members, deployment: situation.bundle.deployment.id, cluster: situation.bundle.cluster.id,
                epoch: job.epoch)
        }
        let written = WrittenConfiguration(
            objects: Set(lists.flatMap(\.1).compactMap(\.object)).compactMap { places[$0]?.reference },
            pods: situation.affected(members), at: try await jobs.now(), settle: settings.settleTime)
        try await note(
            WrittenScene(configuration: written, mark: mark, remarks: remarks), situation.bundle, epoch: job.epoch)
        return remarks
    }

    func note(_ written: WrittenScene, _ bundle: Bundle, epoch: Int64) async throws {
        try await cohorts.noteWritten(
            written.json, deployment: bundle.deployment.id, cluster: bundle.cluster.id, epoch: epoch)
    }

    /// What the proxies say of the last write, and what others have done. `nil`: nothing was written that anybody waits
    /// for.
    package func arrival(
        of bundle: Bundle
    ) async throws -> (verdict: PropagationVerdict, remarks: [ID<Policy>: String])? {
        let records = try await cohorts.cohorts(of: bundle.deployment.id)
        guard let json = records.first(where: { $0.cluster == bundle.cluster.id })?.written,
            let written = WrittenScene(json: json)
        else { return nil }
        let check = try await propagations.check(of: bundle.cluster)
        let verdict = try await check.check(written.configuration, since: written.mark, now: try await jobs.now())
        return (verdict, written.remarks)
    }

    /// Notes that whole objects were written just now.
    package func noteWhole(_ bundle: Bundle, job: Job) async throws {
        let objects = try await clusters.objects(of: bundle.cluster)
        let targets = try await TargetReader(objects, concurrency: settings.concurrency).targets(of: bundle.objects)
        let written = WrittenConfiguration(
            objects: targets.map(\.reference), pods: [], at: try await jobs.now(), settle: settings.settleTime)
        try await note(
            WrittenScene(configuration: written, mark: PropagationMark()), bundle, epoch: job.epoch)
    }

    func moveRun(
        _ situation: Situation, marks: ObjectMarks, places: [MeshObjectName: MoveWriter.Place], _ lease: WorkLease,
        announce: @escaping @Sendable (Share?) async throws -> Void = { _ in }
    ) -> MoveRun {
        let restorer = ObjectRestorer(
            situation.objects, marks: marks, writer: situation.bundle.deployment.id, lease: lease,
            requestLimit: settings.requestLimit)
        let writer = MoveWriter(
            situation.objects, restorer: restorer, marks: marks, lease: lease,
            force: situation.bundle.deployment.onConflict == .takeOver, requestLimit: settings.requestLimit,
            places: places)
        let (limit, settle, time) = (settings.requestLimit, settings.settleTime, time)
        return MoveRun(
            writer: writer, labels: CohortLabels(pods: situation.pods, concurrency: settings.concurrency),
            concurrency: settings.concurrency, settle: { try await time.sleep(for: settle) }, announce: announce,
            check: { try lease.check(margin: limit) }
        )
    }
}

extension ProgressiveRollout {
    /// Stores the way back of everything that the moves may write, once; returns where everything is.
    private func capture(
        _ moves: [Move], _ situation: Situation, _ lease: WorkLease
    ) async throws -> [MeshObjectName: MoveWriter.Place] {
        let deployment = situation.bundle.deployment.id
        let cluster = situation.bundle.cluster.id
        let missing = situation.targets.filter { $0.object.capture == nil }
        if !missing.isEmpty {
            _ = try await bundles.capture(
                missing.map { Capture(policy: $0.object.policy, before: $0.live?.body) }, deployment: deployment,
                cluster: cluster, claim: lease.claim)
        }
        return try await captureCompanions(of: moves, known: situation.knownPlaces, situation, lease)
    }

    /// The same for the objects beside the policies' own that are not among `known`.
    func captureCompanions(
        of moves: [Move], known: [MeshObjectName: MoveWriter.Place], _ situation: Situation, _ lease: WorkLease
    ) async throws -> [MeshObjectName: MoveWriter.Place] {
        var places = known
        let found = try await companions(of: moves, beside: known, situation)
        guard !found.isEmpty else { return places }
        let stored = try await bundles.capture(
            found.map { CompanionCapture(reference: $0.0, before: $0.1?.body) },
            deployment: situation.bundle.deployment.id, cluster: situation.bundle.cluster.id, claim: lease.claim)
        let seen = Dictionary(found) { first, _ in first }
        for capture in stored {
            places[MeshObjectName(capture.reference)] = MoveWriter.Place(
                reference: capture.reference, before: capture.before, seen: seen[capture.reference] ?? nil)
        }
        return places
    }

    /// The objects that moves write beside those in `known`, as they are now.
    private func companions(
        of moves: [Move], beside known: [MeshObjectName: MoveWriter.Place], _ situation: Situation
    ) async throws -> [(ObjectReference, LiveObject?)] {
        var references: [MeshObjectName: ObjectReference] = [:]
        for move in moves {
            guard let name = move.object, known[name] == nil, references[name] == nil else { continue }
            guard let reference = situation.picture.reference(of: name, document: move.document) else {
                throw ClusterRefusal.notServed(
                    "The cluster does not serve \(name.resource.plural).\(name.resource.group)")
            }
            references[name] = reference
        }
        let objects = situation.objects
        return try await Array(references.values).concurrentMap(limit: settings.concurrency) {
            ($0, try await objects.get($0))
        }
    }

    /// The cohort as it is stored; `nil` where there is none yet.
    private func standingCohort(_ situation: Situation) async throws -> CohortRecord? {
        let records = try await cohorts.cohorts(of: situation.bundle.deployment.id)
        return records.first { $0.cluster == situation.bundle.cluster.id }
    }

    private func save(
        _ scene: Scene, share: Share?, _ situation: Situation, epoch: Int64, _ lease: WorkLease
    ) async throws {
        let scopes = situation.books.scopes
        let pods = situation.picture.surroundings.pods
        let members = CohortLabels.plan(pods, scopes: scopes, share: share, cohort: situation.books.cohort).members
        if share != nil, !scopes.isEmpty, members.cohort.isEmpty {
            throw EmptyCohort(cluster: situation.bundle.cluster.name)
        }
        try await cohorts.save(
            CohortRecord(
                deployment: situation.bundle.deployment.id, cluster: situation.bundle.cluster.id, epoch: epoch,
                scopes: scopes.map(\.json), share: share, measurements: situation.books.measurements(of: scene),
                members: members), claim: lease.claim)
    }
}

extension ProgressiveRollout.Situation {
    /// The pods whose proxies are to have what was written: those with the label where there are some, else all of the
    /// whole.
    fileprivate func affected(_ members: CohortMembers?) -> Set<PodName> {
        if let members, !members.cohort.isEmpty { return members.cohort }
        let scopes = books.scopes
        return Set(
            picture.surroundings.pods.filter { pod in scopes.contains { $0.contains(pod) } }.map(\.podName))
    }

    /// Where the policies' own objects and all that was captured before are found.
    var knownPlaces: [MeshObjectName: MoveWriter.Place] {
        var places: [MeshObjectName: MoveWriter.Place] = [:]
        for target in targets {
            places[MeshObjectName(target.reference)] = MoveWriter.Place(
                reference: target.reference,
                before: target.object.capture.map(\.before) ?? target.live?.body, seen: target.live)
        }
        for companion in bundle.companions {
            places[MeshObjectName(companion.reference)] = MoveWriter.Place(
                reference: companion.reference, before: companion.before)
        }
        return places
    }
}

/// No pod is there for the policies to be tried on.
package struct EmptyCohort: Error, Hashable, Sendable, CustomStringConvertible {
    package let cluster: String
    package var description: String {
        "Cluster \(cluster): no pod is selected by the policies, so a share of them is nobody. Check the selectors and "
            + "namespaces, or deploy with Direct"
    }
}

extension Move {
    fileprivate var document: JSONValue? {
        switch self {
        case .write(let object), .overwrite(let object): object.document
        case .remove, .restore, .label, .unlabel, .settle: nil
        }
    }
}
