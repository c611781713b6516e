internal import Domain

/// Builds documents from libyaml's events. Recursion is bounded by the depth limit.
struct YAMLComposer: ~Copyable {
    private var events: YAMLEventReader
    private let limits: YAMLLimits
    private let linesBefore: Int
    private var anchors: [String: YAMLAnchored] = [:]
    private var aliasNodes = 0
    private var aliasBytes = 0
    /// Where everything of the document stands that was read so far.
    private var fields: [YAMLPositions.Field] = []
    /// The keys and values of the lists and mappings that are being read, the innermost last: each becomes a collection
    /// of the right size when its end is reached.
    private var keys: [String] = []
    private var values: [JSONValue] = []
    /// Keys that were given twice: the reading goes on, so that all of them are told.
    private var repeated: [YAMLSyntaxError] = []

    private static let mostRepeated = 10

    init(events: consuming YAMLEventReader, limits: YAMLLimits, linesBefore: Int) {
        self.events = events
        self.limits = limits
        self.linesBefore = linesBefore
    }

    mutating func composition() throws(YAMLSyntaxError) -> YAMLParser.Composition {
        do {
            let composition = try allDocuments()
            if repeated.isEmpty { return composition }
        } catch {
            guard !repeated.isEmpty else { throw error }
            repeated.append(error)
        }
        throw YAMLSyntaxError.joining(repeated)
    }

    private mutating func allDocuments() throws(YAMLSyntaxError) -> YAMLParser.Composition {
        var documents: [YAMLDocument] = []
        var count = 0
        while true {
            let event = try events.next()
            if case .streamEnd = event.kind {
                return .init(
                    documents: documents, documentCount: count, aliasNodes: aliasNodes, aliasBytes: aliasBytes)
            }
            guard case .documentStart = event.kind else { continue }
            count += 1
            guard count <= limits.maximumDocuments else {
                throw refusal(event.start, "the text holds more than \(limits.maximumDocuments) documents")
            }
            if let document = try document() { documents.append(document) }
        }
    }

    /// One document, `nil` where it is empty.
    private mutating func document() throws(YAMLSyntaxError) -> YAMLDocument? {
        anchors = [:]
        fields.removeAll(keepingCapacity: true)
        let event = try events.next()
        let node = try node(event, "", event.start, depth: 0)
        if case .scalar(let scalar) = event.kind, scalar.isPlain, scalar.text.isEmpty, event.tag == nil { return nil }
        // A copy is as long as it needs to be.
        return YAMLDocument(
            value: node.value, positions: YAMLPositions(fields: Array(fields[...]), linesBefore: linesBefore))
    }

    /// - Parameter key: That of the member that the value belongs to, which begins at `start`.
    private mutating func node(
        _ event: YAMLEvent, _ key: String, _ start: SourcePosition, depth: Int
    ) throws(YAMLSyntaxError) -> YAMLNode {
        if case .alias(let name) = event.kind { return try alias(name, event.start, key, start, depth) }
        let index = fields.count
        fields.append(.init(key: key, start: .init(start), value: .init(event.start)))
        let node: YAMLNode
        switch event.kind {
        case .scalar(let scalar):
            do throws(ScalarRefusal) {
                let value = try scalar.value(tag: event.tag)
                node = YAMLNode(value: value, size: YAMLSize(of: value))
            } catch { throw refusal(event.start, error.message) }
        case .sequenceStart: node = try sequence(event, depth + 1)
        case .mappingStart: node = try mapping(event, at: index, depth + 1)
        case .alias, .documentStart, .documentEnd, .streamEnd, .sequenceEnd, .mappingEnd:
            throw refusal(event.start, "a value is due")
        }
        fields[index].size = UInt32(clamping: fields.count - index)
        switch node.value {
        case .array: fields[index].holds = .elements
        case .object: fields[index].holds = .members
        case .null, .bool, .int, .double, .string: break
        }
        if let anchor = event.anchor { anchors[anchor] = YAMLAnchored(node: node, fields: Array(fields[index...])) }
        return node
    }

    private mutating func sequence(_ event: YAMLEvent, _ depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
        try checkCollection(event, "!!seq", depth)
        let base = values.count
        var size = YAMLSize()
        size.height = 1
        while true {
            let next = try events.next()
            if case .sequenceEnd = next.kind { break }
            let element = try node(next, "", next.start, depth: depth)
            values.append(element.value)
            size.hold(element.size)
        }
        let elements = Array(values[base...])
        values.removeSubrange(base...)
        return YAMLNode(value: .array(elements), size: size)
    }

    private mutating func mapping(
        _ event: YAMLEvent, at index: Int, _ depth: Int
    ) throws(YAMLSyntaxError) -> YAMLNode {
        try checkCollection(event, "!!map", depth)
        let keyBase = keys.count
        var merges: [YAMLMerge] = []
        var known = KnownKeys()
        var size = YAMLSize()
        size.height = 1
        while true {
            let keyEvent = try events.next()
            if case .mappingEnd = keyEvent.kind { break }
            if isMergeKey(keyEvent) {
                let (merge, merged) = try merge(depth)
                merges.append(merge)
                size.hold(merged)
                continue
            }
            let key = try key(keyEvent)
            if !known.insert(key, keys[keyBase...]) {
                repeated.append(
                    refusal(
                        keyEvent.start, "the key `\(key)` is given twice: here and in line \(line(of: key, at: index))"
                    ))
                guard repeated.count < Self.mostRepeated else { throw repeated.removeLast() }
            }
            keys.append(key)
            let member = try node(try events.next(), key, keyEvent.start, depth: depth)
            values.append(member.value)
            size.hold(member.size)
            size.bytes += key.utf8.count
        }
        var members = [String: JSONValue](minimumCapacity: keys.count - keyBase)
        // Moved, not copied: each key is there once, so the order does not matter.
        while keys.count > keyBase { members[keys.removeLast()] = values.removeLast() }
        for merge in merges { merge.add(to: &members, &fields) }
        return YAMLNode(value: .object(members), size: size)
    }

    /// The value of a `<<`, whose fields stand nowhere by themselves.
    private mutating func merge(_ depth: Int) throws(YAMLSyntaxError) -> (YAMLMerge, YAMLSize) {
        let source = try events.next()
        let index = fields.count
        let node = try node(source, "", source.start, depth: depth)
        let merge = YAMLMerge(node.value, Array(fields[index...]))
        fields.removeSubrange(index...)
        guard let merge else {
            throw refusal(source.start, "`<<` takes a mapping or a list of mappings, usually an alias")
        }
        return (merge, node.size)
    }

    /// Where a member of the mapping whose field stands at `index`, and is not yet whole, was given.
    private func line(of key: String, at index: Int) -> Int {
        var next = index + 1
        while next < fields.count {
            if fields[next].key == key { return Int(fields[next].start.line) }
            next += Int(fields[next].size)
        }
        return 0
    }

    private func isMergeKey(_ event: YAMLEvent) -> Bool {
        guard case .scalar(let scalar) = event.kind, scalar.text == "<<" else { return false }
        return event.tag == nil ? scalar.isPlain : YAMLTag.short(event.tag) == "!!merge"
    }

    private mutating func key(_ event: YAMLEvent) throws(YAMLSyntaxError) -> String {
        switch event.kind {
        case .scalar(let scalar):
            do throws(ScalarRefusal) {
                let key = try scalar.key(tag: event.tag)
                if let anchor = event.anchor {
                    let place = YAMLPositions.Place(event.start)
                    anchors[anchor] = YAMLAnchored(
                        node: YAMLNode(value: .string(key), size: YAMLSize(of: .string(key))),
                        fields: [.init(key: "", start: place, value: place)])
                }
                return key
            } catch { throw refusal(event.start, error.message) }
        case .alias(let name):
            guard case .string(let key) = try anchored(name, event.start, 0).node.value else {
                throw refusal(event.start, "a key must be text; `*\(name)` is none")
            }
            return key
        case .sequenceStart, .mappingStart:
            throw refusal(
                event.start, "a key must be text, not a list or mapping; put `{{ … }}` and the like in quotes")
        case .documentStart, .documentEnd, .streamEnd, .sequenceEnd, .mappingEnd:
            throw refusal(event.start, "a key is due")
        }
    }

    /// The value of an alias. Its field begins where the alias or its key stands, its value where it was written.
    private mutating func alias(
        _ name: String, _ position: SourcePosition, _ key: String, _ start: SourcePosition, _ depth: Int
    ) throws(YAMLSyntaxError) -> YAMLNode {
        let anchored = try anchored(name, position, depth)
        let index = fields.count
        fields += anchored.fields
        fields[index].key = key
        fields[index].start = .init(start)
        return anchored.node
    }

    /// What an anchor was given to, if everything that aliases stand for stays within the limits.
    private mutating func anchored(
        _ name: String, _ position: SourcePosition, _ depth: Int
    ) throws(YAMLSyntaxError) -> YAMLAnchored {
        guard let anchored = anchors[name] else {
            let message = "`*\(name)` is the name of no anchor above; a text that begins with `*` must be in quotes"
            throw refusal(position, message)
        }
        let size = anchored.node.size
        aliasNodes += size.count
        aliasBytes += size.bytes
        guard aliasNodes <= limits.maximumAliasNodes, aliasBytes <= limits.maximumAliasBytes else {
            throw refusal(position, "the aliases of this text stand for too much; write it without them")
        }
        guard depth + size.height <= limits.maximumDepth else { throw tooDeep(position) }
        return anchored
    }

    private func checkCollection(_ event: YAMLEvent, _ tag: String, _ depth: Int) throws(YAMLSyntaxError) {
        guard depth <= limits.maximumDepth else { throw tooDeep(event.start) }
        guard event.tag != nil else { return }
        let given = YAMLTag.short(event.tag)
        guard given.isEmpty || given == tag || given == "!" else {
            throw refusal(event.start, "the tag `\(given)` is not taken here")
        }
    }

    private func tooDeep(_ position: SourcePosition) -> YAMLSyntaxError {
        refusal(position, "lists and mappings are nested deeper than \(limits.maximumDepth) levels")
    }

    private func refusal(_ position: SourcePosition, _ message: String) -> YAMLSyntaxError {
        YAMLSyntaxError(position: position, message: message)
    }
}

/// The keys that a mapping has, to find those that are given twice: few are compared, many are looked up.
private struct KnownKeys {
    private var many: Set<String> = []

    /// Whether the key is new; `keys` are those before it.
    mutating func insert(_ key: String, _ keys: ArraySlice<String>) -> Bool {
        guard keys.count >= 16 else { return !keys.contains(key) }
        if many.isEmpty { many = Set(keys) }
        return many.insert(key).inserted
    }
}
