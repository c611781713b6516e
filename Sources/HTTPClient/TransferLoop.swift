import CCurl
import Ports

/// What the driver's thread does; never leaves that thread.
struct TransferLoop: ~Copyable {
    private let multi: UnsafeMutableRawPointer
    private let configuration: HTTPClientConfiguration
    private var running: [ObjectIdentifier: Transfer] = [:]
    /// Handles of ended transfers: making one costs more than resetting it.
    private var idle: [UnsafeMutableRawPointer] = []

    init(_ multi: MultiHandle, _ configuration: HTTPClientConfiguration) {
        self.multi = multi.raw
        self.configuration = configuration
    }

    /// Moves bytes, then sleeps until there are more, a timeout is due, or a command wakes it.
    mutating func turn() {
        var count: Int32 = 0
        curl_multi_perform(multi, &count)
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            end(easy, hotswap_curl_result(message))
        }
        curl_multi_poll(multi, nil, 0, 60_000, nil)
    }

    mutating func execute(_ command: TransferDriver.Command) {
        switch command {
        case .start(let transfer): start(transfer)
        case .cancel(let transfer) where !transfer.isStarted: transfer.isCancelledEarly = true
        case .cancel(let transfer): giveUp(transfer, transfer.target.cancelled)
        case .expire(let transfer):
            guard transfer.isStarted, !transfer.headIsComplete else { return }
            giveUp(transfer, transfer.target.failure(CURLE_OPERATION_TIMEDOUT, explanation: "no head of an answer"))
        case .resume(let transfer):
            guard !transfer.isOver, let easy = transfer.easy else { return }
            curl_easy_pause(easy, CURLPAUSE_CONT)
        }
    }

    mutating func giveUpAll() {
        for transfer in Array(running.values) { giveUp(transfer, transfer.target.shutDown) }
        for easy in idle { curl_easy_cleanup(easy) }
        idle = []
    }

    private mutating func start(_ transfer: Transfer) {
        transfer.isStarted = true
        guard !transfer.isCancelledEarly else { return transfer.finish(transfer.target.cancelled) }
        guard let easy = idle.popLast() ?? curl_easy_init() else {
            return transfer.finish(transfer.failure(CURLE_OUT_OF_MEMORY))
        }
        transfer.easy = easy
        do throws(PortError) {
            try transfer.configure(easy, configuration)
        } catch {
            return release(transfer, error)
        }
        running[ObjectIdentifier(transfer)] = transfer
        let code = curl_multi_add_handle(multi, easy)
        if code != CURLM_OK { release(transfer, transfer.failure(CURLE_OUT_OF_MEMORY)) }
    }

    private mutating func end(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let raw = hotswap_curl_private(easy) else { return }
        let transfer = Unmanaged<Transfer>.fromOpaque(raw).takeUnretainedValue()
        curl_multi_remove_handle(multi, easy)
        release(transfer, transfer.failure(code))
    }

    private mutating func giveUp(_ transfer: Transfer, _ reason: PortError) {
        guard !transfer.isOver else { return }
        if let easy = transfer.easy { curl_multi_remove_handle(multi, easy) }
        release(transfer, reason)
    }

    /// Takes back the handle and tells the caller.
    private mutating func release(_ transfer: Transfer, _ failure: PortError?) {
        running[ObjectIdentifier(transfer)] = nil
        if let easy = transfer.easy {
            curl_easy_reset(easy)
            if idle.count < 64 { idle.append(easy) } else { curl_easy_cleanup(easy) }
        }
        curl_slist_free_all(transfer.headerList)
        transfer.headerList = nil
        transfer.easy = nil
        transfer.finish(failure)
    }
}
