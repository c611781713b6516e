extension Migration {
    /// Every step in its order. A test compares the list with the folder: embedded files cannot be listed at run time.
    package static let all: [Migration] = [
        Migration(1, "foundation", PackageResources.v0001_foundation_sql),
        Migration(2, "policies", PackageResources.v0002_policies_sql),
        Migration(3, "deployments", PackageResources.v0003_deployments_sql),
        Migration(4, "jobs", PackageResources.v0004_jobs_sql),
        Migration(5, "hot_paths", PackageResources.v0005_hot_paths_sql),
        Migration(6, "progressive", PackageResources.v0006_progressive_sql),
        Migration(7, "recovery", PackageResources.v0007_recovery_sql),
        Migration(8, "validations", PackageResources.v0008_validations_sql),
        Migration(9, "metrics_apart", PackageResources.v0009_metrics_apart_sql),
        Migration(10, "stakes", PackageResources.v0010_stakes_sql),
        Migration(11, "environment_revisions", PackageResources.v0011_environment_revisions_sql),
        Migration(12, "waiting_stakes", PackageResources.v0012_waiting_stakes_sql),
        Migration(13, "late_writes", PackageResources.v0013_late_writes_sql),
    ]
}
