import Application
import Domain
import Ports

extension API {
    static let jobRoutes: [Route] = [
        Route("GET", "jobs", .read, ["stage", "state", "deployment"] + Route.paging) { try await $0.listJobs($1) },
        Route("GET", "jobs/{id}", .read) { try await $0.getJob($1) },
        Route("POST", "jobs/{id}/replay", .replayJobs) { try await $0.replayJob($1) },
        Route("GET", "openapi.yaml", .read) { api, _ in
            APIResponse(status: 200, body: .text(API.openAPI, mediaType: "application/yaml"))
        },
    ]

    private func listJobs(_ call: Call) async throws -> APIResponse {
        let filter = JobFilter(
            stage: try call.choice("stage", Stage.self), state: try call.choice("state", JobState.self),
            deployment: try call.idParameter("deployment", Deployment.self))
        return try await call.page({ try await parts.jobs.jobs(filter, $0) }, \.json)
    }

    private func getJob(_ call: Call) async throws -> APIResponse {
        let id = try call.id("id", of: "job", Job.self)
        guard let job = try await parts.jobs.job(id) else { throw Problem(.notFound, "There is no job \(id)") }
        return .json(job.json)
    }

    private func replayJob(_ call: Call) async throws -> APIResponse {
        let id = try call.id("id", of: "job", Job.self)
        let context = call.context(
            "job.replay", "job/\(id)", status: 202, location: "/api/v1/jobs/\(id)",
            requestHash: requestHash(call.request))
        if let old = try await parts.jobs.job(id), old.state == .dead, old.job.step == Plan.wayBack,
            old.job.stage == .rollback, let taken = old.job.deployment
        {
            // Going back is the deployment's decision, with its locks and a new epoch, not one job's.
            try await parts.commands.run(
                .rollback, on: taken, reason: "Job \(id) was replayed by \(call.principal.subject)",
                context)
            return .json(old.json, status: 202, headers: [("Location", "/api/v1/jobs/\(id)")])
        }
        let record = try await parts.jobs.replay(id, context)
        parts.dispatcher.dispatch([record.job])
        return .json(record.json, status: 202, headers: [("Location", "/api/v1/jobs/\(id)")])
    }
}
