/// How long tests wait for what must come; it only ends those that would hang, and no machine is so slow.
package let patience = Duration.seconds(180)

/// Waits until `probe` gives a value, and returns it; throws `TestKitError` naming `what` where it does not within
/// `limit`.
///
/// - Parameter pace: The longest pause between two questions; a slower one where asking costs what is measured.
@discardableResult
package func eventualValue<Value>(
    _ what: @autoclosure () -> String, within limit: Duration = patience, pace: Duration = .milliseconds(80),
    _ probe: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    var pause = Duration.milliseconds(5)
    while true {
        if let value = try await probe() { return value }
        guard ContinuousClock.now < deadline else { throw TestKitError("not within \(limit): \(what())") }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, pace)
    }
}

/// Waits until `condition` holds.
package func awaitCondition(
    _ what: @autoclosure () -> String, within limit: Duration = patience,
    _ condition: () async throws -> Bool
) async throws {
    try await eventualValue(what(), within: limit) { () async throws -> Void? in try await condition() ? () : nil }
}
