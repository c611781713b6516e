import Domain
import Testing
import YAML

@testable import Validation

/// The pages of Istio's codes tell the truth.
@Suite struct IstioCodeTests {
    /// Examples that only hint at what they would hold.
    private static let abridged: Set<String> = ["HS3137", "HS3806"]

    @Test(arguments: FindingCode.istioMeaning.filter { !abridged.contains($0.id) }.map(\.id))
    func theExampleHasTheFault(_ id: String) throws {
        let code = try #require(FindingCode.istioMeaning.first { $0.id == id })
        let kinds = IstioMeaning.families.filter { $0.codes.contains(code) }.flatMap { $0.kinds ?? [] }
        #expect(!kinds.isEmpty, "no family has \(id)")
        let found = kinds.contains { kind in istio(kind, code.page.example).contains { $0.hasPrefix(id) } }
        #expect(found, "\(id) is not found in \(code.page.example)")
    }

    @Test func codesAreInOrderAndWhole() {
        let ids = FindingCode.istioMeaning.map(\.id)
        #expect(ids == ids.sorted() && Set(ids).count == ids.count)
        for code in FindingCode.istioMeaning {
            #expect(!code.page.why.isEmpty && !code.page.mend.isEmpty, "\(code.id)")
            #expect(code.severity != .info || code == .unknownPatchType, "\(code.id)")
        }
        for family in IstioMeaning.families { #expect(Set(family.codes).count == family.codes.count, "\(family.name)") }
    }

    /// Families say every code that they find.
    @Test(.enabled(if: Oracle.isThere)) func familiesNameTheirCodes() throws {
        for file in try Oracle.files("istio-validation/cases") {
            for tree in try Oracle.documents(file) {
                let set = ValidationSet([KnownObject(tree)])
                for object in set.judged {
                    let subject = Subject(object, in: .init(set, MeshSettings()))
                    for family in IstioMeaning.families where family.kinds?.contains(object.kind) ?? true {
                        let strange = family.check(subject).map(\.code).filter { !family.codes.contains($0) }
                        #expect(strange.isEmpty, "\(family.name) finds \(strange.map(\.id)) in \(file)")
                    }
                }
            }
        }
    }

    /// Whatever stands in a field, the rules come to an end.
    @Test func wrongTypesDoNotStopTheRules() throws {
        let values: [JSONValue] = [
            .null, true, .int(.max), .int(.min), 1.5, "", "*", [], [.null, 1, "a", [], [:]], [:], ["a": .null], ["": 1],
        ]
        let files = try Oracle.isThere ? Oracle.files("istio-validation/cases") : []
        for file in files.indices where file % 8 == 0 {
            for tree in try Oracle.documents(files[file]) {
                for value in values {
                    for changed in replacing(tree, value) {
                        _ = Validator.validate(ValidationSet([KnownObject(changed)]))
                    }
                }
            }
        }
    }

    /// The document with `value` instead of each of its parts below `spec`, one by one.
    private func replacing(_ tree: JSONValue, _ value: JSONValue) -> [JSONValue] {
        guard let spec = tree["spec"] else { return [] }
        return parts(of: spec, value).map { part in
            var changed = tree
            changed["spec"] = part
            return changed
        }
    }

    private func parts(of tree: JSONValue, _ value: JSONValue) -> [JSONValue] {
        switch tree {
        case .object(let members):
            return [value]
                + members.flatMap { key, member in
                    parts(of: member, value).map { part in
                        var changed = members
                        changed[key] = part
                        return .object(changed)
                    }
                }
        case .array(let elements):
            return [value]
                + elements.indices.flatMap { index in
                    parts(of: elements[index], value).map { part in
                        var changed = elements
                        changed[index] = part
                        return .array(changed)
                    }
                }
        default: return [value]
        }
    }
}
