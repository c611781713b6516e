import Domain

/// What the target's mesh version does not know, or no longer wants. Where the schemas of the target itself are known,
/// they say what it lacks; the history of versions is asked otherwise.
enum VersionRules {
    static let families: [RuleFamily] = [lacking, readOtherwise, outdated, support]

    /// The history of the mesh that an object belongs to.
    struct History {
        let mesh: String
        let target: MeshVersion
        let known: ClosedRange<MeshVersion>
        let served: [ServedSince]
        let fields: [VersionFact]

        init?(of kind: ObjectKind, _ settings: MeshSettings) {
            if kind.group.hasSuffix(".istio.io") {
                (mesh, target, known) = ("Istio", settings.istio, IstioHistory.known)
                (served, fields) = (IstioHistory.served, IstioHistory.fields)
            } else if kind.group == "linkerd.io" || kind.group.hasSuffix(".linkerd.io")
                || kind.group == "split.smi-spec.io"
            {
                (mesh, target, known) = ("Linkerd", settings.linkerd, LinkerdHistory.known)
                (served, fields) = (LinkerdHistory.served, LinkerdHistory.fields)
            } else {
                return nil
            }
        }
    }

    private static let lacking = RuleFamily(
        "what the version lacks", codes: [.fieldTooNew, .versionTooNew], kinds: nil, scope: .set
    ) { subject in
        let kind = subject.object.kind
        guard let history = History(of: kind, subject.settings), history.target < history.known.upperBound,
            !subject.settings.schemas.exactGroups.contains(kind.group)
        else { return [] }
        let version = history.served.first {
            $0.kind == kind && $0.since > history.target
                && $0.version ?? subject.object.version == subject.object.version
        }
        if let version { return [tooNew(subject.object, version, history)] }
        return newer(than: history, in: subject)
    }

    /// Of a field that the target does not know nothing is said about its value.
    private static func newer(than history: History, in subject: Subject) -> [Remark] {
        let facts = history.fields.filter { $0.since > history.target && $0.kinds.contains(subject.object.kind) }
        let found = facts.flatMap { fact in fact.places(in: subject.root).map { (place: $0, fact: fact) } }
        let fields = Set(found.filter { $0.fact.value == nil }.map(\.place.path))
        return found.filter { $0.fact.value == nil || !fields.contains($0.place.path) }
            .map { tooNew($0.place, $0.fact, history) }
    }

    private static func tooNew(_ object: KnownObject, _ fact: ServedSince, _ history: History) -> Remark {
        let what = fact.version.map { "\($0) of \(object.kind)" } ?? "\(object.kind)"
        return Remark(
            code: .versionTooNew, path: fact.version == nil ? ["kind"] : ["apiVersion"],
            message: "\(history.mesh) \(history.target) does not know \(what), which came with \(fact.since)",
            hint: fact.advice(for: history.target, among: history.served).map { "use \($0), or update the mesh" }
                ?? "update the mesh first")
    }

    private static func tooNew(_ field: Field, _ fact: VersionFact, _ history: History) -> Remark {
        return Remark(
            .fieldTooNew, field,
            "\(history.mesh) \(history.target) does not know \(fact.value.map { "the value \($0)" } ?? "the field"), which came with \(fact.since)",
            hint: "leave it out, or update the mesh first")
    }

    /// The schemas of a target say nothing of that: it is asked whatever they are.
    private static let readOtherwise = RuleFamily(
        "what the version reads otherwise", codes: [.textTooNew], kinds: Set(IstioHistory.texts.flatMap(\.place.kinds)),
        scope: .set
    ) { subject in
        let target = subject.settings.istio
        guard target < IstioHistory.known.upperBound else { return [] }
        return IstioHistory.texts.filter {
            $0.place.since > target && $0.place.kinds.contains(subject.object.kind)
        }.flatMap { text in
            text.place.places(in: subject.root).filter { $0.string.map(text.isMeant) ?? false }.map { field in
                Remark(
                    .textTooNew, field,
                    "Istio \(target) \(text.before); what is meant came with \(text.place.since)",
                    hint: "\(text.instead), or update the mesh first")
            }
        }
    }

    private static let outdated = RuleFamily(
        "what is on its way out", codes: [.deprecatedVersion, .deprecatedField, .deprecatedKind], kinds: nil,
        scope: .set
    ) { subject in
        let object = subject.object
        var remarks: [Remark] = []
        if let warning = subject.settings.schemas.schema(of: object.kind, version: object.version)?.deprecation {
            remarks.append(
                Remark(
                    code: .deprecatedVersion, path: ["apiVersion"],
                    message: "the API server warns of \(object.version): \(warning)", hint: "write a newer version"))
        }
        if let kind = LinkerdHistory.outdatedKinds.first(where: { $0.kind == object.kind }),
            kind.since <= subject.settings.linkerd
        {
            remarks.append(Remark(code: .deprecatedKind, path: ["kind"], message: kind.text, hint: kind.instead))
        }
        for field in outdatedFields[object.kind] ?? [] where field.place.since <= subject.settings.istio {
            remarks += field.place.places(in: subject.root).map {
                Remark(.deprecatedField, $0, "still works, but has a successor", hint: field.instead)
            }
        }
        return remarks
    }

    private static let outdatedFields = Dictionary(grouping: IstioHistory.outdated) {
        $0.place.kinds.first ?? ObjectKind("", group: "")
    }

    private static let support = RuleFamily(
        "versions that are supported", codes: [.unknownMeshVersion], kinds: nil, scope: .set
    ) { subject in
        guard let history = History(of: subject.object.kind, subject.settings), !history.known.contains(history.target)
        else { return [] }
        let known = history.known
        return [
            Remark(
                code: .unknownMeshVersion, path: ["kind"],
                message:
                    "the rules were made for \(history.mesh) \(known.lowerBound) to \(known.upperBound), and the target is \(history.target)",
                hint: "what is said of the object may not hold there")
        ]
    }
}
