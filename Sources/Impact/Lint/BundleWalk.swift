import Domain
import Mesh
import MeshModel
import Validation

/// Policies of one mesh on their way through a cluster, step by step.
struct BundleWalk {
    private let policies: [BundlePolicy]
    private let picture: MeshPicture
    private let concerns: ConcernIndex
    private let cohort = Cohort(ID(high: 0, low: 0))

    /// - Parameter policies: At least one, all of one mesh and with the same scenes.
    init(_ policies: [BundlePolicy], _ picture: MeshPicture) {
        self.policies = policies
        self.picture = picture
        concerns = picture.concerns
    }

    /// A policy with the way in which it goes.
    private struct Traveller {
        let policy: BundlePolicy
        let book: any RolloutBook
    }

    func read(into readings: inout [RolloutLint.Reading]) {
        guard let way = policies.first?.way else { return }
        if policies.contains(where: \.way.isOneWrite) {
            for group in groups where group.count > 1 { readWhole(group, &readings) }
            return
        }
        var travellers: [Traveller] = []
        for (policy, book) in zip(policies, books) {
            switch book {
            case .success(let book):
                if let finding = emptiness(book, policy) { readings[policy.index].findings.append(finding) }
                travellers.append(Traveller(policy: policy, book: book))
            case .failure(let why): readings[policy.index].findings.append(impossible(why, policy, at: nil))
            }
        }
        // Where one cannot go, the others would go alone, if at all.
        let together = travellers.count == policies.count ? groups : travellers.map { [$0.policy] }
        let byIndex = Dictionary(travellers.map { ($0.policy.index, $0) }) { first, _ in first }
        for group in together { go(group.compactMap { byIndex[$0.index] }, way.scenes, &readings) }
    }

    /// The cluster before the rollout of one policy, and whenever its proxies are given time; `nil` where one write
    /// brings it.
    var rests: [WalkedCluster]? {
        guard let way = policies.first?.way, !way.isOneWrite, case .success(let book)? = books.first else { return nil }
        var cluster = start(of: policies)
        var rests = [cluster]
        for scene in way.scenes {
            guard let moves = try? book.moves(to: scene) else { return nil }
            for move in moves {
                if move == .settle { rests.append(cluster) }
                cluster.apply(move, cohort, [book.scope].compactMap(\.self))
            }
            rests.append(cluster)
        }
        return rests
    }

    /// Policies that have nothing to do with one another do not come between one another.
    private var groups: [[BundlePolicy]] {
        BundleGroups.groups(of: policies, rootNamespace: picture.rootNamespace)
    }

    /// How each policy is rolled out beside the others.
    private var books: [Result<any RolloutBook, Impossible>] {
        let changes = ChangesTogether(policies.map(\.change))
        var before: [MeshObjectName: JSONValue?] = [:]
        for policy in policies { before[policy.name] = .some(policy.old.map(ObjectContent.of)) }
        let surroundings = picture.surroundings(of: policies.first?.kind.mesh ?? .istio).replacing(before)
        return zip(policies, changes.changes).map { policy, change in
            do throws(Impossible) {
                let seen = surroundings.beside(changes, as: change.key)
                return .success(try Mechanics.book(for: change, unit: policy.way.unit, in: seen, cohort: cohort))
            } catch { return .failure(error) }
        }
    }

    /// What has to do with the policies, before the rollout.
    private func start(of policies: [BundlePolicy]) -> WalkedCluster {
        var documents = concerns.documents(around: policies)
        for policy in policies {
            let place = documents.firstIndex { PolicyObject($0)?.isNamed(as: policy.object) ?? false }
            if let place { documents.remove(at: place) }
            if let old = policy.old { documents.insert(old, at: place ?? documents.count) }
        }
        return WalkedCluster(
            documents, pods: picture.pods(of: policies.first?.kind.mesh ?? .istio),
            rootNamespace: picture.rootNamespace)
    }

    private func guardian(_ policies: [BundlePolicy], _ start: WalkedCluster) -> StepGuard {
        var end = start
        for policy in policies { end.apply(policy.wholeMove, cohort, []) }
        let (before, after) = (start.policies, end.policies)
        return StepGuard(
            policies.map { PolicyPair($0.object, old: $0.old, new: $0.new, before: before, after: after) },
            before: before, after: after, picture.with(policies: start.documentsBefore))
    }

    private func impossible(_ error: Impossible, _ policy: BundlePolicy, at scene: Scene?) -> Finding {
        let way = policy.way
        let goesByCluster = way.strategy == .canary || way.strategy == .rolling
        let isWhole = goesByCluster && way.unit == nil && scene == nil && error.offers == [.clusters]
        let step = scene.map { "at \($0.text): " } ?? ""
        return Finding(
            isWhole ? .onlyByClusters : .stepImpossible, about: policy.object.document,
            message: "\(step)\(error.reason)",
            hint: "what can be had: by \(error.offers.map(\.rawValue).joined(separator: ", "))")
    }

    private func emptiness(_ book: any RolloutBook, _ policy: BundlePolicy) -> Finding? {
        let pods = picture.pods(of: policy.kind.mesh)
        guard let scope = book.scope, !pods.isEmpty, !pods.contains(where: { scope.contains($0.workload) })
        else { return nil }
        return Finding(
            .emptyCohort, about: policy.object.document,
            message: "the rollout takes its share of pods, and no pod that is known is among them")
    }

    /// One finding at most: what comes after a broken step says nothing more.
    private func go(_ group: [Traveller], _ scenes: [Scene], _ readings: inout [RolloutLint.Reading]) {
        let policies = group.map(\.policy)
        var cluster = start(of: policies)
        let guardian = guardian(policies, cluster)
        if let cut = guardian.caveat { for policy in policies { readings[policy.index].caveat = cut } }
        let scopes = group.compactMap(\.book.scope)
        for scene in scenes {
            var scripts: [BundleMoves.Script] = []
            for traveller in group {
                let policy = traveller.policy
                do throws(Impossible) {
                    let moves = try traveller.book.moves(to: scene)
                    scripts.append(BundleMoves.Script(kind: policy.kind, moves: moves))
                } catch {
                    readings[policy.index].findings.append(impossible(error, policy, at: scene))
                    return
                }
            }
            if let shared = Self.sharedObject(scripts) {
                for policy in policies {
                    readings[policy.index].caveat = "more than one of the policies' rollouts writes \(shared)"
                }
                return
            }
            let path = BundlePath(cohort: cohort, scopes: scopes, guardian: guardian)
            guard let breach = path.walk(BundleMoves.phases(of: scripts), &cluster) else { continue }
            readings[policies[breach.owner].index].findings.append(
                unsafe(breach, policies, at: scene.text))
            return
        }
    }

    /// Whole objects, one after the other.
    private func readWhole(_ policies: [BundlePolicy], _ readings: inout [RolloutLint.Reading]) {
        var cluster = start(of: policies)
        let guardian = guardian(policies, cluster)
        if let cut = guardian.caveat { for policy in policies { readings[policy.index].caveat = cut } }
        let scripts = policies.map { BundleMoves.Script(kind: $0.kind, moves: [$0.wholeMove]) }
        let path = BundlePath(cohort: cohort, scopes: [], guardian: guardian)
        guard let breach = path.walk(BundleMoves.phases(of: scripts), &cluster) else { return }
        let policy = policies[breach.owner]
        readings[policy.index].findings.append(
            Finding(
                .bundleGap, about: policy.object.document, message: "\(breach.deed): \(breach.violation)",
                hint: "deploy \(policy.name) by itself, before or after the other policies of the bundle"))
    }

    private func unsafe(_ breach: BundlePath.Breach, _ policies: [BundlePolicy], at step: String) -> Finding {
        let policy = policies[breach.owner]
        let isAlone = policies.count == 1
        return Finding(
            .stepUnsafe, about: policy.object.document,
            message: isAlone ? "at \(step): \(breach.violation)" : "at \(step), \(breach.deed): \(breach.violation)",
            hint: isAlone
                ? "roll out by clusters"
                : "deploy \(policy.name) by itself, before or after the other policies of the bundle")
    }

    /// An object that the scripts of two policies write. The worker refuses such a bundle, or has a way of its own for
    /// it.
    private static func sharedObject(_ scripts: [BundleMoves.Script]) -> MeshObjectName? {
        var writers: [MeshObjectName: Int] = [:]
        for (place, script) in scripts.enumerated() {
            for name in script.moves.compactMap(\.object) {
                if let other = writers[name], other != place { return name }
                writers[name] = place
            }
        }
        return nil
    }
}
