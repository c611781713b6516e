/// A weekly release of Linkerd, `edge-24.5.1`: year, month, and which one of the month it is. The minor versions are
/// made of such releases.
struct LinkerdEdge {
    private let release: [Int]

    /// Which release a minor version was made of, or one that has all that it has; newest first. Sources:
    /// https://linkerd.io/releases and, before 2.15, the dates of the stable releases.
    private static let versions: [(since: [Int], version: MeshVersion)] = [
        ([25, 10, 7], MeshVersion(2, 19)), ([25, 4, 4], MeshVersion(2, 18)), ([24, 11, 8], MeshVersion(2, 17)),
        ([24, 8, 2], MeshVersion(2, 16)), ([24, 2, 4], MeshVersion(2, 15)), ([23, 9, 1], MeshVersion(2, 14)),
        ([23, 5, 1], MeshVersion(2, 13)), ([22, 9, 1], MeshVersion(2, 12)),
    ]

    /// `nil` for what is no edge release.
    init?(_ text: String) {
        let prefix = "edge-"
        let words = text.dropFirst(prefix.count).split(separator: ".", omittingEmptySubsequences: false)
        let numbers = words.map { Int($0) }
        guard text.hasPrefix(prefix), numbers.count == 3, numbers.allSatisfy({ $0.map { $0 >= 0 } ?? false }) else {
            return nil
        }
        release = numbers.compactMap(\.self)
    }

    /// The first month whose releases nobody looked at (`MeshVersion.newestLinkerd`).
    private static let firstUnknown = [26, 9]

    /// Whether it may have what the rules know nothing of.
    var isNewerThanKnown: Bool { !release.lexicographicallyPrecedes(Self.firstUnknown) }

    /// The newest minor version whose API the release has for sure; `nil` where it is older than all that are known.
    var version: MeshVersion? {
        Self.versions.first { !release.lexicographicallyPrecedes($0.since) }?.version
    }
}
