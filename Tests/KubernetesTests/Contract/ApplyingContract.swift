import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// Server-side apply: what is ours, what is others', and what is stale.
@Suite struct ApplyingContract {
    @Test(arguments: ClusterFixture.all)
    func fieldsThatTheNewVersionLacksGoThoughTheObjectWasPosted(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let first = try await cluster.created(
            "reviews", spec: ["hosts": ["a"], "exportTo": ["."], "gateways": ["mesh"]],
            metadata: ["annotations": ["x.io/a": "1", "x.io/b": "1"], "labels": ["app": "a"]])
        let second = try await cluster.objects.apply(
            cluster.document(reference, spec: ["hosts": ["b"]], metadata: ["annotations": ["x.io/a": "2"]]),
            onto: first, at: reference, force: false, dryRun: false)
        #expect(second.spec == ["hosts": ["b"]])
        #expect(second.body["metadata"]?["annotations"] == ["x.io/a": "2"])
        #expect(second.body["metadata"]?["labels"] == nil)
        #expect(second.owners == ["hotswap Apply"])
        #expect(second.uid == first.uid)
        #expect(try await cluster.live("reviews") == second)
        let third = try await cluster.objects.apply(
            cluster.document(reference, spec: ["hosts": ["b"], "gateways": ["other"]]), onto: second, at: reference,
            force: false, dryRun: false)
        #expect(third.spec == ["hosts": ["b"], "gateways": ["other"]])
        #expect(third.body["metadata"]?["annotations"] == nil)
    }

    @Test(arguments: ClusterFixture.all)
    func anotherManagersFieldIsNotTakenAndItsOwnerIsNamed(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let live = try await cluster.createdByOther(
            "reviews", spec: ["hosts": ["a"], "exportTo": ["."]], metadata: ["annotations": ["x.io/a": "1"]])
        let body = cluster.document(
            reference, spec: ["hosts": ["b"]], metadata: ["annotations": ["x.io/a": "2", "x.io/c": "3"]])
        for dryRun in [true, false] {
            let refusal = await #expect(throws: ClusterRefusal.self) {
                _ = try await cluster.objects.apply(body, onto: live, at: reference, force: false, dryRun: dryRun)
            }
            #expect(
                refusal
                    == .ownedByOthers([
                        OwnershipConflict(manager: "kubectl-create", field: ".metadata.annotations.x.io/a"),
                        OwnershipConflict(manager: "kubectl-create", field: ".spec.hosts"),
                    ]))
        }
        #expect(try await cluster.live("reviews") == live)
        let taken = try await cluster.objects.apply(body, onto: live, at: reference, force: true, dryRun: false)
        #expect(taken.spec == ["hosts": ["b"], "exportTo": ["."]])
        #expect(taken.owners == ["hotswap Apply", "kubectl-create Update"])
    }

    @Test(arguments: ClusterFixture.all)
    func aFieldThatAnotherAppliedConflictsAfterWeOwnedIt(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        _ = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        // The same value: kubectl becomes a second owner.
        let shared = try await cluster.appliedByOther("reviews", spec: ["hosts": ["a"]])
        let body = cluster.document(reference, spec: ["hosts": ["b"], "exportTo": ["."]])
        let conflict = ClusterRefusal.ownedByOthers([OwnershipConflict(manager: "kubectl", field: ".spec.hosts")])
        await #expect(throws: conflict) {
            _ = try await cluster.objects.apply(body, onto: shared, at: reference, force: false, dryRun: true)
        }
        await #expect(throws: conflict) {
            _ = try await cluster.objects.apply(body, onto: shared, at: reference, force: false, dryRun: false)
        }
        #expect(try await cluster.live("reviews").spec == ["hosts": ["a"]])
    }

    @Test(arguments: ClusterFixture.all)
    func whatOthersAddedStays(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        _ = try await cluster.created("reviews", spec: ["hosts": ["a"], "exportTo": ["."]])
        let labelled = try await cluster.appliedByOther(
            "reviews", spec: ["gateways": ["theirs"]], metadata: ["labels": ["team": "x"]])
        let body = cluster.document(reference, spec: ["hosts": ["b"]])
        let tried = try await cluster.objects.apply(body, onto: labelled, at: reference, force: false, dryRun: true)
        #expect(tried.spec?["hosts"] == ["b"])
        #expect(try await cluster.live("reviews") == labelled)
        let applied = try await cluster.objects.apply(body, onto: labelled, at: reference, force: false, dryRun: false)
        #expect(applied.spec == ["hosts": ["b"], "gateways": ["theirs"]])
        #expect(applied.body["metadata"]?["labels"] == ["team": "x"])
        #expect(applied.owners == ["hotswap Apply", "kubectl Apply"])
    }

    @Test(arguments: ClusterFixture.all)
    func aDryRunOverOurOwnObjectShowsTheResultAndChangesNothing(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let first = try await cluster.created("reviews", spec: ["hosts": ["a"], "exportTo": ["."]])
        let tried = try await cluster.objects.apply(
            cluster.document(reference, spec: ["hosts": ["b"]]), onto: first, at: reference, force: false, dryRun: true)
        #expect(tried.spec == ["hosts": ["b"]])
        #expect(try await cluster.live("reviews") == first)
    }

    @Test(arguments: ClusterFixture.all, [true, false])
    func aStaleApplyIsRefused(_ fixture: ClusterFixture, force: Bool) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let first = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        let body = cluster.document(reference, spec: ["hosts": ["b"]])
        let second = try await cluster.objects.apply(body, onto: first, at: reference, force: force, dryRun: false)
        let late = cluster.document(reference, spec: ["hosts": ["late"]])
        await expectStale {
            _ = try await cluster.objects.apply(late, onto: first, at: reference, force: force, dryRun: false)
        }
        let third = try await cluster.objects.apply(
            cluster.document(reference, spec: ["hosts": ["c"]]), onto: second, at: reference, force: force,
            dryRun: false)
        await expectStale {
            _ = try await cluster.objects.apply(late, onto: second, at: reference, force: force, dryRun: false)
        }
        await expectStale {
            _ = try await cluster.objects.apply(late, onto: second, at: reference, force: force, dryRun: true)
        }
        #expect(try await cluster.live("reviews") == third)
    }

    @Test(arguments: ClusterFixture.all, [true, false])
    func anApplyDoesNotRaiseTheDead(_ fixture: ClusterFixture, wasApplied: Bool) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        var live = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        let body = cluster.document(reference, spec: ["hosts": ["b"]])
        if wasApplied {
            live = try await cluster.objects.apply(body, onto: live, at: reference, force: false, dryRun: false)
        }
        let gone = live
        try await cluster.objects.delete(reference, uid: gone.uid, resourceVersion: gone.resourceVersion, dryRun: false)
        let refusal = await #expect(throws: ClusterRefusal.self) {
            _ = try await cluster.objects.apply(body, onto: gone, at: reference, force: true, dryRun: false)
        }
        #expect(refusal == .stale || refusal?.isNotFound == true)
        #expect(try await cluster.objects.get(reference) == nil)
    }

    @Test(arguments: ClusterFixture.all)
    func anObjectMadeAnewIsAnotherOne(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let body = cluster.document(reference, spec: ["hosts": ["b"]])
        let created = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        let old = try await cluster.objects.apply(body, onto: created, at: reference, force: false, dryRun: false)
        try await cluster.objects.delete(reference, uid: old.uid, resourceVersion: old.resourceVersion, dryRun: false)
        let new = try await cluster.created("reviews", spec: ["hosts": ["c"]])
        await expectStale {
            _ = try await cluster.objects.apply(body, onto: old, at: reference, force: true, dryRun: false)
        }
        // Even where the resourceVersion fits, the uid does not.
        var mixed = old.body
        mixed["metadata"]?["resourceVersion"] = .string(new.resourceVersion)
        let wrong = LiveObject(body: mixed)
        await expectStale {
            _ = try await cluster.objects.apply(body, onto: wrong, at: reference, force: true, dryRun: false)
        }
        #expect(try await cluster.live("reviews") == new)
    }

    @Test(arguments: ClusterFixture.all)
    func ofManyWritersOntoOneStateOneWins(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let first = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        let winners = try await withThrowingTaskGroup(of: String?.self) { tasks -> [String] in
            for index in 0..<12 {
                tasks.addTask {
                    let body = cluster.document(reference, spec: ["hosts": [.string("h\(index)")]])
                    do {
                        _ = try await cluster.objects.apply(
                            body, onto: first, at: reference, force: false, dryRun: false)
                        return "h\(index)"
                    } catch ClusterRefusal.stale { return nil }
                }
            }
            return try await tasks.reduce(into: []) { if let winner = $1 { $0.append(winner) } }
        }
        #expect(winners.count == 1)
        #expect(try await cluster.live("reviews").spec?["hosts"]?[0]?.string == winners.first)
    }

    @Test(arguments: ClusterFixture.all)
    func anApplyThatChangesNothingIsNoChange(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let body = cluster.document(reference, spec: ["hosts": ["b"]])
        let created = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        let first = try await cluster.objects.apply(body, onto: created, at: reference, force: false, dryRun: false)
        let second = try await cluster.objects.apply(body, onto: first, at: reference, force: false, dryRun: false)
        #expect(second.resourceVersion == first.resourceVersion)
        #expect(second.generation == first.generation)
    }

    @Test(arguments: ClusterFixture.all)
    func anInvalidApplyNamesItsField(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let reference = cluster.virtualService("reviews")
        let live = try await cluster.created("reviews", spec: ["hosts": ["a"]])
        for dryRun in [true, false] {
            let refusal = await #expect(throws: ClusterRefusal.self) {
                _ = try await cluster.objects.apply(
                    cluster.document(reference, spec: "text"), onto: live, at: reference, force: false, dryRun: dryRun)
            }
            guard case .invalid(_, let problems) = refusal else {
                Issue.record("\(String(describing: refusal))")
                continue
            }
            #expect(problems.first?.path == "spec")
        }
        #expect(try await cluster.live("reviews").spec == live.spec)
    }

    @Test(arguments: ClusterFixture.all)
    func anObjectIsAppliedInAnotherVersionThanItWasMadeIn(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        let first = try await cluster.created("reviews", spec: ["hosts": ["a"], "exportTo": ["."]])
        let older = cluster.virtualService("reviews", version: "v1beta1")
        let second = try await cluster.objects.apply(
            cluster.document(older, spec: ["hosts": ["b"]]), onto: first, at: older, force: false, dryRun: false)
        #expect(second.spec == ["hosts": ["b"]])
        #expect(second.owners == ["hotswap Apply"])
    }
}

extension ClusterRefusal {
    var isNotFound: Bool {
        if case .notFound = self { true } else { false }
    }
}
