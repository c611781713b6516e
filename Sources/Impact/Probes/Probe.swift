package import MeshModel

/// A request that stands for many: made of the constants that rules themselves ask for.
package struct Probe: Hashable, Sendable, CustomStringConvertible {
    package var request: MeshRequest
    /// The port that a rule asks for; `nil`: any.
    package var port: Int?

    package init(_ request: MeshRequest = MeshRequest(), port: Int? = nil) {
        self.request = request
        self.port = port
    }

    /// Whether it can be made to a port.
    func isFor(_ number: Int) -> Bool { port == nil || port == number }

    /// `POST /orders?page=1 host shop.example, header x-user: a, token of issuer/subject`.
    package var description: String {
        let query = request.query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        var parts = request.headers.sorted { $0.key < $1.key }.map { "header \($0.key): \($0.value)" }
        if let host = request.host { parts.insert("host \(host)", at: 0) }
        if let token = request.token { parts.append("token of \(token.issuer)/\(token.subject)") }
        if let port { parts.append("port \(port)") }
        let line = "\(request.method) \(request.path)" + (query.isEmpty ? "" : "?\(query)")
        return parts.isEmpty ? line : "\(line) (\(parts.joined(separator: ", ")))"
    }
}

/// Probes without those that are there already, in order, and no more than a number of them.
struct ProbeList {
    private(set) var probes: [Probe] = []
    private var known: Set<Probe> = []
    private(set) var omitted = 0
    private let limit: Int

    var hasRoom: Bool { probes.count < limit }

    init(limit: Int = 200) { self.limit = limit }

    mutating func add(_ probe: Probe) {
        guard !known.contains(probe) else { return }
        guard probes.count < limit else {
            omitted += 1
            return
        }
        known.insert(probe)
        probes.append(probe)
    }
}
