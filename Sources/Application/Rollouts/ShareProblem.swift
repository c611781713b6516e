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

    /// What whoever asks should know of shares that are all pods of a cluster, though they ask for less (`10 %` of
    /// one), and of steps that add nobody.
    static func notes(_ shares: [Share], _ counts: [(cluster: String, pods: Int)]) -> [String] {
        counts.flatMap { cluster, pods in
            [everybody(shares, cluster, pods), idle(shares, cluster, pods)].compactMap(\.self)
        }
    }

    private static func everybody(_ shares: [Share], _ cluster: String, _ pods: Int) -> String? {
        guard let share = shares.first(where: { !$0.isEverything && $0.of(pods) == pods }), pods > 0 else { return nil }
        return
            "Cluster \(cluster): \(share) of \(Self.pods(pods)) \(pods == 1 ? "is" : "are") \(pods): everybody, at "
            + "once, with nobody beside to compare with"
    }

    /// Steps that reach nobody whom the step before has not reached: the numbers are too small for them.
    private static func idle(_ shares: [Share], _ cluster: String, _ pods: Int) -> String? {
        let steps = zip(shares, shares.dropFirst()).filter { last, next in
            !next.isEverything && next.of(pods) < pods && next.of(pods) == last.of(pods)
        }
        guard pods > 0, let first = steps.first else { return nil }
        let (before, words) = (first.0, steps.map { "\($1)" }.joined(separator: ", "))
        let same = "(\(before) \(before.of(pods) == 1 ? "is" : "are") \(before.of(pods)))"
        return steps.count == 1
            ? "Cluster \(cluster): \(words) of \(Self.pods(pods)) is no more than the step before it has \(same): it adds "
                + "nobody, and watches the same pods again"
            : "Cluster \(cluster): \(words) of \(Self.pods(pods)) are no more than the steps before them have \(same): they "
                + "add nobody, and watch the same pods again"
    }
}
