import Domain
import YAML

@testable import Validation

/// Files as `hotswap validate` takes them: texts, and the objects in them.
struct ReadSet {
    struct File {
        let name: String
        var text: String
    }

    var files: [File]

    /// The YAML files of the oracle's folders and of the samples, those that no reader takes left out; each is a set.
    static func oracle() throws -> [ReadSet] {
        try ["istio-analysis/input", "kiali/input", "linkerd/cases", "istio-validation/cases", "../samples/bookinfo"]
            .flatMap(Oracle.files).compactMap { path in
                let text = try Oracle.text(path)
                return (try? YAMLParser.documents(text)) == nil ? nil : ReadSet(files: [File(name: path, text: text)])
            }
    }

    /// Every third of them, for what takes long.
    static func some() throws -> [ReadSet] {
        let all = try oracle()
        return stride(from: 0, to: all.count, by: 3).map { all[$0] }
    }

    /// The Bookinfo samples as one set of many files.
    static func bookinfo() throws -> ReadSet {
        ReadSet(files: try Oracle.files("../samples/bookinfo").map { File(name: $0, text: try Oracle.text($0)) })
    }

    /// The objects, documents and files in the order that `arranged` gives them.
    func objects(_ arranged: ([KnownObject]) -> [KnownObject] = { $0 }) -> [KnownObject] {
        arranged(
            files.flatMap { file in
                ((try? YAMLParser.documents(file.text)) ?? []).enumerated().flatMap { index, document in
                    ObjectList.objects(document.value, place: .init(file: file.name, index: index), isJudged: true) {
                        document.positions.exactPosition(of: $0)
                    }
                }
            })
    }

    /// What is found, without words that speak of other documents: code, object and path.
    static func findings(_ objects: [KnownObject]) -> Set<String> {
        Set(Validator.validate(ValidationSet(objects)).findings.map(line))
    }

    static func line(_ finding: Finding) -> String {
        "\(finding.code.id) \(finding.object.kind) \(finding.object.namespace)/\(finding.object.name) \(finding.path)"
    }
}

/// Numbers that look random and are the same in every run.
struct Shuffler: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}
