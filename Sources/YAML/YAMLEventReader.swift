internal import CYAML
internal import Domain

/// One event of libyaml's stream, in Swift's own types.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case documentEnd
        case streamEnd
        case alias(name: String)
        case scalar(YAMLScalar)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
    }

    let kind: Kind
    let start: SourcePosition
    /// The anchor (`&name`) of a scalar or collection.
    var anchor: String?
    /// The tag of a scalar or collection, in full (`tag:yaml.org,2002:str`).
    var tag: String?
}

/// A scalar as it is written.
struct YAMLScalar {
    let text: String
    /// Neither quoted nor a block.
    let isPlain: Bool
}

/// Owns a libyaml parser over a text that outlives it.
struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let isReady: Bool
    private let text: UnsafeBufferPointer<UInt8>

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        isReady = yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        if isReady { yaml_parser_delete(parser) }
        parser.deallocate()
    }

    /// The next event that matters (the start of the stream does not).
    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        guard isReady else { throw YAMLSyntaxError(position: .start, message: "not enough memory to read YAML") }
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            throw LibYAMLFailure(parser: parser.pointee, text: text).explained()
        }
        defer { yaml_event_delete(&event) }
        if event.type == YAML_STREAM_START_EVENT { return try next() }
        return Self.converted(event)
    }

    private static func converted(_ event: yaml_event_t) -> YAMLEvent {
        let start = SourcePosition(event.start_mark)
        let data = event.data
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, start: start)
        case YAML_DOCUMENT_END_EVENT: return YAMLEvent(kind: .documentEnd, start: start)
        case YAML_ALIAS_EVENT:
            return YAMLEvent(kind: .alias(name: string(data.alias.anchor) ?? ""), start: start)
        case YAML_SCALAR_EVENT:
            let bytes = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
            let scalar = YAMLScalar(
                text: String(decoding: bytes, as: UTF8.self), isPlain: data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
            return YAMLEvent(
                kind: .scalar(scalar), start: start, anchor: string(data.scalar.anchor), tag: string(data.scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            return YAMLEvent(
                kind: .sequenceStart, start: start, anchor: string(data.sequence_start.anchor),
                tag: string(data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: return YAMLEvent(kind: .sequenceEnd, start: start)
        case YAML_MAPPING_START_EVENT:
            return YAMLEvent(
                kind: .mappingStart, start: start, anchor: string(data.mapping_start.anchor),
                tag: string(data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: return YAMLEvent(kind: .mappingEnd, start: start)
        default: return YAMLEvent(kind: .streamEnd, start: start)
        }
    }

    private static func string(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        bytes.map { String(cString: $0) }
    }
}

extension SourcePosition {
    /// libyaml counts from 0.
    init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}
