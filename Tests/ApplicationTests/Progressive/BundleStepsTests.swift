import Domain
import Impact
import Mesh
import MeshModel
import Testing

@testable import Application

/// The lint goes through a bundle in the order in which a worker writes it.
@Suite struct BundleStepsTests {
    private func name(_ name: String) -> MeshObjectName {
        MeshObjectName(
            resource: MeshResource(group: "g", kind: "K", plural: "ks"), namespace: "default", name: name)
    }

    private static func text(_ lists: [[Move]]) -> String {
        "[" + lists.map { $0.compactMap(\.object?.name).joined(separator: " ") }.sorted().joined(separator: " + ") + "]"
    }

    private func worker(_ scripts: [(PolicyKind, [Move])]) -> [String] {
        MoveRun.phases(of: scripts.map { MoveRun.Script(kind: $0.0, moves: $0.1) }, backwards: false)
            .flatMap { phase -> [String] in
                switch phase {
                case .objects(let ranks): ranks.map(Self.text)
                case .label(let share): [share.map { "label \($0)" } ?? "unlabel"]
                case .settle: []
                }
            }
    }

    private func lint(_ scripts: [(PolicyKind, [Move])]) -> [String] {
        let given = scripts.enumerated().map { BundleSteps.Script(owner: $0, kind: $1.0, moves: $1.1) }
        return BundleSteps.steps(of: given).map { step in
            switch step {
            case .together(let scripts): Self.text(scripts.map(\.moves))
            case .label(.label(let share), _): "label \(share)"
            case .label: "unlabel"
            }
        }
    }

    @Test func theLintGoesAsAWorkerDoes() {
        let kinds: [PolicyKind] = [
            .virtualService, .destinationRule, .server, .serverAuthorization, .peerAuthentication,
        ]
        var random = SeededRandom(seed: 7)
        for round in 0..<300 {
            let scripts = (0..<Int.random(in: 1...4, using: &random)).map { place -> (PolicyKind, [Move]) in
                let isRemoval = Int.random(in: 0..<4, using: &random) == 0
                let moves = (0..<Int.random(in: 0...6, using: &random)).map { step -> Move in
                    let object = name("p\(place)-\(step)")
                    if isRemoval { return .remove(object) }
                    switch Int.random(in: 0..<8, using: &random) {
                    case 0: return .label(.percent(10))
                    case 1: return .unlabel
                    case 2: return .settle
                    case 3: return .remove(object)
                    default: return .write(MeshObject(name: object, document: [:]))
                    }
                }
                return (kinds.randomElement(using: &random) ?? .server, moves)
            }
            #expect(lint(scripts) == worker(scripts), "round \(round): \(scripts)")
        }
    }
}

/// The same numbers for the same seed (an xorshift).
private struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
