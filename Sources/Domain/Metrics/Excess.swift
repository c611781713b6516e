/// What is more than expected.
enum Excess {
    /// Two standard deviations of counts within the window are chance.
    static func of(_ rate: Double, over expected: Double, window: Duration) -> Double {
        let (seconds, excess) = (window.inSeconds, rate - expected)
        guard excess > 0, excess * seconds > 2 * ((rate + expected) * seconds).squareRoot() else { return 0 }
        return excess
    }
}
