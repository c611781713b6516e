/// An answer that is believed for a while, so that not every tick asks for it.
struct Believed<Value: Sendable>: Sendable {
    private let value: Value
    private let until: ContinuousClock.Instant

    /// - Parameter asked: When it was asked for: what it says may be otherwise since.
    init(_ value: Value, for lifetime: Duration, since asked: ContinuousClock.Instant) {
        self.value = value
        until = asked + lifetime
    }

    /// `nil`: it is to be asked for again.
    var current: Value? { ContinuousClock.now < until ? value : nil }
}
