/// A text that is no cron expression.
package struct InvalidCron: Error, Hashable, Sendable, CustomStringConvertible {
    package let text: String
    /// What is wrong and what to write instead.
    package let reason: String

    package var description: String { "\"\(text.prefix(64))\" is no cron expression: \(reason)" }

    /// What is wrong with a part of it.
    struct Reason: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }
}

/// A cron expression: minute, hour, day of the month, month, day of the week. As in cron, where both day fields
/// restrict (neither begins with a star), a day that either of them names is in.
///
/// It means times as clocks on the wall show them. A time that they jump over is moved to the moment at which they jump
/// (several such times are one); a time that they show twice counts once, the first time.
package struct CronSchedule: Hashable, Sendable, CustomStringConvertible {
    /// The expression as it was written.
    package let description: String
    private let minute: CronField
    private let hour: CronField
    private let day: CronField
    private let month: CronField
    private let weekday: CronField

    package init(_ text: String) throws(InvalidCron) {
        description = text
        let fields = text.split { $0 == " " || $0 == "\t" }
        do throws(InvalidCron.Reason) {
            guard fields.count == 5 else {
                throw .init(
                    "it has \(fields.count) fields; minute, hour, day, month and weekday are wanted: 0 22 * * mon-fri")
            }
            minute = try CronField(fields[0], .minute)
            hour = try CronField(fields[1], .hour)
            day = try CronField(fields[2], .day)
            month = try CronField(fields[3], .month)
            weekday = try CronField(fields[4], .weekday)
        } catch {
            throw InvalidCron(text: text, reason: error.text)
        }
        guard happens else {
            throw InvalidCron(text: text, reason: "none of its months has such a day, so it never happens")
        }
    }

    /// No expression that happens at all waits longer: 29 February on one weekday, across 2100.
    private static let horizon: Int64 = 50 * 366 * 1440
    /// A day and more before the last minute that a `Timestamp` holds.
    private static let lastMinute = Int64.max / 60_000_000 - 2 * 1440

    /// The first time after the moment; `nil` where that lies beyond what a `Timestamp` holds.
    package func next(after moment: Timestamp, in zone: TimeZoneRules) -> Timestamp? {
        var minute = zone.local(at: moment).floored(by: 60) + 1
        let limit = min(minute + Self.horizon, Self.lastMinute)
        while minute < limit {
            let day = minute.floored(by: 1440)
            guard isIn(day), let time = firstTime(from: Int(minute - day * 1440)) else {
                minute = (day + 1) * 1440
                continue
            }
            let found = zone.moment(ofLocal: (day * 1440 + Int64(time)) * 60)
            if found > moment { return found }
            minute = day * 1440 + Int64(time) + 1
        }
        return nil
    }

    /// The last time before the moment; `nil` where that lies beyond what a `Timestamp` holds.
    package func previous(before moment: Timestamp, in zone: TimeZoneRules) -> Timestamp? {
        var minute = zone.latestLocal(upTo: moment).floored(by: 60)
        let limit = max(minute - Self.horizon, -Self.lastMinute)
        while minute > limit {
            let day = minute.floored(by: 1440)
            guard isIn(day), let time = lastTime(through: Int(minute - day * 1440)) else {
                minute = day * 1440 - 1
                continue
            }
            let found = zone.moment(ofLocal: (day * 1440 + Int64(time)) * 60)
            if found < moment { return found }
            minute = day * 1440 + Int64(time) - 1
        }
        return nil
    }

    private func isIn(_ dayNumber: Int64) -> Bool {
        let date = CivilDate(dayNumber: dayNumber)
        guard month.contains(date.month) else { return false }
        let (byDay, byWeekday) = (day.contains(date.day), weekday.contains(date.weekday))
        return day.isStar || weekday.isStar ? byDay && byWeekday : byDay || byWeekday
    }

    /// The first time of the day, in minutes, that is at least `time`.
    private func firstTime(from time: Int) -> Int? {
        if let sameHour = hour.first(from: time / 60), sameHour == time / 60,
            let minute = minute.first(from: time % 60)
        {
            return sameHour * 60 + minute
        }
        guard let later = hour.first(from: time / 60 + 1), let minute = minute.first(from: 0) else { return nil }
        return later * 60 + minute
    }

    /// The last time of the day, in minutes, that is at most `time`.
    private func lastTime(through time: Int) -> Int? {
        if let sameHour = hour.last(through: time / 60), sameHour == time / 60,
            let minute = minute.last(through: time % 60)
        {
            return sameHour * 60 + minute
        }
        guard let earlier = hour.last(through: time / 60 - 1), let minute = minute.last(through: 59) else { return nil }
        return earlier * 60 + minute
    }

    /// Whether some month has such a day.
    private var happens: Bool {
        guard day.isStar || weekday.isStar else { return true }
        // 2000 is a leap year.
        return (1...12).contains { number in
            month.contains(number)
                && day.first(from: 1).map { $0 <= CivilDate.days(inMonth: number, of: 2000) } == true
        }
    }
}
