import Domain
import YAML

@testable import Validation

/// The objects of a text with one or more documents; a text that cannot be read gives none.
func known(_ text: String) -> ValidationSet { ValidationSet(objects(text)) }

private func objects(_ text: String, isJudged: Bool = true) -> [KnownObject] {
    let documents = (try? YAMLParser.documents(text)) ?? []
    return documents.map { KnownObject($0.value, isJudged: isJudged, positions: $0.positions.exactPosition(of:)) }
}

/// What is found in the text, as `HS5001 VirtualService shop/reviews spec.http[0].route[0].destination.host`, of the
/// codes that begin with one of `prefixes`; only the families that have such codes look, so that what others say of the
/// same does not matter.
///
/// - Parameters:
///   - context: Documents that are known, and not judged.
///   - listed: The kinds of which the documents are all that there are.
func findings(
    _ text: String, _ prefixes: [String], settings: MeshSettings = MeshSettings(), context: String? = nil,
    listed: Set<ObjectKind> = []
) -> [String] {
    func isMeant(_ code: FindingCode) -> Bool { prefixes.contains(where: code.id.hasPrefix) }
    let beside = context.map { objects($0, isJudged: false) } ?? []
    let set = ValidationSet.laying(objects(text), over: ValidationSet(beside, listed: listed))
    let report = Validator.validate(set, settings: settings) { $0.codes.contains(where: isMeant) }
    return report.findings.compactMap { finding in
        guard isMeant(finding.code) else { return nil }
        let name = "\(finding.object.kind) \(finding.object.namespace)/\(finding.object.name)"
        return "\(finding.code.id) \(name) \(finding.path)"
    }
}
