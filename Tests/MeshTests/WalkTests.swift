import Domain
import Mesh
import MeshTestKit
import Testing

/// Every sample goes through its rollout in memory; after each single move the mesh's rules are asked.
struct WalkTests {
    @Test(arguments: KindSample.all)
    func forwardLeavesExactlyTheNewObject(_ sample: KindSample) throws {
        let book = try sample.book()
        var world = sample.world
        for scene in sample.scenes {
            for move in try book.moves(to: scene) { step(&world, move, book, sample) }
            // A retry after a crash does the whole list again.
            for move in try book.moves(to: scene) { step(&world, move, book, sample) }
        }
        expectEnd(world, \.new, sample)
    }

    /// A worker that is killed between two writes leaves a list half done, and the next one does the whole list again.
    @Test(arguments: KindSample.all)
    func aListThatWasLeftAnywhereIsDoneAgain(_ sample: KindSample) throws {
        let book = try sample.book()
        var start = sample.world
        for scene in sample.scenes {
            let moves = try book.moves(to: scene)
            var end = start
            for move in moves { end.apply(move, cohort: KindSample.cohort, scope: book.scope) }
            for count in 0..<moves.count {
                var world = start
                for move in moves.prefix(count) { world.apply(move, cohort: KindSample.cohort, scope: book.scope) }
                for move in moves { step(&world, move, book, sample) }
                #expect(
                    world.objects == end.objects && world.pods == end.pods, "\(sample), \(scene) after \(count) moves")
            }
            start = end
        }
    }

    /// Who promotes to the end does so without the shares between.
    @Test(arguments: KindSample.all)
    func theEndCanBeReachedAtOnce(_ sample: KindSample) throws {
        let book = try sample.book()
        var world = sample.world
        for move in try book.moves(to: .promoted) { step(&world, move, book, sample) }
        expectEnd(world, \.new, sample)
    }

    @Test(arguments: KindSample.all)
    func backFromEveryMoveLeavesExactlyTheOldObject(_ sample: KindSample) throws {
        let book = try sample.book()
        let moves = try sample.scenes.flatMap { try book.moves(to: $0) }
        for count in 0...moves.count {
            var world = sample.world
            for move in moves.prefix(count) { world.apply(move, cohort: KindSample.cohort, scope: book.scope) }
            for move in book.movesBack() { step(&world, move, book, sample, back: true) }
            for move in book.movesBack() { step(&world, move, book, sample, back: true) }
            expectEnd(world, \.old, sample)
        }
    }

    private func step(
        _ world: inout World, _ move: Move, _ book: any RolloutBook, _ sample: KindSample, back: Bool = false
    ) {
        world.apply(move, cohort: KindSample.cohort, scope: book.scope)
        let violations = sample.violations(world, sample)
        #expect(violations.isEmpty, "\(sample) after \(back ? "going back by " : "")\(move): \(violations)")
    }

    private func expectEnd(_ world: World, _ version: KeyPath<PolicyChange, JSONValue?>, _ sample: KindSample) {
        let before = sample.world.objects
        let own = Set(sample.changes.map { MeshObjectName($0.key) })
        for change in sample.changes {
            #expect(
                world.objects[MeshObjectName(change.key)] == change[keyPath: version], "\(sample): \(change.key)")
        }
        let others = world.objects.filter { !own.contains($0.key) }
        #expect(others == before.filter { !own.contains($0.key) }, "\(sample): the other objects")
        #expect(world.pods == sample.pods, "\(sample): the pods")
    }
}
