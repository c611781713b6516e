import Domain
import YAML

@testable import Validation

/// The objects of a text with one or more documents; a text that cannot be read gives none.
func known(_ text: String) -> ValidationSet {
    let documents = (try? YAMLParser.documents(text)) ?? []
    return ValidationSet(documents.map { KnownObject($0.value, positions: $0.positions.exactPosition(of:)) })
}

/// What is found in the text, as `HS5001 VirtualService shop/reviews spec.http[0].route[0].destination.host`, of the
/// codes that begin with one of `prefixes`.
func findings(_ text: String, _ prefixes: [String], settings: MeshSettings = MeshSettings()) -> [String] {
    Validator.validate(known(text), settings: settings).findings.compactMap { finding in
        guard prefixes.contains(where: finding.code.id.hasPrefix) else { return nil }
        let name = "\(finding.object.kind) \(finding.object.namespace)/\(finding.object.name)"
        return "\(finding.code.id) \(name) \(finding.path)"
    }
}
