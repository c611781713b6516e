package import Domain
package import Ports

/// When the environments of the fleet may be changed, on the database clock.
package struct EnvironmentCalendar: ChangeCalendarSource {
    private let fleet: FleetDirectory
    private let jobs: any JobStore
    private let zone: @Sendable (String) throws(PortError) -> TimeZoneRules
    /// What is put off is asked again at least so often: whoever changes the calendar has it asked at once, but for
    /// what a worker is just about to put off.
    private static let longestWait = Duration.seconds(30)

    /// - Parameter zone: The rules of a time zone by its IANA name.
    package init(
        fleet: FleetDirectory, jobs: any JobStore,
        zone: @escaping @Sendable (String) throws(PortError) -> TimeZoneRules
    ) {
        self.fleet = fleet
        self.jobs = jobs
        self.zone = zone
    }

    package func wait(for id: ID<Environment>) async throws -> ChangeWait? {
        // A freeze holds from the moment at which it was answered: nothing that is remembered will do.
        guard let environment = try await fleet.environment(id),
            !environment.windows.isEmpty || !environment.freezes.isEmpty
        else { return nil }
        let calendar = try environment.calendar(zone)
        let now = try await jobs.now()
        guard let closure = calendar.closure(at: now) else { return nil }
        let opening = calendar.nextOpening(after: now)
        let wait = opening.map { min($0 - now, Self.longestWait) } ?? Self.longestWait
        return ChangeWait(
            duration: max(wait, .milliseconds(100)),
            reason: "Environment \(environment.name) is \(closure)"
                + (opening.map { "; it opens at \($0)" } ?? ""))
    }
}

extension Environment {
    /// What whoever deploys should know at once, in a sentence; `nil`: it may be changed at that moment.
    ///
    /// - Parameter moment: When the deployment begins.
    func closedNote(at moment: Timestamp, _ zone: (String) throws(PortError) -> TimeZoneRules) -> String? {
        guard let closure = closure(at: moment, zone) else { return nil }
        let until = closure.opensAt.map { "until \($0)" } ?? "until its calendar is changed"
        return "At \(moment) environment \(name) is \(closure.reason). The deployment waits before its first write, "
            + until
    }

    /// Why it may not be changed at that moment, and when it opens (`nil`: no opening is to be seen); `nil`: it may be,
    /// or the rules of a time zone cannot be read.
    package func closure(
        at moment: Timestamp, _ zone: (String) throws(PortError) -> TimeZoneRules
    ) -> (reason: String, opensAt: Timestamp?)? {
        // A zone that cannot be read is told by the worker, who needs it.
        guard !windows.isEmpty || !freezes.isEmpty, let calendar = try? calendar(zone),
            let closure = calendar.closure(at: moment)
        else { return nil }
        return (closure, calendar.nextOpening(after: moment))
    }

    /// Its calendar, with the rules of the time zones that it names.
    package func calendar(
        _ zone: (String) throws(PortError) -> TimeZoneRules
    ) throws -> ChangeCalendar {
        var zones: [String: TimeZoneRules] = [:]
        for window in windows { zones[window.timeZone] = try zone(window.timeZone) }
        return try ChangeCalendar(windows: windows, freezes: freezes, zones: zones)
    }
}
