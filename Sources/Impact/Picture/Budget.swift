/// How many questions an impact may ask of the mesh's model, so that no set of policies makes it endless.
struct Budget {
    private var left: Int
    /// How many questions were not asked.
    private(set) var missed = 0
    /// How many were.
    private(set) var asked = 0

    init(_ questions: Int) { left = questions }

    /// Whether one more may be asked.
    mutating func take(_ count: Int = 1) -> Bool {
        guard left >= count else {
            missed += count
            return false
        }
        left -= count
        asked += count
        return true
    }

    /// What each of several that are still to ask can have.
    func share(of askers: Int) -> Int { left / max(askers, 1) }

    /// Says that as many are not asked.
    mutating func miss(_ count: Int) { missed += count }
}
