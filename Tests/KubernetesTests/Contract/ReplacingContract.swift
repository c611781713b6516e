import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// Replacing, giving fields back, and deleting.
@Suite struct ReplacingContract {
    @Test(arguments: ClusterFixture.all)
    func aReplacementIsTheWholeObject(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let first = try await cluster.createdByOther(
            "reviews", spec: ["hosts": ["a"], "exportTo": ["."]], metadata: ["labels": ["a": "b"]])
        let body = cluster.document(reference, spec: ["hosts": ["b"]])
        let tried = try await cluster.objects.replace(
            body, at: reference, resourceVersion: first.resourceVersion, dryRun: true)
        #expect(tried.spec == ["hosts": ["b"]])
        #expect(try await cluster.live("reviews") == first)
        let second = try await cluster.objects.replace(
            body, at: reference, resourceVersion: first.resourceVersion, dryRun: false)
        #expect(second.spec == ["hosts": ["b"]])
        #expect(second.body["metadata"]?["labels"] == nil)
        #expect(second.uid == first.uid && second.resourceVersion != first.resourceVersion)
        await expectStale {
            _ = try await cluster.objects.replace(
                body, at: reference, resourceVersion: first.resourceVersion, dryRun: false)
        }
    }

    @Test(arguments: ClusterFixture.all)
    func aReplacementNeverMakesAnObject(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let gone = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        try await cluster.objects.delete(reference, uid: gone.uid, resourceVersion: gone.resourceVersion, dryRun: false)
        for body in [gone.body, cluster.document(reference, spec: ["hosts": ["a"]])] {
            let refusal = await #expect(throws: ClusterRefusal.self) {
                _ = try await cluster.objects.replace(
                    body, at: reference, resourceVersion: gone.resourceVersion, dryRun: false)
            }
            #expect(refusal == .stale || refusal?.isNotFound == true)
        }
        // Made anew by somebody: the uid of what was captured no longer fits.
        let new = try await cluster.createdByOther("reviews", spec: ["hosts": ["new"]])
        await expectStale {
            _ = try await cluster.objects.replace(
                gone.body, at: reference, resourceVersion: new.resourceVersion, dryRun: false)
        }
        #expect(try await cluster.live("reviews") == new)
    }

    @Test(arguments: ClusterFixture.all)
    func whatWasTakenOverIsGivenBackWithItsOwners(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        try await cluster.createdByOther(
            "reviews", spec: ["hosts": ["a"], "exportTo": ["."]], metadata: ["labels": ["a": "b"]])
        let before = try await cluster.appliedByOther("reviews", spec: ["gateways": ["theirs"]], manager: "team")
        let taken = try await cluster.objects.apply(
            cluster.document(reference, spec: ["hosts": ["b"], "gateways": ["ours"]]), onto: before, at: reference,
            force: true, dryRun: false)
        let restored = try await cluster.objects.replace(
            before.body, at: reference, resourceVersion: taken.resourceVersion, dryRun: false)
        #expect(restored.spec == before.spec)
        #expect(restored.owners != before.owners)
        let owners = try #require(before.body["metadata"]?["managedFields"])
        let back = try await cluster.objects.restoreManagedFields(
            owners, at: reference, resourceVersion: restored.resourceVersion)
        #expect(back.body["metadata"]?["managedFields"] == owners)
        #expect(back.spec == before.spec)
        await expectStale {
            _ = try await cluster.objects.restoreManagedFields(
                owners, at: reference, resourceVersion: restored.resourceVersion)
        }
        // The owner's next apply is as if nothing had happened.
        let next = try await cluster.appliedByOther("reviews", spec: ["gateways": ["again"]], manager: "team")
        #expect(next.spec == ["hosts": ["a"], "exportTo": ["."], "gateways": ["again"]])
    }

    @Test(arguments: ClusterFixture.all)
    func anObjectThatNobodyOwnedIsGivenBackToNobody(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let first = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        let back = try await cluster.objects.restoreManagedFields(
            [], at: reference, resourceVersion: first.resourceVersion)
        #expect(back.owners.isEmpty)
        // From then on its fields are somebody's who is not us.
        let refusal = await #expect(throws: ClusterRefusal.self) {
            _ = try await cluster.objects.apply(
                cluster.document(reference, spec: ["hosts": ["b"]]), onto: back, at: reference, force: false,
                dryRun: false)
        }
        #expect(refusal == .ownedByOthers([OwnershipConflict(manager: "before-first-apply", field: ".spec.hosts")]))
    }

    @Test(arguments: ClusterFixture.all)
    func appliesAfterAReplacementOwnBoth(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let created = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        let applied = try await cluster.objects.apply(
            cluster.document(reference, spec: ["hosts": ["a"], "exportTo": ["."]]), onto: created, at: reference,
            force: false, dryRun: false)
        let replaced = try await cluster.objects.replace(
            cluster.document(reference, spec: ["hosts": ["a"], "exportTo": ["."], "gateways": ["mesh"]]), at: reference,
            resourceVersion: applied.resourceVersion, dryRun: false)
        #expect(replaced.owners == ["hotswap Apply", "hotswap Update"])
        let last = try await cluster.objects.apply(
            cluster.document(reference, spec: ["hosts": ["b"]]), onto: replaced, at: reference, force: false,
            dryRun: false)
        #expect(last.spec == ["hosts": ["b"]])
        #expect(last.owners == ["hotswap Apply"])
    }

    @Test(arguments: ClusterFixture.all)
    func deletesHoldToTheirPreconditions(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let live = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        let objects = cluster.objects
        let otherUID = "00000000-0000-4000-8000-000000000000"
        await expectStale {
            try await objects.delete(reference, uid: otherUID, resourceVersion: live.resourceVersion, dryRun: false)
        }
        await expectStale { try await objects.delete(reference, uid: live.uid, resourceVersion: "1", dryRun: false) }
        await expectStale { try await objects.delete(reference, uid: live.uid, resourceVersion: "1", dryRun: true) }
        try await objects.delete(reference, uid: live.uid, resourceVersion: live.resourceVersion, dryRun: true)
        #expect(try await cluster.live("reviews") == live)
        try await objects.delete(reference, uid: live.uid, resourceVersion: live.resourceVersion, dryRun: false)
        #expect(try await objects.get(reference) == nil)
        let refusal = await #expect(throws: ClusterRefusal.self) {
            try await objects.delete(reference, uid: live.uid, resourceVersion: live.resourceVersion, dryRun: false)
        }
        #expect(refusal?.isNotFound == true)
    }
}
