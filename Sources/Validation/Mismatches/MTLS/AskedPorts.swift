import Domain

/// The ports of the pods that a rule of an AuthorizationPolicy is about: `ports` and `notPorts` of its operations, and
/// its conditions on `destination.port`.
enum AskedPorts {
    /// - Parameter served: The ports that Services lead to; `nil` where they are not known.
    /// - Returns: `nil` where the rule takes in ports that are not known.
    static func of(_ rule: Field, served: Set<Int64>?) -> Set<Int64>? {
        let conditions = rule["when"].elements.filter { $0["key"].string == "destination.port" }
            .map { Range(only: $0["values"], except: $0["notValues"]) }
        let operations = rule["to"].elements.map { $0["operation"] }
            .map { Range(only: $0["ports"], except: $0["notPorts"]) }
        var ports: Set<Int64> = []
        for range in operations.isEmpty ? [Range()] : operations {
            let stated = ([range] + conditions).lazy.compactMap(\.only).first
            guard let some = stated ?? served else { return nil }
            ports.formUnion(some.filter { port in ([range] + conditions).allSatisfy { $0.holds(port) } })
        }
        return ports
    }

    private struct Range {
        /// `nil`: every port.
        var only: Set<Int64>?
        var except: Set<Int64> = []

        init() {}

        init(only: Field, except: Field) {
            self.only = only.strings.isEmpty ? nil : Set(only.strings.compactMap(Int64.init))
            self.except = Set(except.strings.compactMap(Int64.init))
        }

        func holds(_ port: Int64) -> Bool { only?.contains(port) ?? true && !except.contains(port) }
    }
}
