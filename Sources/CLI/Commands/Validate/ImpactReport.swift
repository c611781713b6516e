import Domain
import Impact
import JSON
import Runtime
import Validation

/// The documents as changes of what is known: their impact, the traps of their rollout, recorded requests.
struct ImpactReport {
    private let options: ImpactOptions
    private let changes: [Change]
    private let picture: MeshPicture
    /// What `--impact` is about: the policies, and what else of a mesh is judged.
    private let concerned: [Change]
    /// What is there before that.
    private let before: MeshPicture

    /// A judged document and what it stands in for.
    private struct Change {
        let object: KnownObject
        let old: JSONValue?
    }

    /// What recorded requests say about one policy.
    struct Replay {
        let object: String
        let result: AccessLogReplay
    }

    /// - Parameter known: What `--context` and the cluster hold.
    init(_ options: ImpactOptions, _ objects: [KnownObject], _ known: [JSONValue], _ settings: MeshSettings) {
        self.options = options
        let isAsked = options.isWanted || options.strategy != nil || !options.replays.isEmpty
        let set = ValidationSet(isAsked ? known.map { KnownObject($0, isJudged: false) } : [])
        let all = objects.filter { isAsked && $0.isJudged && Impact.isTold(of: $0.kind) }
            .map { Change(object: $0, old: set.object($0.kind, $0.namespace, $0.name)?.tree) }
        changes = all.filter { PolicyKind($0.object.kind.name, group: $0.object.kind.group) != nil }
        concerned = all
        // What is judged and is no policy (workloads, services) is there as well.
        let around = objects.filter { $0.isJudged && PolicyKind($0.kind.name, group: $0.kind.group) == nil }
        func picture(_ around: [KnownObject]) -> MeshPicture {
            let replaced = Set(around.map(\.key))
            let others = known.filter { around.isEmpty || !replaced.contains(KnownObject($0).key) }
            return MeshPicture(
                objects: isAsked ? others + around.map(\.tree) : [], rootNamespace: settings.rootNamespace,
                clusterDomain: settings.clusterDomain)
        }
        self.picture = picture(around)
        let standing = around.filter { !Impact.isExamined($0.kind) }
        before = standing.count == around.count ? self.picture : picture(standing)
    }

    var impacts: [Impact] {
        guard options.isWanted else { return [] }
        let steps = concerned.map { Impact.Change(old: $0.old, new: $0.object.tree) }
        return Impact.together(steps, in: before).compactMap(\.self)
    }

    /// The report with what is found about the changes, at the documents that make them.
    func adding(to report: ValidationReport) -> ValidationReport {
        var report = report
        guard options.isWanted || options.strategy != nil else { return report }
        // What is judged together is deployed together.
        let steps = options.strategy.map { strategy in
            RolloutLint.readings(
                changes.map { .init(old: $0.old, new: $0.object.tree, way: RolloutWay(strategy)) }, in: picture)
        }
        for (place, change) in changes.enumerated() {
            var found = ChangeLint.findings(
                old: change.old, new: change.object.tree, way: options.strategy.map { RolloutWay($0) }, in: picture)
            if let reading = steps?[place] {
                found += reading.findings
                if let caveat = reading.caveat {
                    report.unchecked.append(
                        .init(
                            object: change.object.key, what: "every request at every step of the rollout", why: caveat))
                }
            }
            let index = report.documents.firstIndex {
                $0.object.key == change.object.key && $0.object.place == change.object.place
            }
            guard let index else { continue }
            report.documents[index].findings += found.map { $0.placed(in: change.object) }
        }
        return report
    }

    /// Every file against every AuthorizationPolicy among the documents.
    func replays(_ surroundings: Surroundings) throws -> [Replay] {
        guard !options.replays.isEmpty else { return [] }
        let policies = changes.filter {
            $0.object.kind == ObjectKind("AuthorizationPolicy", group: "security.istio.io")
        }
        guard !policies.isEmpty else {
            throw UsageProblem("--replay needs an AuthorizationPolicy of Istio's among the files")
        }
        let log = try options.replays.flatMap { file in
            AccessLogReplay.Line.lines(of: try surroundings.readFile(file), file: file) { try? JSONParser.parse($0) }
        }
        let versions = policies.map(\.object.tree)
        return policies.map { change in
            Replay(
                object: change.object.key.description,
                result: AccessLogReplay(log, old: change.old, new: change.object.tree, beside: versions, in: picture))
        }
    }

    /// What was not answered, where no record of the logs could be judged.
    func unanswered(_ replays: [Replay]) -> [ValidationReport.Unchecked] {
        let files = options.replays.joined(separator: ", ")
        return AccessLogReplay.gaps(in: replays.map(\.result), of: "the recorded requests of \(files)")
    }

    static func text(_ impacts: [Impact], _ replays: [Replay]) -> String {
        (impacts.map(\.text) + replays.map { "\($0.object): \($0.result.text)" })
            .map { "\n" + $0.split(separator: "\n").map { DisplayText.oneLine(String($0)) + "\n" }.joined() }.joined()
    }

    /// The report's document with `impact` and `replay`, where they were asked for.
    static func adding(_ impacts: [Impact], _ replays: [Replay], to report: JSONValue) -> JSONValue {
        var report = report
        if !impacts.isEmpty { report["impact"] = .array(impacts.map(\.json)) }
        if !replays.isEmpty {
            report["replay"] = .array(replays.map { ["object": .string($0.object), "result": $0.result.json] })
        }
        return report
    }
}
