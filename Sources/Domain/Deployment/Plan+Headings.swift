/// What people read of a plan's steps.
extension Plan {
    /// The step in a few words: what a status change says; `nil` for steps that are no news, and where there is none.
    package func heading(of number: Int) -> String? {
        guard let step = step(number) else { return nil }
        guard case .smokeTest(let checks) = step, !isSmokeTest(at: number) else { return step.heading }
        return "\(checks.count) health check\(checks.count == 1 ? "" : "s")"
    }

    /// Whether what a step asks over HTTP tests green before anybody has it. All other checks are of what is in
    /// traffic.
    package func isSmokeTest(at number: Int) -> Bool {
        guard step(number)?.isSmokeTest == true, let cluster = clusters(of: number).first else { return false }
        return scene(before: number, on: cluster) == .green
    }
}
