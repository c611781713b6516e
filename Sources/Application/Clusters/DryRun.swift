package import Domain
package import Ports

/// What a cluster would say to a bundle: every object is sent to it as a dry-run and the answer compared with what
/// was sent. Writes nothing.
package struct DryRun: Sendable {
    private let objects: any ClusterObjects
    private let concurrency: Int
    private let onConflict: ConflictPolicy

    package init(_ objects: any ClusterObjects, concurrency: Int, onConflict: ConflictPolicy) {
        self.objects = objects
        self.concurrency = concurrency
        self.onConflict = onConflict
    }

    /// The verdict on each object, in the order of `bundle`. Throws `PortError` where the cluster cannot be asked;
    /// refusals are verdicts.
    package func check(_ bundle: [BundleObject], marks: ObjectMarks) async throws -> [DryRunVerdict] {
        let targets: [ClusterTarget]
        do {
            targets = try await TargetReader(objects, concurrency: concurrency).targets(of: bundle)
        } catch let refusal as ClusterRefusal {
            return bundle.map { DryRunVerdict(object: $0, live: nil, note: nil, problems: [DryRunProblem(refusal)]) }
        }
        return try await targets.concurrentMap(limit: concurrency) { target in
            DryRunVerdict(
                object: target.object, live: target.live?.body, note: target.note,
                problems: try await problems(of: target, marks))
        }
    }

    private func problems(of target: ClusterTarget, _ marks: ObjectMarks) async throws -> [DryRunProblem] {
        do {
            return try await objects.rereading(target.reference, known: target.live) {
                try await ask(target, onto: $0, marks)
            }
        } catch let refusal as ClusterRefusal { return [DryRunProblem(refusal)] }
    }

    private func ask(
        _ target: ClusterTarget, onto live: LiveObject?, _ marks: ObjectMarks
    ) async throws -> [DryRunProblem] {
        switch (target.document, live) {
        case (nil, nil): return []
        case (nil, .some(let live)):
            try await objects.delete(
                target.reference, uid: live.uid, resourceVersion: live.resourceVersion, dryRun: true)
            return onConflict == .takeOver || live.otherManagers.isEmpty
                ? []
                : [
                    DryRunProblem(
                        .ownedByOthers(
                            live.otherManagers.map { OwnershipConflict(manager: $0, field: "the whole object") }))
                ]
        case (.some(let document), nil):
            let answer = try await objects.create(marks.marking(document), at: target.reference, dryRun: true)
            return dropped(from: document, in: answer)
        case (.some(let document), .some(let live)):
            let answer = try await objects.apply(
                marks.marking(document), onto: live, at: target.reference, force: onConflict == .takeOver,
                dryRun: true)
            return dropped(from: document, in: answer)
        }
    }

    /// Fields that the API server did not keep: it prunes what its schema does not know.
    private func dropped(from document: JSONValue, in answer: LiveObject) -> [DryRunProblem] {
        LiveComparison(applied: document, live: answer.body).differences.map { change in
            guard let stored = change.new else {
                return DryRunProblem(
                    code: "HS1201", path: change.path,
                    message: "the cluster does not know the field and would drop it")
            }
            return DryRunProblem(
                code: "HS1202", path: change.path,
                message: "the cluster would store another value: \(stored.jsonText)")
        }
    }
}

/// What a cluster says to one object.
package struct DryRunVerdict: Sendable {
    package let object: BundleObject
    /// What stands there now; `nil`: nothing.
    package let live: JSONValue?
    /// For people, e.g. that another apiVersion is used.
    package let note: String?
    /// Empty: the cluster would take it.
    package let problems: [DryRunProblem]
}

/// One thing that a cluster does not accept.
package struct DryRunProblem: Hashable, Sendable {
    /// HotSwap's code of the finding.
    package let code: String
    /// Where in the document; the root where the cluster does not say.
    package let path: FieldPath
    package let message: String

    package init(code: String, path: FieldPath, message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// The refusal as one finding, at its first field.
    init(_ refusal: ClusterRefusal) {
        var path = FieldPath.root
        if case .invalid(_, let problems) = refusal { path = FieldPath(problems.first?.path ?? "") ?? .root }
        self.init(code: Self.code(of: refusal), path: path, message: refusal.explanation)
    }

    private static func code(of refusal: ClusterRefusal) -> String {
        switch refusal {
        case .ownedByOthers: "HS1203"
        case .invalid: "HS1204"
        case .notServed: "HS1205"
        case .notFound: "HS1206"
        case .stale, .alreadyExists: "HS1207"
        }
    }
}
