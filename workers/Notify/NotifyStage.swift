package import Application
package import Domain
package import Ports
package import WorkerKit

/// The notify stage: tells the world of a status change, as a CloudEvent on the events exchange.
package struct NotifyStage: StageWork {
    package let stage = Stage.notify
    private let events: any EventPublishing
    /// The `source` attribute of the events: who speaks.
    private let source: String

    package init(events: any EventPublishing, source: String) {
        self.events = events
        self.source = source
    }

    package func work(on job: Job, lease: WorkLease) async throws -> StageAnswer {
        guard let change = StatusChange(json: job.payload) else {
            return StageAnswer(.fail(reason: "The job's payload is no status change"))
        }
        let event = CloudEvent(change, source: source, traceparent: job.traceparent)
        let message = OutgoingEvent(
            routingKey: event.type, id: event.id, body: event.json.jsonBytes, traceparent: job.traceparent)
        switch await events.publish(events: [message]).first {
        case .confirmed: return StageAnswer(.done)
        case .refused(let reason), .lost(let reason): return StageAnswer(.retry(reason: reason))
        case nil: return StageAnswer(.retry(reason: "The broker gave no answer"))
        }
    }
}
