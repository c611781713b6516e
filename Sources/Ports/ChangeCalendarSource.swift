package import Domain

/// When an environment may be changed: its windows and freezes.
package protocol ChangeCalendarSource: Sendable {
    /// How long a forward write to the environment has to wait now; `nil`: not at all. Going back never waits.
    func wait(for environment: ID<Environment>) async throws -> ChangeWait?
}

/// Why a write waits, and how long it is put off (it is asked again then).
package struct ChangeWait: Hashable, Sendable {
    package let duration: Duration
    /// A sentence for people.
    package let reason: String

    package init(duration: Duration, reason: String) {
        self.duration = duration
        self.reason = reason
    }
}
