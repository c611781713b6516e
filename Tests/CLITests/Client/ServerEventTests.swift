import Testing

@testable import CLI

@Suite struct ServerEventTests {
    private static let text =
        ": hello\r\nid: 1\nevent: status\ndata: {\"a\":1}\n\n: still here\n\ndata:two\ndata: lines\rid\n\nid: 3\n\nnonsense\ndata: ü\n\n"

    /// However the network cuts the bytes, the events are the same.
    @Test(arguments: [1, 2, 3, 7, 1000]) func piecesMayBeCutAnywhere(_ size: Int) {
        let reader = ServerEventReader()
        let bytes = Array(Self.text.utf8)
        let events = stride(from: 0, to: bytes.count, by: size).flatMap { start in
            reader.add(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(
            events == [
                ServerEvent(id: "1", data: "{\"a\":1}"), ServerEvent(id: "", data: "two\nlines"),
                ServerEvent(id: "3", data: "ü"),
            ])
    }

    @Test func anUnfinishedEventIsNone() {
        #expect(ServerEventReader().add(Array("data: x\n".utf8)) == [])
    }
}
