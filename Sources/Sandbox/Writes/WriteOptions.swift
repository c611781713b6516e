/// What a write asks for beside its body.
struct WriteOptions: Hashable, Sendable {
    /// Everything is checked and computed, nothing is stored.
    var dryRun = false
    var fieldManager: String?
    /// Server-side apply: take fields over from others.
    var force = false

    /// Who owns what the write changes; API servers call a client that does not say by the name of its program.
    var manager: String { fieldManager ?? "unknown" }
}

/// Preconditions of a delete; empty ones hold.
struct DeletePreconditions: Hashable, Sendable {
    var uid: String?
    var resourceVersion: String?
}
