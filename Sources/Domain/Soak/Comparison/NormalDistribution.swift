// The one file of Domain that imports something: the error function of the C library.
import Glibc

/// The standard normal distribution.
enum NormalDistribution {
    /// The chance of a value at or below `z`; exact far out on the left too.
    static func below(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

    /// The chance of a value above `z`; exact far out on the right too.
    static func above(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }
}
