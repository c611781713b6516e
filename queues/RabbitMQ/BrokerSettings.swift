import Ports

/// How to talk to the broker. The defaults suit a broker in the same network.
package struct BrokerSettings: Sendable {
    package var address: BrokerAddress
    /// What the connection is called in the broker's management pages, e.g. `hotswap worker on host-7`. At most 255
    /// bytes.
    package var name: String
    /// Seconds between heartbeats, 1 to 600. A broker that has been silent for twice as long is lost.
    package var heartbeat: Int = 15
    /// Until a connection is there and logged in.
    package var connectLimit: Duration = .seconds(5)
    /// Until the broker answers a declaration, subscription or count; beyond it the connection counts as broken.
    package var requestLimit: Duration = .seconds(20)
    /// Until a message is confirmed; beyond it the message counts as lost.
    package var publishLimit: Duration = .seconds(10)
    /// Messages sent and not yet confirmed, per connection. More keeps the broker busier and costs memory.
    package var maximumInFlight: Int = 4096
    /// Messages that may wait to be sent; beyond it publishing fails at once.
    package var maximumWaiting: Int = 100_000
    /// The largest body that is sent or delivered, in bytes.
    package var maximumBody: Int = 8 << 20
    /// Before the first attempt to connect again; doubles per attempt, with up to half of it taken away at random.
    package var firstBackoff: Duration = .milliseconds(100)
    /// The longest time between two attempts.
    package var longestBackoff: Duration = .seconds(5)

    package init(address: BrokerAddress, name: String) {
        self.address = address
        self.name = name
    }

    /// Checks what the types cannot say.
    /// - Throws: `permanent`, naming the setting and its range.
    func validate() throws(PortError) {
        try require((1...600).contains(heartbeat), "heartbeat must be 1 to 600 seconds")
        try require((1...1_000_000).contains(maximumInFlight), "maximumInFlight must be 1 to 1,000,000")
        try require(maximumWaiting >= maximumInFlight, "maximumWaiting must not be below maximumInFlight")
        try require((1...(128 << 20)).contains(maximumBody), "maximumBody must be 1 byte to 128 MiB")
        try require(name.utf8.count <= 255, "name must not be longer than 255 bytes")
        let limits = [connectLimit, requestLimit, publishLimit, firstBackoff, longestBackoff]
        try require(
            limits.allSatisfy { $0 > .zero && $0 <= .seconds(86_400) }, "every limit must be above zero, up to one day")
        try require(firstBackoff <= longestBackoff, "firstBackoff must not be above longestBackoff")
    }

    private func require(_ holds: Bool, _ rule: String) throws(PortError) {
        guard holds else { throw PortError(.permanent, "RabbitMQ", "settings: \(rule)") }
    }
}
