internal import Domain

/// Builds documents from libyaml's events. Recursion is bounded by the depth limit.
struct YAMLComposer: ~Copyable {
    private var events: YAMLEventReader
    private let limits: YAMLLimits
    private var anchors: [String: YAMLNode] = [:]
    private var aliasNodes = 0
    private var aliasBytes = 0

    init(events: consuming YAMLEventReader, limits: YAMLLimits) {
        self.events = events
        self.limits = limits
    }

    mutating func documents() throws(YAMLSyntaxError) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        var count = 0
        while true {
            let event = try events.next()
            if case .streamEnd = event.kind { return documents }
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
        let event = try events.next()
        let node = try node(event, depth: 0)
        if case .scalar(let scalar) = event.kind, scalar.isPlain, scalar.text.isEmpty, event.tag == nil { return nil }
        return YAMLDocument(value: node.value, positions: YAMLPositions(root: node.field))
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
        let node: YAMLNode
        switch event.kind {
        case .scalar(let scalar):
            do throws(ScalarRefusal) {
                node = YAMLNode(scalar: try scalar.value(tag: event.tag), at: event.start)
            } catch { throw refusal(event.start, error.message) }
        case .alias(let name): return try alias(name, event.start, depth)
        case .sequenceStart: node = try sequence(event, depth + 1)
        case .mappingStart: node = try mapping(event, depth + 1)
        case .documentStart, .documentEnd, .streamEnd, .sequenceEnd, .mappingEnd:
            throw refusal(event.start, "a value is due")
        }
        if let anchor = event.anchor { anchors[anchor] = node }
        return node
    }

    private mutating func sequence(_ event: YAMLEvent, _ depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
        try checkCollection(event, "!!seq", depth)
        var sequence = YAMLSequence(at: event.start)
        while true {
            let next = try events.next()
            if case .sequenceEnd = next.kind { return sequence.node }
            sequence.append(try node(next, depth: depth))
        }
    }

    private mutating func mapping(_ event: YAMLEvent, _ depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
        try checkCollection(event, "!!map", depth)
        var mapping = YAMLMapping(at: event.start)
        while true {
            let keyEvent = try events.next()
            if case .mappingEnd = keyEvent.kind { return mapping.node }
            if isMergeKey(keyEvent) {
                let source = try events.next()
                guard mapping.merge(try node(source, depth: depth)) else {
                    throw refusal(source.start, "`<<` takes a mapping or a list of mappings, usually an alias")
                }
            } else {
                let key = try key(keyEvent)
                if let first = mapping.position(of: key) {
                    throw refusal(keyEvent.start, "the key `\(key)` is given twice: here and in line \(first.line)")
                }
                mapping.set(key, at: keyEvent.start, try node(try events.next(), depth: depth))
            }
        }
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
                if let anchor = event.anchor { anchors[anchor] = YAMLNode(scalar: .string(key), at: event.start) }
                return key
            } catch { throw refusal(event.start, error.message) }
        case .alias(let name):
            guard case .string(let key) = try alias(name, event.start, 0).value else {
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

    /// What an anchor was given to, if everything that aliases stand for stays within the limits.
    private mutating func alias(
        _ name: String, _ position: SourcePosition, _ depth: Int
    ) throws(YAMLSyntaxError) -> YAMLNode {
        guard var node = anchors[name] else {
            let message = "`*\(name)` is the name of no anchor above; a text that begins with `*` must be in quotes"
            throw refusal(position, message)
        }
        aliasNodes += node.count
        aliasBytes += node.bytes
        guard aliasNodes <= limits.maximumAliasNodes, aliasBytes <= limits.maximumAliasBytes else {
            throw refusal(position, "the aliases of this text stand for too much; write it without them")
        }
        guard depth + node.height <= limits.maximumDepth else { throw tooDeep(position) }
        node.field.start = position
        return node
    }

    private func checkCollection(_ event: YAMLEvent, _ tag: String, _ depth: Int) throws(YAMLSyntaxError) {
        guard depth <= limits.maximumDepth else { throw tooDeep(event.start) }
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
