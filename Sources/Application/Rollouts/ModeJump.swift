import Domain
import Ports

/// A PeerAuthentication that goes from DISABLE to STRICT, or back, in one write: until every proxy has it, one end
/// speaks what the other does not take. Validation (HS8101) looks at what each pod is held to; this is said of what the
/// objects say themselves, as soon as somebody asks for it.
struct ModeJump {
    /// `from DISABLE to STRICT`, and on which ports where it is not on all.
    let text: String

    /// Whether a policy can have modes.
    static func isPossible(_ policy: Policy) -> Bool { policy.key.kind == .peerAuthentication }

    /// `nil`: nothing jumps.
    ///
    /// - Parameters:
    ///   - live: What stands; `nil`: nothing.
    ///   - document: What is to stand.
    init?(from live: JSONValue?, to document: JSONValue?) {
        let (old, new) = (Self.modes(live), Self.modes(document))
        let jumps = Set(old.keys).union(new.keys).sorted().compactMap { place -> (place: String, way: String)? in
            guard let before = old[place] ?? old[""], let after = new[place] ?? new[""],
                Set([before, after]) == ["DISABLE", "STRICT"]
            else { return nil }
            return (place, "from \(before) to \(after)")
        }
        guard let first = jumps.first else { return nil }
        let ports = jumps.filter { $0.way == first.way }.map(\.place)
        let named = first.place.isEmpty ? "" : " on port\(ports.count == 1 ? "" : "s") \(ports.joined(separator: ", "))"
        text = first.way + named
    }

    /// By the port; the empty one stands for all others. What is left open comes from elsewhere, and is not known.
    private static func modes(_ document: JSONValue?) -> [String: String] {
        let spec = document?["spec"]
        var modes = (spec?["portLevelMtls"]?.object ?? [:]).compactMapValues { $0["mode"]?.string }
        modes[""] = spec?["mtls"]?["mode"]?.string
        return modes
    }
}

extension RolloutAssessment {
    /// Said of policies that are written as a whole at once. Clusters that do not answer say nothing.
    func jumps(
        of request: DeploymentRequest, _ known: [ID<Policy>: Policy], _ references: [PolicyReference],
        _ places: [(cluster: Cluster, policies: [ID<Policy>])], units: [ID<Policy>: CohortUnit]
    ) async throws -> [String] {
        let asked = references.filter { reference in
            known[reference.policy].map(ModeJump.isPossible) == true
                && (request.strategy == .direct || units[reference.policy] == .clusters)
        }
        guard !asked.isEmpty else { return [] }
        let versions = try await contents(of: asked, known)
        return try await places.concurrentMap(limit: 4) { place in
            let objects = versions.filter { place.policies.contains($0.policy) }
            return try await ifItAnswers { try await jumps(of: objects, on: place.cluster) } ?? []
        }
        .flatMap(\.self)
    }

    private func jumps(of objects: [BundleObject], on cluster: Cluster) async throws -> [String] {
        let api = try await clusters.objects(of: cluster)
        let targets = try await TargetReader(api, concurrency: Self.concurrency).targets(of: objects)
        return targets.compactMap { target in
            ModeJump(from: target.live?.body, to: target.document).map { jump in
                "Cluster \(cluster.name): \(target.object.key) goes \(jump.text) in one write: until all proxies have "
                    + "it, calls to its pods fail. Deploy PERMISSIVE first, or roll it out by workloads (Canary, "
                    + "BlueGreen, Rolling), which passes through it by itself"
            }
        }
    }

    /// `nil`: the cluster does not answer, or refuses to.
    func ifItAnswers<Value: Sendable>(_ ask: () async throws -> Value) async throws -> Value? {
        do { return try await ask() } catch let error as CancellationError { throw error } catch { return nil }
    }
}
