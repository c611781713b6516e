import CCurl

/// libcurl's handle for many transfers.
///
/// `@unchecked Sendable` because everything but `wake` is called on the driver's thread only, and `wake`, which
/// libcurl allows from any thread, only under the driver's lock while the handle lives.
final class MultiHandle: @unchecked Sendable {
    let raw: UnsafeMutableRawPointer

    init?(_ configuration: HTTPClientConfiguration) {
        guard let raw = curl_multi_init() else { return nil }
        self.raw = raw
        let multiplexes = configuration.version == .http2
        set(CURLMOPT_PIPELINING, multiplexes ? Int(CURLPIPE_MULTIPLEX) : Int(CURLPIPE_NOTHING))
        set(CURLMOPT_MAX_HOST_CONNECTIONS, max(configuration.connectionsPerHost, 0))
        set(CURLMOPT_MAXCONNECTS, max(configuration.idleConnections, 1))
    }

    func wake() { curl_multi_wakeup(raw) }

    /// Closes the connections.
    func cleanUp() { curl_multi_cleanup(raw) }

    private func set(_ option: CURLMoption, _ value: Int) { hotswap_curl_multi_set_long(raw, option, value) }
}
