package import Ports

/// The live objects of a bundle, read with as few requests as their number allows.
package struct ClusterReading: Sendable {
    private let objects: any ClusterObjects
    private let concurrency: Int
    /// From this many objects of a kind in a namespace on, one list is cheaper than many gets.
    private static let listFrom = 5

    package init(_ objects: any ClusterObjects, concurrency: Int) {
        self.objects = objects
        self.concurrency = concurrency
    }

    /// The live object of each reference; absent ones are missing from the answer.
    package func read(_ references: [ObjectReference]) async throws -> [ObjectReference: LiveObject] {
        let groups = Dictionary(grouping: references) {
            ResourceReference(group: $0.group, version: $0.version, plural: $0.plural, namespace: $0.namespace)
        }
        let lists = groups.filter { $0.value.count >= Self.listFrom }
        let singles = groups.filter { $0.value.count < Self.listFrom }.flatMap(\.value)
        var found: [ObjectReference: LiveObject] = [:]
        for (resource, wanted) in lists { found.merge(try await list(resource, wanted)) { first, _ in first } }
        let read = try await singles.concurrentMap(limit: concurrency) { reference in
            (reference, try await objects.get(reference))
        }
        for (reference, live) in read { found[reference] = live }
        return found
    }

    private func list(
        _ resource: ResourceReference, _ wanted: [ObjectReference]
    ) async throws -> [ObjectReference: LiveObject] {
        let byName = Dictionary(try await objects.list(resource).map { ($0.name, $0) }) { first, _ in first }
        return wanted.reduce(into: [:]) { $0[$1] = byName[$1.name] }
    }
}

extension Array where Element: Sendable {
    /// Maps with at most `limit` calls under way at once; the first error cancels the rest. Keeps the order.
    package func concurrentMap<Output: Sendable>(
        limit: Int, _ transform: @escaping @Sendable (Element) async throws -> Output
    ) async throws -> [Output] {
        if count == 1 { return [try await transform(self[0])] }
        return try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            var results = [Output?](repeating: nil, count: count)
            var next = 0
            while next < Swift.min(Swift.max(limit, 1), count) {
                let index = next
                group.addTask { (index, try await transform(self[index])) }
                next += 1
            }
            while let (index, output) = try await group.next() {
                results[index] = output
                guard next < count else { continue }
                let following = next
                group.addTask { (following, try await transform(self[following])) }
                next += 1
            }
            return results.compactMap(\.self)
        }
    }
}
