import Domain
import Ports
import Validation

/// Which of what is only stored would make good what is wrong without it: whoever reads of the fault should deploy that
/// first.
struct DraftsThatMend {
    private let drafts: [PendingKnowledge.Object]
    private let objects: [KnownObject]
    private let standing: ValidationSet
    private let settings: MeshSettings
    /// Those that have mended something already: they are tried first.
    private var known: [PendingKnowledge.Object] = []
    /// How many more times the objects are judged anew.
    private var trials = 60

    /// - Parameters:
    ///   - objects: What is judged.
    ///   - standing: What it is judged beside without the drafts.
    init(
        _ drafts: [PendingKnowledge.Object], of objects: [KnownObject], over standing: ValidationSet,
        _ settings: MeshSettings
    ) {
        self.drafts = drafts
        self.objects = objects
        self.standing = standing
        self.settings = settings
    }

    /// The finding with a hint of what mends it.
    ///
    /// - Parameter place: Which of the objects it is about.
    mutating func hinting(_ finding: Finding, of place: Int) -> Finding {
        guard let draft = draft(against: finding, place) else {
            return finding.hinting("What is stored and not deployed here would mend it: deploy that first or together")
        }
        let name = "\(draft.version.key), stored as version \(draft.version.version) and not deployed here,"
        return finding.hinting("\(name) would mend it: deploy it first or together")
    }

    /// By halves; `nil`: there is none that does it alone, or it takes too long to find out.
    private mutating func draft(against finding: Finding, _ place: Int) -> PendingKnowledge.Object? {
        for draft in known where mends([draft], finding, place) { return draft }
        var left = drafts[...]
        while left.count > 1 {
            let half = left.prefix(left.count / 2)
            if mends(half, finding, place) {
                left = half
            } else {
                left = left.dropFirst(half.count)
                guard mends(left, finding, place) else { return nil }
            }
        }
        if let draft = left.first { known.append(draft) }
        return left.first
    }

    private mutating func mends(
        _ drafts: ArraySlice<PendingKnowledge.Object>, _ finding: Finding, _ place: Int
    ) -> Bool {
        guard trials > 0 else { return false }
        trials -= 1
        let gone = Set(drafts.filter { $0.known == nil }.map(\.key))
        let with = ValidationSet.laying(drafts.compactMap(\.known), over: standing, without: gone)
        let report = Validator.validate(.laying(objects, over: with), settings: settings)
        return !report.documents[place].findings.contains { $0.place == finding.place }
    }
}

extension Finding {
    /// What is said where, in whatever words.
    struct Place: Hashable {
        let code: FindingCode
        let path: FieldPath
    }

    var place: Place { Place(code: code, path: path) }
}

extension [Finding] {
    /// Those of which nothing is said in `others`, in other words neither.
    func missing(in others: [Finding]) -> [Finding] {
        let told = Set(others)
        let reworded = Set(told.subtracting(self).map(\.place))
        return filter { !told.contains($0) && !reworded.contains($0.place) }
    }
}
