import Application
import Domain
import Ports

extension API {
    /// When an environment may be changed.
    static let calendarRoutes: [Route] = [
        Route("PUT", "environments/{name}/calendar", .manageFleet) { try await $0.putCalendar($1) }
    ]

    /// Replaces windows and freezes; an empty body of both lifts everything.
    private func putCalendar(_ call: Call) async throws -> APIResponse {
        let environment = try await environment(named: call.parameters["name"] ?? "")
        var reader = BodyReader(try jsonBody(call))
        let windows = Self.windows(&reader, parts.zone)
        let freezes = Self.freezes(&reader)
        try reader.finish()
        let changed = Environment(
            id: environment.id, name: environment.name, isProduction: environment.isProduction, windows: windows,
            freezes: freezes, createdAt: environment.createdAt)
        try await parts.fleetStore.updateCalendar(
            changed, fleetContext(call, "environment.calendar", environment.name, status: 200))
        await parts.fleet.forget()
        return .json(changed.json)
    }

    private static func windows(_ reader: inout BodyReader, _ zone: API.Zone) -> [ChangeWindow] {
        var windows: [ChangeWindow] = []
        for (index, element) in (reader.value("windows")?.array ?? []).enumerated() {
            let window: ChangeWindow? = reader.object(element, at: ["windows", .index(index)]) { item in
                let cron = item.required("cron")
                let duration = item.required("duration")
                let name = item.string("timeZone") ?? "UTC"
                do throws(PortError) { _ = try zone(name) } catch {
                    item.complain("timeZone", "unknownValue", error.message)
                }
                do {
                    return ChangeWindow(
                        opens: try CronSchedule(cron), duration: try Duration(isoText: duration), timeZone: name)
                } catch let problem as InvalidCron { item.complain("cron", "invalid", "\(problem)") } catch {
                    item.complain("duration", "notADuration", "\(error)")
                }
                return nil
            }
            windows += [window].compactMap(\.self)
        }
        return windows
    }

    private static func freezes(_ reader: inout BodyReader) -> [Freeze] {
        var freezes: [Freeze] = []
        for (index, element) in (reader.value("freezes")?.array ?? []).enumerated() {
            let freeze: Freeze? = reader.object(element, at: ["freezes", .index(index)]) { item in
                let from = moment("from", &item)
                let until = moment("until", &item)
                let reason = item.string("reason") ?? ""
                guard let from, let until else { return nil }
                if until <= from { item.complain("until", "outOfRange", "must be after from") }
                return Freeze(from: from, until: until, reason: reason)
            }
            freezes += [freeze].compactMap(\.self)
        }
        return freezes
    }

    private static func moment(_ name: String, _ item: inout BodyReader) -> Timestamp? {
        let text = item.required(name)
        let moment = Timestamp(text)
        if moment == nil, !text.isEmpty {
            item.complain(name, "invalid", "must be a moment like 2026-12-24T00:00:00Z and is \(text.shortened)")
        }
        return moment
    }
}
