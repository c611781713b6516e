import Domain
import Ports
import Validation

/// What the cluster of `--cluster` holds beside the files; nothing without that option.
struct Standing {
    private(set) var objects: [JSONValue] = []
    private(set) var set = ValidationSet([])
    /// What could not be read of the cluster, and so was not checked.
    private(set) var unchecked: [ValidationReport.Unchecked] = []

    /// - Parameters:
    ///   - files: What the files hold.
    ///   - options: Take the cluster's schemas and settings. Of a cluster that is away nothing is known: then nobody
    ///     can say what a document would change there, and the documents are judged by what else is known.
    init(of call: Invocation, beside files: [KnownObject], _ options: inout ValidateOptions) async throws {
        guard let name = call.arguments[ValidateOptions.cluster] else { return }
        switch try await options.liveCluster(name, call.surroundings) {
        case .success(let live):
            objects = live.objects
            set = ValidationSet(live.objects.map { KnownObject($0, isJudged: false) }, listed: live.listed)
            let namesSecrets = files.contains { $0.isJudged && $0.namesSecrets }
            unchecked = live.unread.filter { namesSecrets || $0.what != ValidationReport.Unchecked.secrets }
                .map { .init(what: $0.what, why: $0.why) }
            unchecked += options.hold(to: live)
        case .failure(let error):
            var missed = [
                "the schemas that the cluster serves: others were used",
                "everything that needs what lives in the cluster",
            ]
            if options.impact.isWanted { missed.append("what the changes do to the cluster") }
            if options.impact.strategy != nil { missed.append("the steps of the changes' rollout") }
            if !options.impact.replays.isEmpty { missed.append("the recorded requests") }
            unchecked = [.init(what: missed.joined(separator: "; "), why: "\(error)")]
            options.impact = .none
        }
    }
}
