extension Array {
    /// The elements in order, in pieces of `size` and a last one of what is left.
    ///
    /// - Parameter size: Above zero.
    package func pieces(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
