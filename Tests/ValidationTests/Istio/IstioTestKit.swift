import Domain
import YAML

@testable import Validation

/// What Istio's rules find in an object of the kind, as `HS3001 spec.hosts[0]`.
///
/// - Parameter text: Everything but `apiVersion`, `kind` and the name; `spec` and its fields, or `metadata` as well.
func istio(_ kind: ObjectKind, _ text: String) -> [String] {
    guard case .object(var members)? = (try? YAMLParser.documents(text))?.first?.value else { return ["no object"] }
    members["apiVersion"] = .string("\(kind.group)/\(kind == .envoyFilter ? "v1alpha3" : "v1")")
    members["kind"] = .string(kind.name)
    var metadata = members["metadata"]?.object ?? [:]
    metadata["name"] = metadata["name"] ?? "a"
    metadata["namespace"] = metadata["namespace"] ?? "shop"
    members["metadata"] = .object(metadata)
    let set = ValidationSet([KnownObject(.object(members))])
    return Validator.validate(set).findings.filter { $0.code.id.hasPrefix("HS3") }.map { "\($0.code.id) \($0.path)" }
}

/// A `spec` in YAML, in one line or several, and what is found in it.
struct Judged: CustomStringConvertible, Sendable {
    let spec: String
    /// Sorted.
    let found: [String]

    init(_ spec: String, _ found: String...) {
        self.spec = spec
        self.found = found.sorted()
    }

    var description: String { spec }
    /// What is found, sorted.
    func findings(_ kind: ObjectKind) -> [String] { istio(kind, "spec: \(spec)").sorted() }
}
