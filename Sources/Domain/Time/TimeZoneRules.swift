/// What the clocks of a region show, as data: the offsets from UTC, and when they change.
package struct TimeZoneRules: Hashable, Sendable {
    /// From this moment on the clocks are `offset` seconds before UTC.
    package struct Transition: Hashable, Sendable {
        package let at: Timestamp
        /// Seconds; east of Greenwich is positive.
        package let offset: Int64

        package init(at: Timestamp, offset: Int64) {
            self.at = at
            self.offset = offset
        }
    }

    /// The offset before the first transition.
    package let initialOffset: Int64
    /// In ascending order.
    package let transitions: [Transition]

    /// Offsets beyond a day and two hours, which nobody has, are cut to that.
    package init(initialOffset: Int64, transitions: [Transition] = []) {
        self.initialOffset = Self.cut(initialOffset)
        self.transitions = transitions.map { Transition(at: $0.at, offset: Self.cut($0.offset)) }
            .sorted { $0.at < $1.at }
    }

    package static let utc = TimeZoneRules(initialOffset: 0)

    /// No offset is larger, so that what is further away does not matter.
    private static let margin: Int64 = 93_600

    private static func cut(_ offset: Int64) -> Int64 { min(max(offset, -margin), margin) }

    /// Seconds before UTC at the moment.
    package func offset(at moment: Timestamp) -> Int64 { offset(ofPeriod: period(at: moment.seconds)) }

    /// What the clocks show, in seconds since they showed 1970-01-01T00:00.
    package func local(at moment: Timestamp) -> Int64 { moment.seconds + offset(at: moment) }

    /// The first moment at which the clocks show that time. Where they jump over it: the moment at which they jump. So
    /// later times never have earlier moments.
    package func moment(ofLocal local: Int64) -> Timestamp {
        var period = period(at: local - Self.margin - 1)
        while true {
            let seconds = local - offset(ofPeriod: period)
            if let start = start(ofPeriod: period), seconds < start { return Timestamp(seconds: start) }
            guard let end = start(ofPeriod: period + 1), seconds >= end else { return Timestamp(seconds: seconds) }
            period += 1
        }
    }

    /// The latest time that the clocks can have shown up to the moment: where they were set back, more than they show.
    func latestLocal(upTo moment: Timestamp) -> Int64 {
        let seconds = moment.seconds
        let offsets = (period(at: seconds - 2 * Self.margin)...period(at: seconds)).map(offset(ofPeriod:))
        return seconds + (offsets.max() ?? 0)
    }

    /// How many transitions the moment has behind it: the number of its period.
    private func period(at seconds: Int64) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at.seconds <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func offset(ofPeriod period: Int) -> Int64 { period == 0 ? initialOffset : transitions[period - 1].offset }

    /// `nil` for the first period and for one that there is not.
    private func start(ofPeriod period: Int) -> Int64? {
        transitions.indices.contains(period - 1) ? transitions[period - 1].at.seconds : nil
    }
}
