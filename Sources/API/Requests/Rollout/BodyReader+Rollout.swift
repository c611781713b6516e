import Domain

/// Numbers, durations, moments and lists, each within bounds.
extension BodyReader {
    /// A finite number.
    mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
        guard let value = value(name) else { return nil }
        guard let number = value.number, number.isFinite else {
            complain(name, "wrongType", "must be a number and is \(value.typeName)")
            return nil
        }
        guard range.contains(number) else {
            complain(name, "outOfRange", "must be \(Self.text(range)) and is \(value.jsonText.shortened)")
            return nil
        }
        return number
    }

    /// A whole number.
    mutating func int(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let number = int(name) else { return nil }
        guard range.contains(number) else {
            complain(name, "outOfRange", "must be \(range.lowerBound) to \(range.upperBound) and is \(number)")
            return nil
        }
        return number
    }

    /// A duration in ISO 8601.
    mutating func duration(_ name: String, in range: ClosedRange<Duration>) -> Duration? {
        guard let text = string(name) else { return nil }
        do throws(InvalidDuration) {
            let duration = try Duration(isoText: text)
            guard !range.contains(duration) else { return duration }
            let bounds = "\(range.lowerBound.isoText) to \(range.upperBound.isoText)"
            complain(name, "outOfRange", "must be \(bounds) and is \(text.shortened)")
        } catch { complain(name, "notADuration", "is no duration: \(error.reason)") }
        return nil
    }

    /// A moment as RFC 3339 writes it.
    mutating func moment(_ name: String) -> Timestamp? {
        guard let text = string(name) else { return nil }
        guard let moment = Timestamp(text) else {
            complain(name, "notAMoment", "must be a time as in 2026-01-09T08:30:00Z and is \(text.shortened)")
            return nil
        }
        return moment
    }

    /// The elements of an array, at most so many.
    mutating func elements(_ name: String, atMost most: Int) -> [JSONValue]? {
        guard let value = value(name) else { return nil }
        guard let elements = value.array else {
            complain(name, "wrongType", "must be an array and is \(value.typeName)")
            return nil
        }
        guard elements.count <= most else {
            complain(name, "outOfRange", "must have at most \(most) elements and has \(elements.count)")
            return nil
        }
        return elements
    }

    /// An array of objects.
    mutating func list<Element>(
        _ name: String, atMost most: Int, _ read: (inout BodyReader) -> Element?
    ) -> [Element]? {
        guard let elements = elements(name, atMost: most) else { return nil }
        var list: [Element] = []
        for (index, element) in elements.enumerated() {
            list += [object(element, at: [.key(name), .index(index)], read)].compactMap(\.self)
        }
        return list
    }

    /// A member that is an object.
    mutating func member<Value>(_ name: String, _ read: (inout BodyReader) -> Value?) -> Value? {
        guard let value = value(name) else { return nil }
        return object(value, at: [.key(name)], read)
    }

    private static func text(_ range: ClosedRange<Double>) -> String {
        func bound(_ number: Double) -> String {
            Int64(exactly: number).map { "\($0)" } ?? "\(number)"
        }
        return "\(bound(range.lowerBound)) to \(bound(range.upperBound))"
    }
}

/// What requests may ask for at the most, each wide enough for every rollout that makes sense.
enum RolloutBounds {
    /// Any wait: none, up to thirty days.
    static let wait: ClosedRange<Duration> = .zero ... .seconds(30 * 86_400)
    static let someWait: ClosedRange<Duration> = .seconds(1) ... .seconds(30 * 86_400)
    static let progressDeadline: ClosedRange<Duration> = .seconds(10) ... .seconds(30 * 86_400)
    /// How long a start may be past, and how far off it may be.
    static let pastStart = Duration.seconds(300)
    static let latestStart = Duration.seconds(366 * 86_400)
    /// How long a change window is open.
    static let window: ClosedRange<Duration> = .seconds(60) ... .seconds(366 * 86_400)
    static let calendarEntries = 100
    static let comparison: ClosedRange<Duration> = .seconds(1) ... .seconds(90 * 86_400)
    static let breach: ClosedRange<Duration> = .zero ... .seconds(86_400)
    static let latency: ClosedRange<Duration> = .milliseconds(1) ... .seconds(60)
    static let percent = 1...100
    static let count = 1...1_000_000
    static let samples: ClosedRange<Double> = 0...1_000_000_000
    static let steps = 50
    static let rules = 50
    static let waves = 100
    static let checks = 20
}
