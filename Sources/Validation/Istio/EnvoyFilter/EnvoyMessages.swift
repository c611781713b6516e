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
    /// its name is all but that of a known one.
    static func knowledge(of type: Substring) -> Knowledge {
        let prefix = "envoy.extensions."
        guard type.hasPrefix(prefix), let dot = type.lastIndex(of: ".") else { return .unknown }
        let (package, name) = (String(type[..<dot].dropFirst(prefix.count)), String(type[type.index(after: dot)...]))
        if let names = extensions[package] {
            if names.contains(name) { return .known }
            return .refused("write \(prefix)\(package).\(Spelling.nearest(to: name, in: names) ?? names[0])")
        }
        let near = Spelling.nearest(to: package, in: Array(extensions.keys).sorted())
        guard let near, extensions[near]?.contains(name) ?? false else { return .unknown }
        return .refused("write \(prefix)\(near).\(name)")
    }

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
    private static let extensions: [String: [String]] = named([EnvoyTexts.extensions1, EnvoyTexts.extensions2])

    private static func named(_ texts: [StaticString]) -> [String: [String]] {
        lines(texts).reduce(into: [:]) { named, words in
            if let name = words.first { named[String(name)] = words.dropFirst().map(String.init) }
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
