import Domain

/// Why shares that are compared with who is beside them cannot be taken of the pods that there are: a share never
/// shrinks, and what is not the end leaves somebody to compare with.
struct ShareProblem: Error, Hashable, CustomStringConvertible {
    enum Code: String {
        case outOfRange
        case notRising
    }

    let code: Code
    /// Which of the shares it is.
    let place: Int
    let description: String

    /// - Parameter counts: The clusters where pods are chosen, with how many there are to choose from.
    static func check(_ shares: [Share], _ counts: [(cluster: String, pods: Int)]) throws(ShareProblem) {
        guard let most = counts.map(\.pods).max() else { return }
        for (place, share) in shares.enumerated() {
            guard case .count(let count) = share, most > 0, count >= most else { continue }
            throw ShareProblem(
                code: .outOfRange, place: place,
                description:
                    "\(Self.pods(count)) \(count == 1 ? "is" : "are") all of them: no cluster has more than \(most) to "
                    + "choose from, and nobody would be left to compare with. "
                    + (most == 1
                        ? "Who wants it all the same asks for a percentage, which is 1 pod at least"
                        : "Ask for fewer; the promotion gives the new version to all"))
        }
        for (cluster, pods) in counts {
            for (place, share) in shares.enumerated().dropFirst() {
                let (last, next) = (shares[place - 1].of(pods), share.of(pods))
                guard next < last else { continue }
                throw ShareProblem(
                    code: .notRising, place: place,
                    description:
                        "\(share) of the \(Self.pods(pods)) on cluster \(cluster) is \(next), fewer than the \(last) of the "
                        + "step before: steps must rise")
            }
        }
    }

    private static func pods(_ count: Int) -> String { count == 1 ? "1 pod" : "\(count) pods" }

    /// What whoever asks should know of shares that are all pods of a cluster, though they ask for less: `10 %` of one.
    static func notes(_ shares: [Share], _ counts: [(cluster: String, pods: Int)]) -> [String] {
        counts.compactMap { cluster, pods in
            guard let share = shares.first(where: { !$0.isEverything && $0.of(pods) == pods }), pods > 0
            else { return nil }
            return
                "Cluster \(cluster): \(share) of \(Self.pods(pods)) \(pods == 1 ? "is" : "are") \(pods): everybody, at "
                + "once, with nobody beside to compare with"
        }
    }
}
