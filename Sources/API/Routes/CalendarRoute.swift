import Application
import Domain
import Ports

extension API {
    /// When an environment may be changed.
    static let calendarRoutes: [Route] = [
        Route("PUT", "environments/{name}/calendar", .manageFleet) { try await $0.putCalendar($1) }
    ]

    /// Replaces windows and freezes. Both are named: who sends one of them does not mean to lift the other.
    private func putCalendar(_ call: Call) async throws -> APIResponse {
        let environment = try await environment(named: call.parameters["name"] ?? "")
        let expected = try call.expectedRevision()
        var reader = BodyReader(try jsonBody(call))
        for member in ["windows", "freezes"] where reader.value(member) == nil {
            reader.complain(
                member, "missing", "is missing: send windows and freezes, each as it is to be; [] is for none")
        }
        let zone = parts.zone
        let windows = reader.list("windows", atMost: RolloutBounds.calendarEntries) { $0.window(zone) } ?? []
        let freezes = reader.list("freezes", atMost: RolloutBounds.calendarEntries) { $0.freeze() } ?? []
        try reader.finish()
        func changed(to revision: Int64) -> Environment {
            Environment(
                id: environment.id, name: environment.name, isProduction: environment.isProduction, windows: windows,
                freezes: freezes, createdAt: environment.createdAt, revision: revision)
        }
        let revision = try await parts.fleetStore.updateCalendar(
            changed(to: environment.revision), expecting: expected,
            fleetContext(call, "environment.calendar", environment.name, status: 200))
        await parts.fleet.forget()
        let answer = changed(to: revision)
        return .json(answer.json(at: parts.time.now(), zone), headers: [("ETag", answer.etag)])
    }
}

extension BodyReader {
    fileprivate mutating func window(_ zone: API.Zone) -> ChangeWindow? {
        let cron = required("cron")
        if value("duration") == nil { complain("duration", "missing", "is missing") }
        let duration = duration("duration", in: RolloutBounds.window)
        let name = string("timeZone") ?? "UTC"
        do throws(PortError) { _ = try zone(name) } catch { complain("timeZone", "unknownValue", error.message) }
        do throws(InvalidCron) {
            let opens = try CronSchedule(cron)
            return duration.map { ChangeWindow(opens: opens, duration: $0, timeZone: name) }
        } catch {
            if !cron.isEmpty { complain("cron", "invalid", "\(error)") }
            return nil
        }
    }

    fileprivate mutating func freeze() -> Freeze? {
        let (from, until) = (requiredMoment("from"), requiredMoment("until"))
        let reason = string("reason") ?? ""
        guard let from, let until else { return nil }
        if until <= from { complain("until", "outOfRange", "must be after from") }
        return Freeze(from: from, until: until, reason: reason)
    }

    private mutating func requiredMoment(_ name: String) -> Timestamp? {
        if value(name) == nil { complain(name, "missing", "is missing") }
        return moment(name)
    }
}
