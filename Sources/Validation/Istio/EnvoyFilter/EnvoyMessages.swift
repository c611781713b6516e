import Domain

/// The texts that `EnvoyMessages` reads.
enum EnvoyTexts {}

/// The messages of Envoy's API that patches write, with their fields: everything below clusters, listeners, routes and
/// the bootstrap, and the extensions that are in use most. Of the other extensions the names are known.
enum EnvoyMessages {
    /// What a field holds.
    struct Shape {
        let count: Count
        let kind: Kind

        enum Count { case one, list, map }
    }

    enum Kind: Equatable {
        case text, flag, unsigned, number, duration, object
        /// Any message, with its type under `@type`.
        case any
        /// A word of an enumeration.
        case word(String)
        case message(String)
        /// Of an API that is not known here.
        case unknown
    }

    enum Knowledge { case known, unknown, refused(String) }

    /// Fields by their names with `_`; `nil` where the message is not known. Names are without `envoy.`.
    static func fields(of message: String) -> [String: Shape]? { messages[message] }

    static func words(of enumeration: String) -> [String] { words[enumeration] ?? [] }

    /// What is patched, by `applyTo`.
    static func root(_ applyTo: String) -> String? {
        switch applyTo {
        case "CLUSTER": "config.cluster.v3.Cluster"
        case "LISTENER": "config.listener.v3.Listener"
        case "FILTER_CHAIN": "config.listener.v3.FilterChain"
        case "NETWORK_FILTER": "config.listener.v3.Filter"
        case "LISTENER_FILTER": "config.listener.v3.ListenerFilter"
        case "HTTP_FILTER": "extensions.filters.network.http_connection_manager.v3.HttpFilter"
        case "ROUTE_CONFIGURATION": "config.route.v3.RouteConfiguration"
        case "VIRTUAL_HOST": "config.route.v3.VirtualHost"
        case "HTTP_ROUTE": "config.route.v3.Route"
        case "EXTENSION_CONFIG": "config.core.v3.TypedExtensionConfig"
        case "BOOTSTRAP": "config.bootstrap.v3.Bootstrap"
        default: nil
        }
    }

    /// Whether `type`, the full name of a message, is one of Envoy's. A package that is not known may be newer, unless
    /// its name is all but that of a known one; the packages that are known are known whole.
    static func knowledge(of type: Substring) -> Knowledge {
        let root = "envoy."
        guard let dot = type.lastIndex(of: ".") else { return .unknown }
        let name = String(type[type.index(after: dot)...])
        if type[..<dot] == "google.protobuf" { return wellKnown.contains(name) ? .known : .unknown }
        guard type.hasPrefix(root) else { return .unknown }
        let package = String(type[..<dot].dropFirst(root.count))
        if let names = packages[package] {
            if names.contains(name) { return .known }
            return .refused("write \(root)\(package).\(Spelling.nearest(to: name, in: names) ?? names[0])")
        }
        guard
            let near = [moved(package), nearest(package)].compactMap(\.self).first(where: {
                packages[$0]?.contains(name) ?? false
            })
        else { return .unknown }
        return .refused("write \(root)\(near).\(name)")
    }

    /// Where filters are that were below `config.filter` before v3.
    private static func moved(_ package: String) -> String? {
        let old = "config.filter."
        return package.hasPrefix(old) ? "extensions.filters." + package.dropFirst(old.count) : nil
    }

    private static func nearest(_ package: String) -> String? { Spelling.nearest(to: package, in: packageNames) }

    private static let packageNames = packages.keys.sorted()

    /// The messages of `google.protobuf` that configurations are made of.
    private static let wellKnown: Set<String> = [
        "Any", "BoolValue", "BytesValue", "DoubleValue", "Duration", "Empty", "FieldMask", "FloatValue", "Int32Value",
        "Int64Value", "ListValue", "StringValue", "Struct", "Timestamp", "UInt32Value", "UInt64Value", "Value",
    ]

    private static let messages: [String: [String: Shape]] = lines(
        [EnvoyTexts.messages1, EnvoyTexts.messages2, EnvoyTexts.messages3, EnvoyTexts.messages4]
    ).reduce(into: [:]) { messages, words in
        guard let name = words.first else { return }
        let package = name.split(separator: ".").prefix { $0.first?.isLowercase ?? false }.joined(separator: ".")
        messages[String(name)] = words.dropFirst().reduce(into: [:]) { fields, word in
            let parts = word.split(separator: ":")
            guard parts.count == 2 else { return }
            fields[String(parts[0])] = shape(parts[1], in: package)
        }
    }

    private static let words: [String: [String]] = named([EnvoyTexts.words])
    /// The names of the messages of each package, without `envoy.`.
    private static let packages = named(
        [EnvoyTexts.extensions1, EnvoyTexts.extensions2, EnvoyTexts.extensions3], below: "extensions."
    ).merging(named([EnvoyTexts.packages])) { $0 + $1 }

    private static func named(_ texts: [StaticString], below prefix: String = "") -> [String: [String]] {
        lines(texts).reduce(into: [:]) { named, words in
            if let name = words.first { named[prefix + name] = words.dropFirst().map(String.init) }
        }
    }

    private static func lines(_ texts: [StaticString]) -> [[Substring]] {
        texts.flatMap { "\($0)".split(separator: "\n").map { $0.split(separator: " ") } }
    }

    private static func shape(_ text: Substring, in package: String) -> Shape {
        switch text.first {
        case "*": Shape(count: .list, kind: kind(text.dropFirst(), in: package))
        case "%": Shape(count: .map, kind: kind(text.dropFirst(), in: package))
        default: Shape(count: .one, kind: kind(text, in: package))
        }
    }

    private static func kind(_ text: Substring, in package: String) -> Kind {
        switch text {
        case "s": .text
        case "b": .flag
        case "u": .unsigned
        case "U", "i", "f": .number
        case "d": .duration
        case "o": .object
        case "a": .any
        case "?", "*?": .unknown
        case _ where text.first == "#": .word(full(text.dropFirst(), in: package))
        default: .message(full(text, in: package))
        }
    }

    /// A name with a dot before it is of the same package.
    private static func full(_ name: Substring, in package: String) -> String {
        name.first == "." ? package + name : String(name)
    }
}
