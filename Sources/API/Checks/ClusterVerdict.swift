import Application
import Domain
import Impact
import Ports
import Validation

/// What there is to say about documents on one cluster.
struct ClusterVerdict: Sendable {
    /// With what was suppressed apart.
    let report: ValidationReport
    let settings: MeshSettings
    let cluster: String
    let pending: [PendingVersion]
    let impacts: [ImpactReader.Answer]

    var isValid: Bool { report.count(.error) == 0 }
}

/// What is to be judged, and how.
struct CheckQuestion: Sendable {
    /// Documents, and those that are known beside them.
    var objects: [KnownObject] = []
    /// Objects that are to go.
    var removed: [KnownObject.Key] = []
    var settings = MeshSettings()
    /// How the changes are to be rolled out; `nil`: nobody has said.
    var way: RolloutWay?
    var suppressed: [SuppressedFinding] = []
    /// What is missing among what is known, wherever it is asked.
    var unchecked: [ValidationReport.Unchecked] = []

    /// The part that the mesh of a cluster reads.
    fileprivate func part(of mesh: Mesh) -> CheckQuestion {
        var part = self
        part.objects = objects.filter { !$0.isJudged || mesh.reads($0.kind) }
        part.removed = removed.filter { mesh.reads($0.kind) }
        return part
    }
}

extension API {
    /// How many clusters are asked at once.
    static let clustersAtOnce = 8

    /// What the documents say beside what lives in each cluster and is pending for it, and what they would do there.
    func verdicts(on question: CheckQuestion, clusters: [Cluster]) async throws -> [ClusterVerdict] {
        try await clusters.concurrentMap(limit: Self.clustersAtOnce) { cluster in
            try await verdict(on: question.part(of: cluster.mesh), cluster)
        }
    }

    private func verdict(on question: CheckQuestion, _ cluster: Cluster) async throws -> ClusterVerdict {
        let judged = question.objects.filter(\.isJudged)
        let answer = try await parts.judge.judge(question.objects, on: cluster, settings: question.settings)
        let changes =
            judged.map { ChangeReview.Change($0.key, new: $0, way: question.way) }
            + question.removed.map { ChangeReview.Change($0, new: nil, way: question.way) }
        var report = try await parts.review.adding(
            to: answer.report, of: changes, beside: question.objects.filter { !$0.isJudged }, on: cluster,
            settings: answer.settings)
        let reading = try await parts.impacts.reading(
            of: changes.map { ImpactReader.Change($0.object, new: $0.new?.tree) }, on: cluster,
            settings: answer.settings)
        report.unchecked += reading.unchecked + question.unchecked
        return ClusterVerdict(
            report: report.joiningUnanswered().suppressing(question.suppressed), settings: answer.settings,
            cluster: answer.cluster, pending: answer.pending, impacts: reading.answers)
    }
}
