import Domain
import Testing
import YAML

@testable import Validation

/// What is true of every set of documents, tried on all that is at hand.
@Suite(.enabled(if: Oracle.isThere)) struct FindingPropertyTests {
    /// Of objects that are there twice the first one is looked at; they are told by a code of their own.
    private func hasTwins(_ objects: [KnownObject]) -> Bool { Set(objects.map(\.key)).count < objects.count }

    @Test func theOrderOfDocumentsAndFilesDoesNotMatter() throws {
        var shuffler = Shuffler(seed: 4)
        for set in try ReadSet.oracle() + [ReadSet.bookinfo()] {
            let objects = set.objects()
            guard objects.count > 1, !hasTwins(objects) else { continue }
            let usual = ReadSet.findings(objects)
            #expect(ReadSet.findings(objects.reversed()) == usual, "\(set.files[0].name)")
            #expect(ReadSet.findings(objects.shuffled(using: &shuffler)) == usual, "\(set.files[0].name)")
        }
    }

    /// Namespaces have no meaning beyond being the same or not, those aside that the meshes know.
    @Test func namesOfNamespacesDoNotMatter() throws {
        let known: Set = ["default", "istio-system", "linkerd", "kube-system", "kube-public", "istio-config", "mesh"]
        for set in try ReadSet.oracle() + [ReadSet.bookinfo()] {
            let objects = set.objects()
            let words = Set(objects.filter(\.namesNamespace).map(\.namespace)).subtracting(known).filter {
                // What is also the name of something else cannot be told apart in a text.
                $0.utf8.count > 2 && Words.count($0, in: set.files.map(\.text)) < 200
            }
            guard let word = words.min(), DNSLabel.isValid(word) else { continue }
            let renamed = ReadSet(
                files: set.files.map { .init(name: $0.name, text: Words.replaced(word, by: "zz-other", in: $0.text)) })
            let mapped = ReadSet.findings(objects).map { Words.replaced(word, by: "zz-other", in: $0) }
            let differing = ReadSet.findings(renamed.objects()).symmetricDifference(mapped)
            #expect(differing.isEmpty, "\(word) in \(set.files[0].name): \(differing.sorted())")
        }
    }

    /// At the place of a finding the text has the key that its path ends with, or the element.
    @Test func linesHoldTheirPaths() throws {
        var looked = 0
        for set in try ReadSet.oracle() + [ReadSet.bookinfo()] {
            let texts = Dictionary(set.files.map { ($0.name, TextLines($0.text)) }) { first, _ in first }
            for document in Validator.validate(ValidationSet(set.objects())).documents {
                guard let text = document.object.place.file.flatMap({ texts[$0] }) else { continue }
                for finding in document.findings {
                    looked += 1
                    let key = Self.nearestKey(finding.path, document.object.tree)
                    let isThere = finding.position.map { text.holds(key, at: $0) } ?? false
                    #expect(
                        isThere, "\(set.files[0].name) \(ReadSet.line(finding)) \(String(describing: finding.position))"
                    )
                }
            }
        }
        #expect(looked > 1_000)
    }

    /// Every path is there in its document; of what is missing, what it would be in is.
    @Test func pathsAreThere() throws {
        for set in try ReadSet.oracle() + [ReadSet.bookinfo()] {
            for document in Validator.validate(ValidationSet(set.objects())).documents {
                for finding in document.findings {
                    let tree = document.object.tree
                    let isThere = tree[finding.path] != nil || finding.path.parent.map { tree[$0] != nil } ?? true
                    #expect(isThere, "\(set.files[0].name) \(ReadSet.line(finding))")
                }
            }
        }
    }

    /// The key that the deepest existing part of the path ends with; `nil` for an element or the document.
    private static func nearestKey(_ path: FieldPath, _ tree: JSONValue) -> String? {
        var place: FieldPath? = path
        while let here = place {
            if tree[here] != nil {
                if case .key(let key)? = here.components.last { return key }
                return nil
            }
            place = here.parent
        }
        return nil
    }

    @Test func JSONSaysTheSameAsYAML() throws {
        for set in try ReadSet.some() {
            let files = try set.files.map { file in
                let documents = try YAMLParser.documents(file.text).map(\.value.jsonText)
                return ReadSet.File(name: file.name, text: documents.joined(separator: "\n---\n"))
            }
            #expect(
                ReadSet.findings(ReadSet(files: files).objects()) == ReadSet.findings(set.objects()),
                "\(set.files[0].name)")
        }
    }

    /// Documents that end somewhere are judged as well, alone and beside whole ones.
    @Test func whatIsCutOffNeverStopsTheJudge() throws {
        var shuffler = Shuffler(seed: 7)
        var judged = 0
        for set in try ReadSet.some() {
            let whole = set.objects()
            for _ in 0..<2 {
                let bytes = Array(set.files[0].text.utf8)
                let end = Int.random(in: 0...bytes.count, using: &shuffler)
                let text = String(decoding: bytes[..<end], as: UTF8.self)
                let rest = ReadSet(files: [.init(name: set.files[0].name, text: text)]).objects()
                for object in rest.suffix(1) { _ = Validator.validate(ValidationSet([object])) }
                judged += Validator.validate(.laying(rest, over: ValidationSet(whole))).documents.count
            }
        }
        #expect(judged > 300)
    }
}

/// The lines of a text, to look something up in them.
private struct TextLines {
    private let lines: [Substring]

    init(_ text: String) {
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// Whether a key begins at the place; without a key, whether anything does.
    func holds(_ key: String?, at position: SourcePosition) -> Bool {
        guard lines.indices.contains(position.line - 1) else { return false }
        let rest = lines[position.line - 1].unicodeScalars.dropFirst(position.column - 1)
        guard let key else { return rest.first.map { $0 != " " } ?? false }
        let text = String(rest)
        return [key, "\"\(key)", "'\(key)"].contains { text.hasPrefix($0) }
    }
}

/// Words of host names, paths and the like in a text.
private enum Words {
    static func replaced(_ word: String, by other: String, in text: String) -> String {
        pieces(text).map { $0 == word ? other : $0 }.joined()
    }

    static func count(_ word: String, in texts: [String]) -> Int {
        texts.reduce(0) { $0 + pieces($1).count { $0 == word } }
    }

    /// The words and what is between them.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var isWord = false
        for scalar in text.unicodeScalars {
            let belongs = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-"
            if belongs == isWord, !pieces.isEmpty {
                pieces[pieces.count - 1].unicodeScalars.append(scalar)
            } else {
                pieces.append(String(scalar))
            }
            isWord = belongs
        }
        return pieces
    }
}
