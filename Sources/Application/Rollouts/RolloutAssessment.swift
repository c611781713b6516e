package import Domain
import Mesh
import MeshModel
package import Ports

/// Asks the clusters of a request, before it is accepted, how its policies can be rolled out there: who asks for
/// something that cannot be is told at once, with what can.
package struct RolloutAssessment: Sendable {
    private let policies: any PolicyStore
    private let clusters: any ClusterConnecting
    private let pods: any ClusterPodsConnecting
    let metrics: any TrafficMetricsConnecting
    private let pictures = ClusterPictures()
    private static let concurrency = 16

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
        /// What whoever asks should know before it begins.
        package var notes: [String] = []

        package init(units: [ID<Policy>: CohortUnit] = [:], population: Int? = nil) {
            self.units = units
            self.population = population
        }
    }

    /// - Parameters:
    ///   - places: For each cluster the policies that go there.
    ///   - holder: Who is under way with what the request has to do with. What its clusters show then is half-done and will
    ///     be otherwise when this one begins, so nobody is judged by it: units are chosen by its validation.
    /// Throws `RequestProblem` where the request cannot be carried out.
    package func assess(
        _ request: DeploymentRequest, policies known: [ID<Policy>: Policy], references: [PolicyReference],
        places: [(cluster: Cluster, policies: [ID<Policy>])], behind holder: ID<Deployment>? = nil
    ) async throws -> Finding {
        guard request.strategy != .direct else { return Finding() }
        try checkForecasts(request)
        let clusters = places.map(\.cluster)
        let unchecked = try await checkQueries(request.options.rules ?? [], on: clusters)
        try checkStrategy(request.strategy.name, of: references.compactMap { known[$0.policy]?.key })
        let notes = try checkSources(request, on: clusters)
        var finding =
            if let holder { try await open(request, known, references, places, behind: holder) } else {
                try await self.finding(of: request, known, references, places)
            }
        try checkPodQueries(request, finding, references.compactMap { known[$0.policy] })
        finding.notes +=
            notes + unchecked + drawing(request.strategy, finding, references.compactMap { known[$0.policy] })
        return finding
    }

    private func finding(
        of request: DeploymentRequest, _ known: [ID<Policy>: Policy], _ references: [PolicyReference],
        _ places: [(cluster: Cluster, policies: [ID<Policy>])]
    ) async throws -> Finding {
        let wanted = request.strategy.unit(clusters: places.count)
        if wanted == .clusters { return .byCluster(references) }
        let contents = try await contents(of: references, known)
        func finding(isFresh: Bool) async throws -> Finding {
            let looks = try await places.concurrentMap(limit: 4) { place in
                try await look(at: place.cluster, contents.filter { place.policies.contains($0.policy) }, isFresh)
            }
            return try decide(request, wanted, contents, looks.compactMap(\.self), clusters: places.count, isFresh)
        }
        // A picture that watches keep may not show yet what was made a moment ago: nobody is refused by its word.
        do { return try await finding(isFresh: false) } catch is RequestProblem {
            return try await finding(isFresh: true)
        }
    }

    /// What can be said without looking at the clusters.
    private func open(
        _ request: DeploymentRequest, _ known: [ID<Policy>: Policy], _ references: [PolicyReference],
        _ places: [(cluster: Cluster, policies: [ID<Policy>])], behind holder: ID<Deployment>
    ) async throws -> Finding {
        let wanted = request.strategy.unit(clusters: places.count)
        if wanted == .clusters { return .byCluster(references) }
        let contents = try await contents(of: references, known)
        var finding = try decide(request, wanted, contents, [], clusters: places.count, true)
        if case .rolling(let rolling) = request.strategy, case .count = rolling.batch {
            // Pods are as many as before, whoever is under way: without a number there would be no batches.
            finding.population = try? await self.finding(of: request, known, references, places).population
        }
        if !finding.undecided.isEmpty {
            finding.notes.append(
                "Deployment \(holder) is under way with what this one has to do with: of what a share is taken is chosen "
                    + "when this one begins, by what its clusters show then")
        }
        return finding
    }

    /// What a kind cannot have at all, it cannot have on any cluster.
    private func checkStrategy(_ strategy: StrategyName, of keys: [PolicyKey]) throws {
        let problems = keys.compactMap { key in
            KindAbilities(key.kind).refusal(of: strategy).map { "\(key): \($0)" }
        }
        guard !problems.isEmpty else { return }
        throw RequestProblem.impossible(
            field: "strategy", code: "impossibleStrategy", message: problems.joined(separator: "; "))
    }

    private func contents(
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
            return ClusterLook(cluster: cluster, targets: targets, picture: picture)
        } catch is CancellationError { throw CancellationError() } catch { return nil }
    }

    private func decide(
        _ request: DeploymentRequest, _ wanted: CohortUnit?, _ contents: [BundleObject], _ looks: [ClusterLook],
        clusters: Int, _ isFresh: Bool
    ) throws -> Finding {
        var finding = Finding()
        var problems: [String] = []
        let scenes = request.strategy.scenes + request.strategy.shares.map { .share($0) } + [.switched, .promoted]
        let choice = UnitChoice(looks: looks, scenes: scenes, cohort: Cohort(ID(high: 0, low: 0)))
        for object in contents {
            do throws(Impossible) {
                let unit = try choice.unit(of: object, wanted: wanted)
                let isOpen = wanted == nil && looks.isEmpty && UnitChoice.candidates(object.key.kind).count > 1
                if isOpen { finding.undecided.insert(object.policy) } else { finding.units[object.policy] = unit }
            } catch { problems.append(request.strategy.refusal(of: object.key, for: error, clusters: clusters)) }
        }
        if problems.isEmpty { problems = sharedObjects(finding.units, looks, choice) }
        guard problems.isEmpty else {
            if isFresh, wanted == nil, clusters > 1, request.strategy.canGoByCluster {
                var whole = Finding.byCluster(contents.map { PolicyReference(policy: $0.policy, version: $0.version) })
                whole.notes = [
                    "It goes cluster by cluster, each of them entirely, because no share can be taken within one: "
                        + problems.joined(separator: "; ")
                ]
                return whole
            }
            throw RequestProblem.impossible(
                field: "strategy", code: "impossibleUnit", message: problems.joined(separator: "; "))
        }
        try checkSmokeTests(request.strategy, contents, finding)
        let counts = try populations(finding.units, looks, choice.cohort)
        try checkShares(request.strategy, counts)
        let isIdle = !looks.isEmpty && looks.allSatisfy(\.isIdle)
        finding.population = counts.map(\.pods).max() ?? (isIdle ? 0 : nil)
        finding.notes = looks.compactMap(\.idleNote)
        return finding
    }

    /// Policies that get on alone may get into each other's way on a cluster.
    private func sharedObjects(
        _ units: [ID<Policy>: CohortUnit], _ looks: [ClusterLook], _ choice: UnitChoice
    ) -> [String] {
        guard units.count > 1 else { return [] }
        for look in looks {
            guard let books = try? RolloutBooks(look.targets, units: units, cohort: choice.cohort, in: look.picture)
            else { continue }
            do throws(RolloutImpossible) {
                for scene in choice.scenes {
                    _ = try books.moves(to: scene)
                    try books.checkComparison(in: scene)
                }
            } catch {
                return [error.explanation]
            }
        }
        return []
    }

    /// The clusters where pods are chosen, with how many there are to choose from.
    private func populations(
        _ units: [ID<Policy>: CohortUnit], _ looks: [ClusterLook], _ cohort: Cohort
    ) throws -> [(cluster: String, pods: Int)] {
        var counts: [(cluster: String, pods: Int)] = []
        for look in looks {
            guard let books = try? RolloutBooks(look.targets, units: units, cohort: cohort, in: look.picture),
                !books.scopes.isEmpty
            else { continue }
            let scopes = books.scopes
            let count = look.picture.surroundings.pods.count { pod in scopes.contains { $0.contains(pod) } }
            guard count > 0 else {
                throw RequestProblem.impossible(
                    field: "policies", code: "emptyCohort", message: "\(EmptyCohort(cluster: look.cluster.name))")
            }
            counts.append((look.cluster.name, count))
        }
        return counts
    }
}

extension RolloutAssessment.Finding {
    static func byCluster(_ references: [PolicyReference]) -> Self {
        Self(units: Dictionary(references.map { ($0.policy, .clusters) }) { first, _ in first })
    }
}

extension Strategy {
    /// The unit that is asked for; Rolling goes by clusters where there are several.
    fileprivate func unit(clusters: Int) -> CohortUnit? {
        if case .rolling(let rolling) = self { return rolling.unit ?? (clusters > 1 ? .clusters : .workloads) }
        return wantedUnit
    }

    fileprivate var canGoByCluster: Bool {
        switch self {
        case .canary, .rolling: true
        case .direct, .blueGreen, .ab: false
        }
    }

    /// The shares that its steps take, before the end.
    fileprivate var shares: [Share] {
        switch self {
        case .direct, .blueGreen: []
        case .canary(let canary): canary.steps.map(\.share).filter { !$0.isEverything }
        case .rolling(let rolling): [rolling.batch]
        case .ab(let ab): ab.match == nil ? [ab.split] : []
        }
    }
}
