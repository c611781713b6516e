extension ChangeWindow {
    /// The stored form; what holds it carries the schema.
    package var json: JSONValue {
        [
            "cron": .string(opens.description), "duration": .string(duration.isoText), "timeZone": .string(timeZone),
        ]
    }

    /// Reads the stored form.
    package init(json: JSONValue) throws(UnknownSchema) {
        guard let opens = json["cron"]?.string.flatMap({ try? CronSchedule($0) }),
            let duration = json["duration"]?.string.flatMap({ try? Duration(isoText: $0) }),
            let timeZone = json["timeZone"]?.string
        else { throw UnknownSchema(what: "A change window") }
        self.init(opens: opens, duration: duration, timeZone: timeZone)
    }
}

extension Freeze {
    /// The stored form; what holds it carries the schema.
    package var json: JSONValue {
        [
            "from": .string(from.description), "until": .string(until.description), "reason": .string(reason),
        ]
    }

    /// Reads the stored form.
    package init(json: JSONValue) throws(UnknownSchema) {
        guard let from = json["from"]?.string.flatMap(Timestamp.init), let reason = json["reason"]?.string,
            let until = json["until"]?.string.flatMap(Timestamp.init)
        else { throw UnknownSchema(what: "A freeze") }
        self.init(from: from, until: until, reason: reason)
    }
}
