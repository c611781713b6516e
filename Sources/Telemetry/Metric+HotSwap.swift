/// Every metric that HotSwap has. The names of the specification ("Observability Requirements") in Prometheus' form:
/// `policies.created.total` is `policies_created_total`, a duration is in seconds.
extension Metric {
    private static let durations: Kind = .histogram([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60])

    package static let policiesCreated = Metric("policies_created_total", .counter, "Policies created")
    package static let policiesDeployed = Metric("policies_deployed_total", .counter, "Deployments completed")
    package static let policiesFailed = Metric("policies_failed_total", .counter, "Deployments failed")
    package static let policiesRolledBack = Metric("policies_rolledback_total", .counter, "Deployments rolled back")
    package static let deploymentsInProgress = Metric(
        "deployments_in_progress", .gauge, "Deployments that have not ended")
    package static let deploymentsByStatus = Metric("hotswap_deployments", .gauge, "Deployments by status")
    package static let clustersCount = Metric("clusters_count", .gauge, "Registered clusters")

    package static let stageDuration = Metric(
        "hotswap_job_duration_seconds", durations, "From claim to record, by stage and result")
    package static let jobs = Metric("hotswap_jobs", .gauge, "Jobs by stage and state")
    package static let jobsPublished = Metric(
        "hotswap_job_messages_published_total", .counter, "Confirmed job messages")
    package static let jobsUnconfirmed = Metric(
        "hotswap_job_messages_unconfirmed_total", .counter, "Job messages that the broker did not confirm")
    package static let jobsSwept = Metric(
        "hotswap_jobs_swept_total", .counter, "Jobs that the scheduler published because they had come due")
    package static let jobsBuried = Metric(
        "hotswap_jobs_buried_total", .counter, "Jobs that took their worker with them too often")
    package static let validationDuration = Metric(
        "policy_validation_duration_seconds", durations, "Validate jobs, from claim to record")
    package static let propagationDuration = Metric(
        "policy_propagation_duration_seconds", durations, "Apply jobs, from claim to record: written and read back")
    package static let rollbackDuration = Metric(
        "policy_rollback_duration_seconds", durations, "Rollback jobs, from claim to record")
    package static let deploymentDuration = Metric(
        "policy_deployment_duration_seconds", durations, "Deployments, from acceptance to their end")

    package static let requests = Metric("hotswap_http_requests_total", .counter, "Requests by method and status")
    package static let requestDuration = Metric(
        "hotswap_http_request_duration_seconds", durations, "Requests, from head to answer, by method")
    package static let workerPolled = Metric(
        "hotswap_worker_last_poll_timestamp_seconds", .gauge, "When a stage's loop last asked its queue for work")
}
