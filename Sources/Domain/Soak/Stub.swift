package struct ABSpec: Hashable, Sendable {
    package var json: JSONValue { .null }
    package init(json: JSONValue) throws(UnknownSchema) {}
}
