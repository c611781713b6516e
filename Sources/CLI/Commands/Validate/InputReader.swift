import Domain
import JSON
import Runtime
import Validation
import YAML

/// Reads files and folders into objects. A document that cannot be read is a finding; the others go on.
struct InputReader {
    private let surroundings: Surroundings
    private(set) var objects: [KnownObject] = []
    /// Judged objects that will have other names or namespaces: nothing can be said of them beside others.
    private(set) var lone: [KnownObject] = []
    /// Judged objects that will have other values: as `lone`, and some of what they lack will come.
    private(set) var unfinished: [KnownObject] = []
    /// Those of them that others may refer to.
    private(set) var expected: [KnownObject] = []
    /// What may be there beside all others, under names that are not followed.
    private(set) var possible = PossibleObjects()
    /// Documents that are no YAML or JSON, each with its finding.
    private(set) var unreadable: [ValidationReport.Document] = []
    /// The files in the order in which they were read.
    private(set) var files: [String: Int] = [:]
    /// What of the context cannot be read.
    private(set) var gaps: [ValidationReport.Unchecked] = []
    /// What lies in folders and is nothing to be judged.
    private(set) var strangers = Strangers()
    private var seen: Set<String> = []

    /// What `unchecked` has of the files.
    var unchecked: [ValidationReport.Unchecked] { gaps + strangers.unchecked }

    /// Enough for every policy of a large cluster in one file.
    private static let limits = YAMLLimits(maximumBytes: 32 << 20, maximumDocuments: 100_000)
    /// After so many broken documents a file is something else than a file of policies.
    private static let mostUnreadable = 100

    init(_ surroundings: Surroundings) { self.surroundings = surroundings }

    /// Reads a file, standard input (`-`), or every YAML and JSON file of a folder, at any depth. What was read already
    /// is not read again. Throws `CommandFailure` for a file that is too large to be judged at once.
    ///
    /// Answers whether there was anything in it, read just now or before.
    @discardableResult mutating func read(_ path: String, isJudged: Bool) async throws -> Bool {
        let before = count
        var isKnown = false
        let found = try InputFiles.read(path, surroundings)
        if isJudged { strangers.lookForCharts(found.map(\.name)) }
        let kustomizations = Kustomizations(found)
        strangers.noteUnread(kustomizations.unread, isJudged)
        for file in found {
            guard seen.insert(InputFiles.identity(of: file.name, surroundings)).inserted else {
                isKnown = true
                continue
            }
            guard file.bytes.count <= Self.limits.maximumBytes else {
                let size = "\(file.bytes.count >> 20) MiB"
                throw CommandFailure(.usage, "\(file.name) has \(size); a file may have up to 32 MiB: split it")
            }
            if file.isFound, strangers.take(file, isJudged) { continue }
            await add(file, of: kustomizations, isJudged)
        }
        return isKnown || count > before
    }

    private var count: Int { objects.count + lone.count + unfinished.count + unreadable.count }

    private mutating func add(_ file: InputFile, of kustomizations: Kustomizations, _ isJudged: Bool) async {
        let part = kustomizations.part(of: file)
        guard part != .patch else { return strangers.takePatch(file, isJudged) }
        let count = objects.count
        await add(file.bytes, file: file.name, isFound: file.isFound, isJudged)
        if part.isUncertain { possible.note(objects[count...], kustomizations.ways(of: file.name)) }
        switch part {
        case .asWritten, .patch: break
        case .moved(let namespace):
            objects.replaceSubrange(count..., with: objects[count...].map { $0.moved(to: namespace) })
        case .renamed:
            strangers.noteRenamed(file, isJudged)
            lone += objects[count...].filter(\.isJudged)
            objects.removeSubrange(count...)
        case .changed(let isExpected, let namespace):
            strangers.noteChanged(file, isJudged)
            let found = objects[count...].map { object in namespace.map { object.moved(to: $0) } ?? object }
            unfinished += found.filter(\.isJudged)
            if isExpected { expected += found.map { KnownObject($0.tree, isJudged: false) } }
            objects.removeSubrange(count...)
        }
    }

    /// All documents at once where all can be read; else one by one, so that a broken one does not hide the others.
    private mutating func add(_ bytes: [UInt8], file: String, isFound: Bool, _ isJudged: Bool) async {
        files[file] = files.count
        let isJSON = file.lowercased().hasSuffix(".json")
        let values = Self.severalValues(bytes, isJSON: isJSON)
        guard values.isEmpty else { return addValues(values, file: file, isFound: isFound, isJudged) }
        if isJSON, let fault = Self.jsonFault(bytes) {
            return refuse(fault, KnownObject.Place(file: file), isJudged)
        }
        do throws(YAMLSyntaxError) {
            let documents = try await YAMLParser.documentsConcurrently(bytes, limits: Self.limits)
            let left = passed(documents, of: file, isFound: isFound, isJudged)
            objects += await ObjectList.objectsConcurrently(of: documents) { index, document in
                left.contains(index)
                    ? [] : Self.objects(of: document, KnownObject.Place(file: file, index: index), isJudged)
            }
        } catch {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                return refuse(error, KnownObject.Place(file: file), isJudged)
            }
            if isFound, strangers.takeTemplate(text, file: file, isJudged) { return }
            addParts(of: text, file: file, isFound: isFound, isJudged)
        }
    }

    /// The JSON values of a text that has several of them; empty where it has one, or is something else.
    private static func severalValues(_ bytes: [UInt8], isJSON: Bool) -> [JSONParts.Part] {
        guard JSONParts.mayBeSeveral(bytes) else { return [] }
        let parts = JSONParts.parts(of: bytes)
        let hasLines = parts.contains(where: \.isBehindLine)
        // With lines between its documents a text of another name is YAML, which has these of JSON, too.
        guard parts.count > 1 || hasLines, isJSON || !hasLines, parts.count <= limits.maximumDocuments else {
            return []
        }
        // A first part that is none: a text in YAML that looks alike.
        guard parts.allSatisfy(\.beginsWithBracket), let first = parts.first,
            (try? JSONParser.parse(first.bytes)) != nil
        else { return [] }
        return parts
    }

    private mutating func addValues(_ parts: [JSONParts.Part], file: String, isFound: Bool, _ isJudged: Bool) {
        for (index, part) in parts.enumerated() {
            let place = KnownObject.Place(file: file, index: index)
            do throws(YAMLSyntaxError) {
                let bytes = Array(part.bytes)
                if let fault = Self.jsonFault(bytes) { throw fault }
                let documents = try YAMLParser.documents(bytes, limits: Self.limits)
                guard let document = documents.first, passed([document], of: file, isFound: isFound, isJudged).isEmpty
                else { continue }
                objects += Self.objects(of: document, place, isJudged) { part.position(of: $0) }
            } catch {
                refuse(
                    YAMLSyntaxError(position: part.position(of: error.position), message: error.message), place,
                    isJudged)
                guard unreadable.count < Self.mostUnreadable else { return }
            }
        }
    }

    /// YAML takes more than JSON: commas at the end, comments, plain words. Who reads the file as what it is called
    /// does not.
    private static func jsonFault(_ bytes: [UInt8]) -> YAMLSyntaxError? {
        do throws(JSONSyntaxError) {
            _ = try JSONParser.parse(bytes)
            return nil
        } catch {
            return YAMLSyntaxError(position: error.position, message: error.message)
        }
    }

    private mutating func addParts(of text: String, file: String, isFound: Bool, _ isJudged: Bool) {
        var index = 0
        for part in YAMLParts.parts(of: text) {
            let place = KnownObject.Place(file: file, index: index)
            // The lines before it, empty: what the parser says of lines is true then.
            let padded = String(repeating: "\n", count: part.linesBefore) + part.text
            do throws(YAMLSyntaxError) {
                let documents = try YAMLParser.documents(padded, limits: Self.limits)
                let left = passed(documents, of: file, isFound: isFound, isJudged)
                for (index, document) in documents.enumerated() where !left.contains(index) {
                    objects += Self.objects(of: document, place, isJudged)
                }
                index += documents.count
            } catch {
                refuse(error, place, isJudged)
                index += 1
                guard unreadable.count < Self.mostUnreadable else { return }
            }
        }
    }

    /// Which documents of a file that nobody has named are none to be judged.
    private mutating func passed(
        _ documents: [YAMLDocument], of file: String, isFound: Bool, _ isJudged: Bool
    ) -> Set<Int> {
        guard isFound else { return [] }
        return Set(documents.indices.filter { strangers.take(documents[$0].value, of: file, isJudged) })
    }

    /// - Parameter shift: Where in the file a place of the document is.
    private static func objects(
        of document: YAMLDocument, _ place: KnownObject.Place, _ isJudged: Bool,
        shift: @escaping @Sendable (SourcePosition) -> SourcePosition = { $0 }
    ) -> [KnownObject] {
        ObjectList.objects(MeshTexts.opened(document.value), place: place, isJudged: isJudged) {
            document.positions.exactPosition(of: $0).map(shift)
        }
    }

    private mutating func refuse(_ error: YAMLSyntaxError, _ place: KnownObject.Place, _ isJudged: Bool) {
        guard isJudged else {
            gaps.append(.unreadableContext("context \(place.file ?? "")", at: error.position, error.message))
            return
        }
        let finding = Validator.unreadable(error.message, file: place.file, position: error.position)
        unreadable.append(.init(object: KnownObject(.null, place: place), verdict: .invalid, findings: [finding]))
    }
}
