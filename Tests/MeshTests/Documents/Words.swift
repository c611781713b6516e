import Domain
import Mesh

extension Scene {
    /// A heading.
    var title: String {
        switch self {
        case .shadow: "Shadow"
        case .green: "Green"
        case .share(.percent(let percent)): "Share: \(percent) %"
        case .share(.count(let count)): "Share: \(count)"
        case .variant(.header(let name, let value)): "Variant: header `\(name): \(value)`"
        case .variant(.cookie(let name, let value)): "Variant: cookie `\(name)=\(value)`"
        case .switched: "Switched"
        case .promoted: "Promoted"
        }
    }
}

extension Move {
    var written: MeshObject? {
        switch self {
        case .write(let object), .overwrite(let object): object
        case .remove, .restore, .label, .unlabel, .settle: nil
        }
    }

    var words: String {
        switch self {
        case .write(let object): "write \(object.name)"
        case .overwrite(let object): "write \(object.name), where it is there"
        case .remove(let name): "remove \(name)"
        case .restore(let name): "restore \(name): as it was, or absent as it was"
        case .label(.percent(let percent)): "label \(percent) % of the pods, and no others"
        case .label(.count(let count)): "label \(count) of the pods, and no others"
        case .unlabel: "take the label from all pods"
        case .settle: "wait until the proxies have it"
        }
    }
}

extension Measurement {
    var words: String {
        if cohort == .nobody { return "nothing, since no production traffic has the new version" }
        let side = side == .client ? "what callers report" : "what servers report"
        let to = services.isEmpty ? "" : " of traffic to \(services.map { "\($0)" }.joined(separator: ", "))"
        if !baselineServices.isEmpty {
            return
                "\(side)\(to), with that to \(baselineServices.map { "\($0)" }.joined(separator: ", ")): \(cohort.words)"
        }
        let groups =
            baseline == .nobody ? "\(cohort.words), with the time before" : "\(cohort.words), with \(baseline.words)"
        let failures =
            failuresTo.isEmpty
            ? ""
            : "; and what more than before fails at the callers of \(failuresTo.map { "\($0)" }.joined(separator: ", ")), "
                + "unseen by any server"
        return "\(side)\(to): \(groups)\(failures)"
    }
}

extension MeasuredGroup {
    var words: String {
        switch self {
        case .cohort: "the pods with the label"
        case .rest: "the other pods of the scope"
        case .pods(let pods): pods.isEmpty ? "no pods" : "pods \(pods.map { "`\($0)`" }.joined(separator: ", "))"
        case .namespaces(let names): "the pods of \(names.map { "`\($0)`" }.joined(separator: ", "))"
        case .subsets(let names): "subset \(names.map { "`\($0)`" }.joined(separator: ", "))"
        case .nobody: "nobody"
        }
    }
}
