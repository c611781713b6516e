package import Domain
package import Ports

/// When the environments of the fleet may be changed.
package struct EnvironmentCalendar: ChangeCalendarSource {
    private let fleet: FleetDirectory
    private let jobs: any JobStore

    package init(fleet: FleetDirectory, jobs: any JobStore) {
        self.fleet = fleet
        self.jobs = jobs
    }

    package func wait(for environment: ID<Environment>) async throws -> ChangeWait? { nil }
}
