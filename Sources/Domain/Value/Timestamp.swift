/// A moment: microseconds since 1970-01-01T00:00:00Z, PostgreSQL's own resolution.
///
/// Domain never reads a clock; moments come in with the event they belong to.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970, negative before.
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// A moment `seconds` whole seconds after 1970; saturates instead of overflowing.
    package init(seconds: Int64) { self.microseconds = Duration.seconds(seconds).wholeMicroseconds }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 {
        microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0)
    }

    /// Milliseconds since 1970, rounded down.
    package var milliseconds: Int64 {
        microseconds / 1000 - (microseconds % 1000 < 0 ? 1 : 0)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    /// The moment `duration` later; saturates instead of overflowing.
    package static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = moment.microseconds.addingReportingOverflow(duration.wholeMicroseconds)
        return Timestamp(microseconds: overflow ? (duration > .zero ? .max : .min) : sum)
    }

    /// How long after `earlier` this moment is; negative where it is before.
    package static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .microseconds(later.microseconds) - .microseconds(earlier.microseconds)
    }
}

extension Duration {
    /// The whole microseconds of the duration; saturates instead of overflowing.
    package var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (micros, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds > 0 ? .max : .min }
        let (sum, tooFar) = micros.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return tooFar ? (seconds > 0 ? .max : .min) : sum
    }

    /// The duration in seconds, for metrics and messages.
    package var inSeconds: Double { Double(wholeMicroseconds) / 1_000_000 }
}
