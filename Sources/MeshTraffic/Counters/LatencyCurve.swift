import Glibc

/// A logarithmic normal distribution of latencies, shifted: what services look like from far away. The one file that
/// needs mathematics of the C library.
struct LatencyCurve: Hashable, Sendable {
    /// Of the logarithm of milliseconds.
    private let mean: Double
    private let deviation: Double
    /// Milliseconds that are added to each.
    private let shift: Double

    /// 95 % of a normal distribution are below so many deviations.
    private static let quantile95 = 1.6448536269514722

    init(p50: Double, p95: Double, factor: Double = 1, shift: Double = 0) {
        mean = log(max(p50, 1e-3) * max(factor, 1e-6))
        deviation = max((log(max(p95, 1e-3)) - log(max(p50, 1e-3))) / Self.quantile95, 0.01)
        self.shift = shift
    }

    /// About one millisecond: what a proxy needs to answer by itself.
    static let immediate = LatencyCurve(p50: 1, p95: 2)

    /// The share that takes at most so many milliseconds.
    func share(within milliseconds: Double) -> Double {
        let own = milliseconds - shift
        guard own > 0 else { return 0 }
        guard own.isFinite else { return 1 }
        return 0.5 * erfc(-(log(own) - mean) / (deviation * 2.0.squareRoot()))
    }

    /// The mean in milliseconds.
    var average: Double { exp(mean + deviation * deviation / 2) + shift }

    /// A wave around 0 with the amplitude 1.
    static func wave(_ seconds: Double, period: Double, phase: Double) -> Double {
        sin(2 * .pi * seconds / period + phase)
    }
}
