/// What happens to a deployment of the storm, so that every way through the state machine is under way when things die.
enum Fate: String, Hashable, Sendable, CaseIterable {
    /// A new object.
    case create
    /// Version 1 becomes version 2.
    case update
    /// An object is removed from the mesh.
    case remove
    /// One cluster refuses the dry-run.
    case refused
    /// One cluster refuses the write, after both have passed the dry-run.
    case failing
    /// One cluster fails a few times and then takes the write.
    case flaky
    /// A person pauses it and then aborts it.
    case aborted
    /// A person pauses it and then takes it back.
    case rolledBack
    /// A person pauses it and lets it go on.
    case resumed
    /// A person takes it back when it has completed, which is a deployment of its own.
    case takenBack

    /// The fates of fifty deployments.
    static let fifty: [Fate] = [
        .create: 8, .update: 10, .remove: 6, .refused: 5, .failing: 5, .flaky: 4, .aborted: 4, .rolledBack: 4,
        .resumed: 1, .takenBack: 3,
    ].sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { Array(repeating: $0.key, count: $0.value) }

    /// The namespace that the sandbox's faults are made for.
    var namespace: String {
        switch self {
        case .refused, .failing, .flaky: rawValue
        case .create, .update, .remove, .aborted, .rolledBack, .resumed, .takenBack: "steady"
        }
    }

    /// What a person asks for while it is under way, after a pause.
    var command: String? {
        switch self {
        case .aborted: "abort"
        case .rolledBack: "rollback"
        case .resumed: "resume"
        case .create, .update, .remove, .refused, .failing, .flaky, .takenBack: nil
        }
    }

    /// How it ends where the person's command came in time.
    var end: String {
        switch self {
        case .create, .update, .remove, .flaky, .resumed, .takenBack: "Completed"
        case .refused: "Failed"
        case .failing, .rolledBack: "RolledBack"
        case .aborted: "Aborted"
        }
    }
}
