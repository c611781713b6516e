/// How a Prometheus is talked to.
package struct PrometheusSettings: Sendable {
    /// Until a connection stands, TLS included.
    package var connectTimeout: Duration = .seconds(3)
    /// How long one request may take, to the last byte of its answer. Prometheus is told too, so that it gives up an
    /// evaluation that nobody waits for. A tick of the watch waits for all of its answers together no longer than
    /// until the next one is due, or than this.
    package var requestTimeout: Duration = .seconds(5)
    /// Bytes of one answer: about 400 a series. A longer one is an error, so that a cluster with too many series
    /// cannot take the worker's memory.
    package var responseLimit = 64 << 20
    /// Open connections to one Prometheus; further requests wait.
    package var connections = 12
    /// How long it is believed how often Prometheus scrapes.
    package var intervalLifetime: Duration = .seconds(30)
    /// How long it is believed which buckets the mesh's histograms have.
    package var boundsLifetime: Duration = .seconds(300)

    package init() {}
}
