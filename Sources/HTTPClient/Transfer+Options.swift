import CCurl
import Ports

// Runs on the driver's thread.
extension Transfer {
    /// Sets every option of the request on a fresh or reset handle.
    func configure(_ easy: UnsafeMutableRawPointer, _ configuration: HTTPClientConfiguration) throws(PortError) {
        var options = EasyOptions(easy: easy)
        options.set(CURLOPT_PRIVATE, Unmanaged.passUnretained(self).toOpaque())
        options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(explanation))
        options.set(CURLOPT_NOSIGNAL, 1)
        options.set(CURLOPT_URL, request.url)
        options.set(CURLOPT_PROTOCOLS_STR, "http,https")
        options.set(CURLOPT_TCP_KEEPALIVE, 1)
        options.set(CURLOPT_MAXAGE_CONN, max(Int(clamping: configuration.idleLifetime.components.seconds), 1))
        if !configuration.followsProxyEnvironment { options.set(CURLOPT_PROXY, "") }
        if configuration.refusesLocalAddresses { options.refuseLocalAddresses(noting: localRefusal) }
        setVersion(&options, configuration)
        setTimeouts(&options)
        setTLS(&options)
        try setHeaders(&options)
        try setMethod(&options)
        options.set(CURLOPT_WRITEFUNCTION, takeBody)
        options.set(CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
        options.set(CURLOPT_HEADERFUNCTION, takeHeaderLine)
        options.set(CURLOPT_HEADERDATA, Unmanaged.passUnretained(self).toOpaque())
        if let failure = failure(options.firstFailure) { throw failure }
    }

    private func setVersion(_ options: inout EasyOptions, _ configuration: HTTPClientConfiguration) {
        guard configuration.version == .http2, target.isSecure else {
            return options.set(CURLOPT_HTTP_VERSION, hotswap_curl_http_1_1)
        }
        options.set(CURLOPT_HTTP_VERSION, hotswap_curl_http_2_tls)
        // Rather wait for the first handshake, which tells whether its connection can be shared, than open one
        // each. Without TLS that would be known only after the first answer.
        options.set(CURLOPT_PIPEWAIT, 1)
    }

    private func setTimeouts(_ options: inout EasyOptions) {
        options.set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.wholeMilliseconds)
        if let timeout = request.timeout, !isStream { options.set(CURLOPT_TIMEOUT_MS, timeout.wholeMilliseconds) }
        if let idle = request.idleTimeout {
            options.set(CURLOPT_LOW_SPEED_LIMIT, 1)
            options.set(CURLOPT_LOW_SPEED_TIME, max(Int(clamping: idle.components.seconds), 1))
        }
    }

    private func setTLS(_ options: inout EasyOptions) {
        options.set(CURLOPT_SSLVERSION, hotswap_curl_tls_1_2)
        options.set(CURLOPT_SSL_VERIFYPEER, 1)
        options.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let authorities = request.tls.authoritiesPEM {
            options.set(CURLOPT_CAINFO_BLOB, authorities)
            // Otherwise libcurl would trust the system's folder of authorities as well.
            options.setNone(CURLOPT_CAPATH)
        }
        if let certificate = request.tls.certificatePEM {
            options.set(CURLOPT_SSLCERTTYPE, "PEM")
            options.set(CURLOPT_SSLCERT_BLOB, certificate)
        }
        if let key = request.tls.keyPEM {
            options.set(CURLOPT_SSLKEYTYPE, "PEM")
            options.set(CURLOPT_SSLKEY_BLOB, key)
        }
    }

    private func setHeaders(_ options: inout EasyOptions) throws(PortError) {
        // libcurl would otherwise wait for the server's leave before larger bodies.
        var lines = ["Expect:"]
        var hasContentType = false
        for (name, value) in request.headers {
            guard !name.isEmpty, !name.utf8.contains(where: { $0 <= 32 || $0 == UInt8(ascii: ":") }),
                !value.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 })
            else { throw target.malformed("a header's name or value holds characters that HTTP does not allow") }
            hasContentType = hasContentType || equalIgnoringCase(name, "Content-Type")
            // An empty value needs another spelling: "Name:" would remove the header.
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        // libcurl would otherwise call every body a form.
        if request.body != nil, !hasContentType { lines.append("Content-Type:") }
        for line in lines {
            guard let list = curl_slist_append(headerList, line) else {
                throw target.failure(CURLE_OUT_OF_MEMORY, explanation: "")
            }
            headerList = list
        }
        options.set(CURLOPT_HTTPHEADER, headerList)
    }

    private func setMethod(_ options: inout EasyOptions) throws(PortError) {
        guard !request.method.isEmpty, request.method.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw target.malformed("its method is not one word")
        }
        if let body = request.body {
            options.set(CURLOPT_POSTFIELDSIZE_LARGE, size: body.count)
            options.setCopied(body)
        }
        if request.method == "HEAD" {
            options.set(CURLOPT_NOBODY, 1)
        } else if request.method != (request.body == nil ? "GET" : "POST") {
            options.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }
}

/// Sets options and remembers the first that libcurl refused.
struct EasyOptions {
    let easy: UnsafeMutableRawPointer
    private(set) var firstFailure = CURLE_OK

    init(easy: UnsafeMutableRawPointer) { self.easy = easy }

    mutating func set(_ option: CURLoption, _ value: Int) { note(hotswap_curl_set_long(easy, option, value)) }
    mutating func set(_ option: CURLoption, _ value: String) { note(hotswap_curl_set_string(easy, option, value)) }
    mutating func setNone(_ option: CURLoption) { note(hotswap_curl_set_string(easy, option, nil)) }
    mutating func set(_ option: CURLoption, size: Int) { note(hotswap_curl_set_size(easy, option, size)) }
    mutating func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        note(hotswap_curl_set_pointer(easy, option, value))
    }
    mutating func set(_ option: CURLoption, _ list: UnsafeMutablePointer<curl_slist>?) {
        note(hotswap_curl_set_list(easy, option, list))
    }
    mutating func set(_ option: CURLoption, _ function: @escaping hotswap_curl_write) {
        note(hotswap_curl_set_write(easy, option, function))
    }
    mutating func refuseLocalAddresses(noting refused: UnsafeMutablePointer<Int32>) {
        note(hotswap_curl_refuse_local(easy, refused))
    }
    mutating func set(_ option: CURLoption, _ bytes: [UInt8]) {
        note(bytes.withUnsafeBytes { hotswap_curl_set_blob(easy, option, $0.baseAddress, $0.count) })
    }
    /// The request's body; its size must have been set before.
    mutating func setCopied(_ body: [UInt8]) {
        note(
            body.isEmpty
                ? hotswap_curl_set_string(easy, CURLOPT_COPYPOSTFIELDS, "")
                : body.withUnsafeBytes {
                    hotswap_curl_set_pointer(
                        easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress))
                })
    }

    private mutating func note(_ code: CURLcode) {
        if firstFailure == CURLE_OK { firstFailure = code }
    }
}

extension Duration {
    /// At least 1: to libcurl 0 means no limit. Never more than libcurl can hold.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 1 << 31 else { return Int(Int32.max) }
        return min(max(Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000), 1), Int(Int32.max))
    }
}

/// Called by libcurl on the driver's thread with a part of the body.
private func takeBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    switch transfer.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) {
    case .all: return size * count
    case .pause: return hotswap_curl_pause
    // Any other number than was offered ends the transfer.
    case .abort: return size * count == 0 ? 1 : 0
    }
}

/// Called by libcurl on the driver's thread with a line of the head.
private func takeHeaderLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    transfer.take(line: line.bindMemory(to: UInt8.self))
    return size * count
}
