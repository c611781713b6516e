import CMicroHTTP
import Glibc
import Ports

/// libmicrohttpd's threads for one server.
///
/// `@unchecked Sendable` because libmicrohttpd allows adding connections from any thread, and the owner calls
/// `stop` once, when no thread can add one any more.
struct Daemon: @unchecked Sendable {
    private let raw: OpaquePointer
    private let core: Unmanaged<ServerCore>

    init(_ configuration: HTTPServerConfiguration, core: ServerCore) throws(PortError) {
        let context = Unmanaged.passRetained(core)
        var settings = hotswap_mhd_settings()
        settings.on_request = handleRequest
        settings.on_completed = requestCompleted
        settings.on_connection = connectionChanged
        settings.context = context.toOpaque()
        settings.threads = UInt32(min(max(configuration.threads, 1), 64))
        // The socket thread keeps the limit; libmicrohttpd would split its own among its threads.
        settings.connection_limit = UInt32(min(max(configuration.connectionLimit, 1), 1 << 20)) * settings.threads
        settings.idle_seconds = UInt32(clamping: max(configuration.idleTimeout.components.seconds, 1))
        settings.memory_per_connection = max(configuration.headerMemory, 4096)
        guard let raw = startDaemon(&settings, configuration.tls) else {
            context.release()
            throw PortError(
                .permanent, "HTTP server",
                configuration.tls == nil
                    ? "The server's threads could not be started: too little memory or too many threads."
                    : "TLS could not be started: the certificate or the key is not valid PEM, or they do not match.")
        }
        self.raw = raw
        self.core = context
    }

    /// Hands a socket over; it is closed where that fails.
    func add(_ accepted: AcceptedSocket) -> Bool {
        withUnsafePointer(to: accepted.address) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                MHD_add_connection(raw, accepted.socket, $0, accepted.addressLength) == .YES
            }
        }
    }

    /// Closes every connection and ends the threads. Blocks until they are gone; no connection may be suspended.
    func stop() {
        MHD_stop_daemon(raw)
        core.release()
    }
}

/// libmicrohttpd reads the PEM texts only while it starts.
private func startDaemon(
    _ settings: inout hotswap_mhd_settings, _ tls: HTTPServerConfiguration.TLS?
) -> OpaquePointer? {
    guard let tls else { return hotswap_mhd_start(&settings) }
    let certificate = tls.certificatePEM.map(CChar.init(bitPattern:)) + [0]
    let key = tls.keyPEM.map(CChar.init(bitPattern:)) + [0]
    return certificate.withUnsafeBufferPointer { certificate in
        key.withUnsafeBufferPointer { key in
            settings.certificate = certificate.baseAddress
            settings.key = key.baseAddress
            return hotswap_mhd_start(&settings)
        }
    }
}
