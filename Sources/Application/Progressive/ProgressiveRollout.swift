package import Domain
package import Ports

/// A bundle's rollout on one cluster: brings it into a scene, or back.
package struct ProgressiveRollout: Sendable {
    let bundles: any BundleStore
    let cohorts: any CohortStore
    let clusters: any ClusterConnecting
    let podsOf: any ClusterPodsConnecting
    let settings: Settings
    let jobs: any JobStore
    let propagations: Propagations
    let pictures: ClusterPictures
    let time: any TimeSource
    let news: WaitNews

    /// Is told what a job under way waits for, in words; `nil`: no more.
    package typealias WaitNews = @Sendable (Job, String?) async -> Void

    /// How it works.
    package struct Settings: Sendable {
        /// How many requests go to one cluster at once.
        package let concurrency: Int
        /// The longest that one request to a cluster may take.
        package let requestLimit: Duration
        /// How long a write needs to reach the proxies, where the mesh does not tell.
        package let settleTime: Duration

        package init(concurrency: Int, requestLimit: Duration, settleTime: Duration) {
            self.concurrency = concurrency
            self.requestLimit = requestLimit
            self.settleTime = settleTime
        }
    }

    package init(
        bundles: any BundleStore, cohorts: any CohortStore, clusters: any ClusterConnecting,
        pods: any ClusterPodsConnecting, propagations: Propagations, pictures: ClusterPictures,
        jobs: any JobStore, settings: Settings, time: any TimeSource,
        news: @escaping WaitNews = { _, _ in }
    ) {
        self.bundles = bundles
        self.cohorts = cohorts
        self.clusters = clusters
        podsOf = pods
        self.propagations = propagations
        self.pictures = pictures
        self.jobs = jobs
        self.settings = settings
        self.time = time
        self.news = news
    }
}
