/// First in, first out, without moving the rest at each removal.
struct Fifo<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { count == 0 }
    var first: Element? { head < elements.count ? elements[head] : nil }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func append(contentsOf more: [Element]) { elements.append(contentsOf: more.lazy.map(Optional.some)) }

    mutating func popFirst() -> Element? {
        guard let element = first else { return nil }
        elements[head] = nil
        head += 1
        if head == elements.count || head > 1024 && head > elements.count / 2 {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    /// The first `limit` elements, or fewer where there are fewer.
    mutating func pop(_ limit: Int) -> [Element] {
        let wanted = min(max(0, limit), count)
        var taken: [Element] = []
        taken.reserveCapacity(wanted)
        while taken.count < wanted, let element = popFirst() { taken.append(element) }
        return taken
    }
}
