package struct ABSpec: Hashable, Sendable {
    package var json: JSONValue { .null }
    package var maximumDuration: Duration { .zero }
    package init(json: JSONValue) throws(UnknownSchema) {}
}
