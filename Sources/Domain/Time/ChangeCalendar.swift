/// A time in which changes are made: it opens whenever the schedule says, and closes after the duration.
package struct ChangeWindow: Hashable, Sendable {
    package let opens: CronSchedule
    package let duration: Duration
    /// A name of the IANA time zone database.
    package let timeZone: String

    package init(opens: CronSchedule, duration: Duration, timeZone: String) {
        self.opens = opens
        self.duration = duration
        self.timeZone = timeZone
    }
}

/// A time in which no changes are made, whatever the windows say.
package struct Freeze: Hashable, Sendable {
    package let from: Timestamp
    /// The first moment at which it is over.
    package let until: Timestamp
    package let reason: String

    package init(from: Timestamp, until: Timestamp, reason: String) {
        self.from = from
        self.until = until
        self.reason = reason
    }

    package func contains(_ moment: Timestamp) -> Bool { from <= moment && moment < until }
}

/// A window names a time zone that there is not.
package struct UnknownTimeZone: Error, Hashable, Sendable, CustomStringConvertible {
    package let name: String

    package init(name: String) { self.name = name }

    package var description: String {
        "\"\(name.prefix(64))\" is no time zone; names are those of the IANA database, for example Europe/Berlin"
    }
}

/// When changes may be made: within a window (always, where there is none) and outside of every freeze.
package struct ChangeCalendar: Hashable, Sendable {
    package let windows: [ChangeWindow]
    package let freezes: [Freeze]
    /// The rules of each window's zone.
    private let zones: [TimeZoneRules]

    /// - Parameter zones: by name, at least those that the windows name.
    package init(
        windows: [ChangeWindow], freezes: [Freeze], zones: [String: TimeZoneRules]
    ) throws(UnknownTimeZone) {
        self.windows = windows
        self.freezes = freezes
        var found: [TimeZoneRules] = []
        for window in windows {
            guard let rules = zones[window.timeZone] else { throw UnknownTimeZone(name: window.timeZone) }
            found.append(rules)
        }
        self.zones = found
    }

    package func isOpen(at moment: Timestamp) -> Bool { closure(at: moment) == nil }

    /// Why changes are held at the moment; `nil` where they are not.
    package func closure(at moment: Timestamp) -> String? {
        if let freeze = freezes.first(where: { $0.contains(moment) }) {
            return "frozen until \(freeze.until): \(freeze.reason)"
        }
        return isInWindow(moment) ? nil : "outside of the change windows"
    }

    /// The first moment, from this one on, at which changes may be made; `nil` where none is to be seen.
    package func nextOpening(after moment: Timestamp) -> Timestamp? {
        var moment = moment
        // Every round that does not answer leaves a freeze behind, or goes to an opening once.
        for _ in 0...(2 * freezes.count + 1) {
            if let freeze = freezes.first(where: { $0.contains(moment) }) {
                moment = freeze.until
            } else if isInWindow(moment) {
                return moment
            } else {
                let openings = zip(windows, zones).compactMap { window, zone in
                    window.duration > .zero ? window.opens.next(after: moment, in: zone) : nil
                }
                guard let next = openings.min() else { return nil }
                moment = next
            }
        }
        return nil
    }

    private func isInWindow(_ moment: Timestamp) -> Bool {
        guard !windows.isEmpty else { return true }
        return zip(windows, zones).contains { window, zone in
            guard let opened = window.opens.previous(before: moment + .microseconds(1), in: zone) else { return false }
            return moment < opened + window.duration
        }
    }
}
