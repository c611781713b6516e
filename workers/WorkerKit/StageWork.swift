package import Application
package import Domain
import Ports

/// What one stage does with a job. A stage knows neither queues nor claims: WorkerKit brings the job, holds the lease
/// and records the answer.
package protocol StageWork: Sendable {
    /// The stage whose queue it consumes.
    var stage: Stage { get }
    /// Does the work. May be called again for the same job, after a crash at any point of it, so everything in it can
    /// be repeated. What it throws is answered by `StageAnswer(of:)`.
    func work(on job: Job, lease: WorkLease) async throws -> StageAnswer
}

/// A stage's answer: how it ended, and what it found or made of the objects.
package struct StageAnswer: Hashable, Sendable {
    package let result: StageResult
    package let objects: [ObjectReport]
    package let watch: WatchReport

    package init(_ result: StageResult, objects: [ObjectReport] = [], watch: WatchReport = WatchReport()) {
        self.result = result
        self.objects = objects
        self.watch = watch
    }
}

extension PortError {
    fileprivate var result: StageResult {
        switch kind {
        case .transient: .unanswered(reason: "\(self)")
        case .permanent: .fail(reason: "\(self)")
        case .fatal: .retry(reason: "\(self)")
        }
    }
}

extension StageAnswer {
    /// What an error that a stage did not handle means for its job; `nil` where the job is no longer this worker's.
    package init?(of error: any Error) {
        switch error {
        case is LeaseLost, is CancellationError: return nil
        case let overtaken as Overtaken: self.init(.fail(reason: overtaken.reason))
        case let taken as GroundTaken: self.init(.fail(reason: taken.explanation))
        case let disturbed as SceneDisturbed: self.init(.fail(reason: disturbed.explanation))
        case let refused as ConfigurationRefused: self.init(.fail(reason: refused.explanation))
        case let late as ConfigurationLate: self.init(.fail(reason: late.explanation))
        case let refusal as ClusterRefusal: self.init(.fail(reason: refusal.explanation))
        case let schema as UnknownSchema: self.init(.snooze(for: .seconds(30), reason: "\(schema)"))
        case let error as PortError:
            self.init(error.result)
        case StoreRefusal.notAllowed: return nil
        case let refusal as StoreRefusal: self.init(.fail(reason: "\(refusal)"))
        default: self.init(.retry(reason: "\(error)"))
        }
    }
}
