import Domain
import Ports

@testable import Application

/// Everything is written at 1,000 s; the settle time is 15 s.
let writtenAt: Int64 = 1_000

func written(
    _ kinds: [PolicyKind], _ pods: [String] = ["a"], namespace: String = "default",
    effect: WriteEffect = WriteEffect()
) -> WrittenConfiguration {
    WrittenConfiguration(
        objects: kinds.map { reference($0, namespace) },
        pods: Set(pods.map { PodName(namespace: "default", name: $0) }), at: Timestamp(seconds: writtenAt),
        settle: .seconds(15), effect: effect)
}

func reference(_ kind: PolicyKind, _ namespace: String = "default") -> ObjectReference {
    ObjectReference(PolicyKey(kind: kind, group: kind.groups[0], namespace: namespace, name: "x"), version: "v1")
}

/// A check of a mesh that is asked anew each time, and answers at once by the check's clock.
func check(_ mesh: FakeMesh, _ objects: FakeObjects = FakeObjects()) -> PropagationCheck {
    let now = ContinuousClock.now
    return PropagationCheck(pods: mesh, objects: objects, lifetime: .zero, clock: { now })
}

extension PropagationCheck {
    func verdict(
        _ written: WrittenConfiguration, since mark: PropagationMark = PropagationMark(), at seconds: Int64 = 1_005
    ) async throws -> PropagationVerdict {
        try await check(written, since: mark, now: Timestamp(seconds: seconds))
    }
}

extension PropagationVerdict {
    var isReached: Bool { self.isEstimate == false }
    var isEstimate: Bool? {
        if case .reached(_, let isEstimate) = self { isEstimate } else { nil }
    }
    var isWaiting: Bool { if case .waiting = self { true } else { false } }
    var isRefused: Bool { if case .refused = self { true } else { false } }
    var text: String {
        switch self {
        case .reached(let text, _), .waiting(let text), .refused(let text): text
        }
    }
}
