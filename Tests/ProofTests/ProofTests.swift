import Domain
import Mesh
import MeshTestKit
import Testing

/// Every kind on the real kube-apiserver with the meshes' own definitions, moved by the engine itself. After each
/// single write an observer reads what the server has and asks the mesh's rules: nobody has a gap, and no two objects
/// contend.
@Suite(
    .enabled(
        if: ProofServer.isWanted,
        "needs a kube-apiserver (HOTSWAP_TEST_KUBE) and the meshes' own definitions (HOTSWAP_ORACLE)"))
struct ProofTests {
    /// Every step to the end; and, from every step and from none, back again.
    @Test(arguments: KindSample.all)
    func everyStepForwardAndBack(_ original: KindSample) async throws {
        let proof = try await Proof(original)
        do { try await everyStep(of: proof) } catch { await proof.observer.fail("\(error)") }
        await proof.clear()
        let failures = await proof.observer.failures
        #expect(failures.isEmpty, "\(failures.count) findings: \(failures.prefix(4).joined(separator: "\n"))")
        #expect(await proof.observer.writes > 0)
    }

    private func everyStep(of proof: Proof) async throws {
        let (sample, observer) = (proof.sample, proof.observer)
        for count in 0...sample.scenes.count {
            let rollout = ProvedRollout(sample, on: proof.cluster, epoch: Int64(10 * (count + 1)))
            for (index, scene) in sample.scenes.prefix(count).enumerated() {
                await observer.begin("round \(count), step \(index + 1), \(scene)")
                try await rollout.arrange(scene)
            }
            if count == sample.scenes.count {
                try await proof.expectNew()
                if await rollout.share != nil { await observer.fail("the keeper would go on labelling pods") }
            }
            await observer.begin("round \(count), way back")
            if let answer = try await rollout.takeBack() { await observer.fail(answer) }
            try await proof.expectOld()
        }
    }
}
