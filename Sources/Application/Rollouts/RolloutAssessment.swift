package import Domain
import Mesh
import MeshModel
package import Ports

/// Asks the clusters of a request, before it is accepted, how its policies can be rolled out there: who asks for
/// something that cannot be is told at once, with what can.
package struct RolloutAssessment: Sendable {
    private let policies: any PolicyStore
    let clusters: any ClusterConnecting
    let pods: any ClusterPodsConnecting
    let metrics: any TrafficMetricsConnecting
    private let pictures = ClusterPictures()
    static let concurrency = 16

    package init(
        policies: any PolicyStore, clusters: any ClusterConnecting, pods: any ClusterPodsConnecting,
        metrics: any TrafficMetricsConnecting
    ) {
        self.policies = policies
        self.clusters = clusters
        self.pods = pods
        self.metrics = metrics
    }

    /// What was found out.
    package struct Finding: Hashable, Sendable {
        package var units: [ID<Policy>: CohortUnit] = [:]
        /// Those that may have more than one unit, where no cluster could be asked: validation chooses.
        package var undecided: Set<ID<Policy>> = []
        /// The most pods that a cohort of one cluster is drawn from; `nil` where no cluster could be asked.
        package var population: Int?
        /// The namespaces that have the new version at each step, where it is namespaces that are chosen.
        var namespaceShares: [NamespaceShares] = []
        /// What whoever asks should know of the shares and the watch before it begins; of a plan that watches nothing
        /// it is nothing.
        package var notes: [String] = []
        /// What they should know whatever is watched.
        package var standing: [String] = []

        package init(units: [ID<Policy>: CohortUnit] = [:], population: Int? = nil) {
            self.units = units
            self.population = population
        }
    }

    /// - Parameters:
    ///   - places: For each cluster the policies that go there.
    ///   - deployment: What it will be: who is in its shares follows from that.
    ///   - holder: Who holds what the request has to do with. What its clusters show then is half-done and will be
    ///     otherwise when this one begins, so nobody is judged by it: units are chosen by its validation.
    /// Throws `RequestProblem` where the request cannot be carried out.
    package func assess(
        _ request: DeploymentRequest, policies known: [ID<Policy>: Policy], references: [PolicyReference],
        places: [(cluster: Cluster, policies: [ID<Policy>])], as deployment: ID<Deployment>,
        behind holder: Deployment? = nil
    ) async throws -> Finding {
        guard request.strategy != .direct else { return Finding() }
        try checkForecasts(request)
        let clusters = places.map(\.cluster)
        let unchecked = try await checkQueries(request.options.rules ?? [], on: clusters)
        try await checkStrategy(of: request, known, references, places, behind: holder)
        let notes =
            try checkSources(request, on: clusters) + unjudged(request) + (await lengthened(request, on: clusters))
        var finding = try await self.finding(
            of: request, known, references, places, behind: holder, cohort: Cohort(deployment))
        try checkPodQueries(request, finding, references.compactMap { known[$0.policy] })
        let policies = references.compactMap { known[$0.policy] }
        finding.notes += notes + unchecked + drawing(request.strategy, finding, policies)
        finding.notes += untested(request.strategy, finding, policies, clusters.map(\.name))
        finding.notes += await namespaceNotes(finding, clusters)
        finding.standing += unwatched(request)
        return finding
    }

    func finding(
        of request: DeploymentRequest, _ known: [ID<Policy>: Policy], _ references: [PolicyReference],
        _ places: [(cluster: Cluster, policies: [ID<Policy>])], behind holder: Deployment?,
        cohort: Cohort = .anybodys
    ) async throws -> Finding {
        let wanted = request.strategy.unit(clusters: places.count)
        if wanted == .clusters { return .byCluster(references) }
        let contents = try await contents(of: references, known)
        if let holder { return try open(request, wanted, contents, clusters: places.count, behind: holder) }
        func finding(isFresh: Bool) async throws -> Finding {
            let looks = try await places.concurrentMap(limit: 4) { place in
                try await look(at: place.cluster, contents.filter { place.policies.contains($0.policy) }, isFresh)
            }
            return try decide(
                request, wanted, contents, looks.compactMap(\.self), clusters: places.count, isFresh, cohort)
        }
        // A picture that watches keep may not show yet what was made a moment ago: nobody is refused by its word.
        do { return try await finding(isFresh: false) } catch is RequestProblem {
            return try await finding(isFresh: true)
        }
    }

    /// What can be said without looking at the clusters.
    private func open(
        _ request: DeploymentRequest, _ wanted: CohortUnit?, _ contents: [BundleObject], clusters: Int,
        behind holder: Deployment
    ) throws -> Finding {
        var finding = try decide(request, wanted, contents, [], clusters: clusters, true, .anybodys)
        guard !finding.undecided.isEmpty else { return finding }
        let whole = request.strategy.canGoByCluster(of: clusters) && request.strategy.scenes.isEmpty
        finding.notes.append(
            "\(holder.inTheWay(of: request.options.ifActive)). Of what a share is taken is chosen when this one begins, "
                + "by what its clusters show then"
                + (whole ? "; where none can be had within a cluster, it goes cluster by cluster" : ""))
        return finding
    }

    func contents(
        of references: [PolicyReference], _ known: [ID<Policy>: Policy]
    ) async throws -> [BundleObject] {
        try await references.concurrentMap(limit: Self.concurrency) { [policies] reference -> BundleObject? in
            guard let policy = known[reference.policy], let number = reference.version else { return nil }
            let version = try await policies.version(reference.policy, number: number)
            return BundleObject(
                policy: policy.id, key: policy.key, content: version?.content, version: number, state: .old,
                capture: nil)
        }
        .compactMap(\.self)
    }

    /// `nil` where it cannot be asked now: its validation will say so.
    private func look(
        at cluster: Cluster, _ objects: [BundleObject], _ isFresh: Bool
    ) async throws -> ClusterLook? {
        do {
            let api = try await clusters.objects(of: cluster)
            let targets = try await TargetReader(api, concurrency: Self.concurrency).targets(of: objects)
            let reader = SurroundingsReader(objects: api, pods: try await pods.pods(of: cluster))
            let picture = try await reader.read(for: targets, of: cluster, sharing: pictures, isFresh: isFresh)
            return ClusterLook(
                cluster: cluster, targets: targets, picture: picture,
                seesSubsets: await SubsetSight.isGiven(on: cluster, for: targets, by: metrics))
        } catch is CancellationError { throw CancellationError() } catch { return nil }
    }
}

extension Cohort {
    /// Where it does not matter who is in it.
    static let anybodys = Cohort(ID(high: 0, low: 0))
}

extension RolloutAssessment.Finding {
    static func byCluster(_ references: [PolicyReference]) -> Self {
        Self(units: Dictionary(references.map { ($0.policy, .clusters) }) { first, _ in first })
    }
}

extension Deployment {
    /// What is true of it for a request that has to do with the same when it is accepted, and what a person can do
    /// about it; a sentence without an end.
    fileprivate func inTheWay(of ifActive: DeploymentRequest.IfActive) -> String {
        guard state.phase.keepsGround else {
            return "Deployment \(id) is under way with what this one has to do with"
        }
        let stands =
            "Deployment \(id) was \(status.rawValue) when this one was accepted, and what it had written stood: "
        guard ifActive == .queue else { return stands + "it is taken back first" }
        return stands + "this one waits until that is rolled back (POST /api/v1/deployments/\(id)/rollback), "
            + "or left as it is (abort with giveUp: true)"
    }
}
