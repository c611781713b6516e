package import Ports

extension ClusterRefusal {
    /// The refusal in a sentence: what, and what to do.
    package var explanation: String {
        switch self {
        case .ownedByOthers(let conflicts):
            let fields = Dictionary(grouping: conflicts, by: \.manager).sorted { $0.key < $1.key }.map {
                "\($0.key) owns \($0.value.map(\.field).joined(separator: ", "))"
            }
            return
                "other managers own fields of it: \(fields.joined(separator: "; ")). Deploy with onConflict: takeOver "
                + "to take them over, or let their owner give them up"
        case .stale: return "it was changed by somebody else at the same moment"
        case .alreadyExists: return "it was created by somebody else at the same moment"
        case .notFound(let what): return what
        case .invalid(let message, let problems):
            let fields = problems.map { $0.path.isEmpty ? $0.message : "\($0.path): \($0.message)" }
            return fields.isEmpty ? message : fields.joined(separator: "; ")
        case .notServed(let what): return what
        }
    }
}
