import Validation

/// Objects that kustomizations change, or give other names or namespaces: what refers to one of them may be right, and
/// what becomes of them is not known well enough to judge it.
struct PossibleObjects {
    private var found: [(objects: [KnownObject], ways: Set<KustomizedNames>)] = []

    /// - Parameter ways: The names that they may get.
    mutating func note(_ objects: some Sequence<KnownObject>, _ ways: Set<KustomizedNames>) {
        let objects = Array(objects)
        if !objects.isEmpty { found.append((objects, ways)) }
    }

    /// Takes the findings that would not be there if all that is possible were: each document that had some is named as
    /// one that was not wholly judged.
    ///
    /// - Parameters:
    ///   - set: What was judged, with what is known beside it.
    ///   - report: What is found in it.
    func clear(_ report: inout ValidationReport, of set: ValidationSet, settings: MeshSettings) async {
        guard !found.isEmpty, report.documents.contains(where: { !$0.findings.isEmpty }) else { return }
        let wider = ValidationSet.laying(standIns(beside: set), over: set)
        let sure = await Validator.validateConcurrently(wider, settings: settings)
        let kept = Dictionary(grouping: sure.documents.flatMap(\.findings), by: Fault.init).mapValues(\.count)
        for index in report.documents.indices {
            let document = report.documents[index]
            let doubtful = document.findings.filter { kept[Fault($0)] == nil }
            guard !doubtful.isEmpty else { continue }
            report.documents[index].findings.removeAll { kept[Fault($0)] == nil }
            report.unchecked.append(Self.gap(document.object, doubtful))
        }
    }

    private func standIns(beside set: ValidationSet) -> [KnownObject] {
        let places = set.namespaces
        let all = found.flatMap { found in
            found.objects.flatMap { object in found.ways.flatMap { $0.objects(of: object, in: places) } }
        }
        var seen: Set<KnownObject.Key> = []
        return all.filter { set.object($0.kind, $0.namespace, $0.name) == nil && seen.insert($0.key).inserted }
    }

    /// What makes a finding the same as another, whatever it says.
    private struct Fault: Hashable {
        let object: Finding.ObjectName
        let file: String?
        let path: String
        let code: String

        init(_ finding: Finding) {
            (object, file) = (finding.object, finding.file)
            (path, code) = ("\(finding.path)", finding.code.id)
        }
    }

    private static func gap(_ object: KnownObject, _ findings: [Finding]) -> ValidationReport.Unchecked {
        let places = findings.prefix(mostPlaces).map { "\($0.path) (\($0.code.id))" }
        let more = findings.count > mostPlaces ? " and \(findings.count - mostPlaces) more" : ""
        return .init(
            object: object.key, what: places.joined(separator: ", ") + more,
            why: "kustomizations may bring what is missing here, with other names, namespaces or values; judge what "
                + "`kustomize build` makes")
    }

    /// How many places are written out; the others are counted.
    private static let mostPlaces = 5
}
