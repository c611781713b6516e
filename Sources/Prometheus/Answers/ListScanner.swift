/// Finds the elements of one long list inside an answer's `data`, without reading them. Takes any bytes; whether they
/// are JSON is seen when the elements and what is around them are parsed.
struct ListScanner {
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The list named `name` two levels deep: what is between its brackets, and each element. `nil` where there is
    /// none.
    func elements(of name: String) -> (list: Range<Int>, elements: [Range<Int>])? {
        guard let start = start(of: Array(name.utf8)) else { return nil }
        var (elements, begin, index, depth) = ([Range<Int>](), start, start, 0)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): index = endOfString(index)
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                guard depth < 0 else { break }
                if !elements.isEmpty || !isBlank(begin..<index) { elements.append(begin..<index) }
                return (start..<index, elements)
            case UInt8(ascii: ",") where depth == 0:
                elements.append(begin..<index)
                begin = index + 1
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Behind the opening bracket of the list.
    private func start(of name: [UInt8]) -> Int? {
        var (index, depth) = (0, 0)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                let end = endOfString(index)
                if depth == 2, bytes[(index + 1)..<max(end, index + 1)].elementsEqual(name),
                    let colon = next(end + 1, UInt8(ascii: ":")), let bracket = next(colon + 1, UInt8(ascii: "["))
                {
                    return bracket + 1
                }
                index = end
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Where the closing quote of the string is that begins at `index`, or the end of all.
    private func endOfString(_ index: Int) -> Int {
        var index = index + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index, bytes.count)
    }

    /// The place of `byte` where nothing but white space is in front of it.
    private func next(_ index: Int, _ byte: UInt8) -> Int? {
        var index = index
        while index < bytes.count, bytes[index] <= 32 { index += 1 }
        return index < bytes.count && bytes[index] == byte ? index : nil
    }

    private func isBlank(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy { $0 <= 32 } }
}
