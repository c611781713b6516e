import Ports

extension JobQueueConformance {
    package static func deliversWhatWasPublished(_ queue: any Queue) async throws {
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let sent = jobs(3).map { JobMessage(jobID: $0.jobID, stage: $0.stage, traceparent: trace) } + jobs(2)
        try await publish(sent, queue)
        let subscription = try await queue.consume(stage: "apply", prefetch: 10)
        let taken = await take(sent.count, from: subscription)
        try expect(taken.map(\.message) == sent, "delivered \(taken.map(\.message))")
        try expect(taken.allSatisfy { !$0.redelivered }, "a first delivery says that it is not the first")
    }

    package static func outcomesAreInOrder(_ queue: any Queue) async throws {
        let sent = jobs(1) + jobs(1, stage: "nowhere") + jobs(1)
        let outcomes = await queue.publish(jobs: sent)
        try expect(outcomes.map(\.isConfirmed) == [true, false, true], "outcomes \(outcomes)")
        guard case .refused = outcomes[1] else { throw ConformanceFailure("an unknown stage is \(outcomes[1])") }
        let none = await queue.publish(jobs: [])
        try expect(none.isEmpty, "outcomes of nothing: \(none)")
    }

    package static func nextReturnsAtMostMax(_ queue: any Queue) async throws {
        try await publish(jobs(7), queue)
        let subscription = try await queue.consume(stage: "apply", prefetch: 100)
        var taken = 0
        while taken < 7 {
            let batch = await subscription.next(max: 3) ?? []
            try expect((1...3).contains(batch.count), "a batch of \(batch.count) where at most 3 were asked for")
            taken += batch.count
        }
        try expect(taken == 7, "took \(taken) of 7")
    }

    package static func prefetchBoundsWhatIsHeld(_ queue: any Queue) async throws {
        try await publish(jobs(5), queue)
        let subscription = try await queue.consume(stage: "apply", prefetch: 2)
        let held = await take(2, from: subscription)
        let waiting = Task { await subscription.next(max: 10) }
        let other = try await queue.consume(stage: "apply", prefetch: 10)
        let rest = await take(3, from: other)
        try expect(Set((held + rest).map(\.message.jobID)).count == 5, "the second subscriber got \(rest.count) of 3")
        try await publish(jobs(6).suffix(1), queue)
        other.ack(rest.map(\.tag))
        await other.cancel()
        subscription.ack([held[0].tag])
        let more = await waiting.value ?? []
        try expect(more.map(\.message) == Array(jobs(6).suffix(1)), "after one acknowledgement came \(more)")
    }

    package static func acknowledgedIsGone(_ queue: any Queue) async throws {
        try await publish(jobs(3), queue)
        let first = try await queue.consume(stage: "apply", prefetch: 10)
        let taken = await take(3, from: first)
        first.ack(taken.map(\.tag))
        await first.cancel()
        try await publish(jobs(4).suffix(1), queue)
        let second = try await queue.consume(stage: "apply", prefetch: 10)
        let later = await take(1, from: second)
        try expect(later.map(\.message) == Array(jobs(4).suffix(1)), "came again: \(later)")
    }

    package static func requeuedComesAgain(_ queue: any Queue) async throws {
        try await publish(jobs(2), queue)
        let subscription = try await queue.consume(stage: "apply", prefetch: 10)
        let taken = await take(2, from: subscription)
        subscription.reject([taken[0].tag], requeue: true)
        let again = await take(1, from: subscription)
        try expect(again.map(\.message) == [taken[0].message], "\(again) came instead of \(taken[0])")
        try expect(again.allSatisfy(\.redelivered), "it does not say that it was delivered before")
    }

    package static func rejectedDoesNotComeAgain(_ queue: any Queue) async throws {
        try await publish(jobs(2), queue)
        let subscription = try await queue.consume(stage: "apply", prefetch: 10)
        let taken = await take(2, from: subscription)
        subscription.reject([taken[0].tag], requeue: false)
        subscription.reject([taken[1].tag], requeue: true)
        let again = await take(1, from: subscription)
        try expect(again.map(\.message) == [taken[1].message], "\(again) came; only \(taken[1]) was requeued")
        subscription.ack(again.map(\.tag))
        await subscription.cancel()
        let depth = try await queue.depths(of: ["apply"])
        try expect(depth == ["apply": 0], "left: \(depth)")
    }

    package static func cancelEndsNextAndGivesBack(_ queue: any Queue) async throws {
        try await publish(jobs(4), queue)
        let first = try await queue.consume(stage: "apply", prefetch: 10)
        let taken = await take(1, from: first)
        let idle = try await queue.consume(stage: "notify", prefetch: 10)
        let waiting = Task { await idle.next(max: 1) }
        await idle.cancel()
        await first.cancel()
        let (ended, after) = (await waiting.value, await first.next(max: 1))
        try expect(ended == nil && after == nil, "next goes on after cancel: \(String(describing: after))")
        let second = try await queue.consume(stage: "apply", prefetch: 10)
        let rest = await take(3, from: second)
        let expected = Set(jobs(4).map(\.jobID)).subtracting(taken.map(\.message.jobID))
        try expect(Set(rest.map(\.message.jobID)) == expected, "given back: \(rest)")
    }

    package static func takenCanBeAcknowledgedAfterCancel(_ queue: any Queue) async throws {
        try await publish(jobs(2), queue)
        let first = try await queue.consume(stage: "apply", prefetch: 2)
        let taken = await take(2, from: first)
        await first.cancel()
        first.ack([taken[0].tag])
        first.reject([taken[1].tag], requeue: true)
        let second = try await queue.consume(stage: "apply", prefetch: 2)
        let again = await take(1, from: second)
        try expect(again.map(\.message) == [taken[1].message], "came again: \(again)")
    }

    package static func cancelledTaskStopsWaiting(_ queue: any Queue) async throws {
        let subscription = try await queue.consume(stage: "apply", prefetch: 2)
        let waiting = Task { await subscription.next(max: 1) }
        waiting.cancel()
        let ended = await waiting.value
        try expect(ended == nil, "a cancelled task got \(String(describing: ended))")
        try await publish(jobs(1), queue)
        let taken = await take(1, from: subscription)
        try expect(taken.map(\.message) == jobs(1), "the subscription ended with the task")
    }

    package static func unknownStageIsPermanent(_ queue: any Queue) async throws {
        do {
            _ = try await queue.consume(stage: "nowhere", prefetch: 1)
            throw ConformanceFailure("an unknown stage can be consumed")
        } catch let error as PortError {
            try expect(error.kind == .permanent, "an unknown stage is \(error.kind)")
        }
        do {
            _ = try await queue.depths(of: ["nowhere"])
            throw ConformanceFailure("an unknown stage has a depth")
        } catch let error as PortError {
            try expect(error.kind == .permanent, "an unknown stage is \(error.kind)")
        }
    }

    package static func depthsCountWhatWaits(_ queue: any Queue) async throws {
        try await publish(jobs(3), queue)
        let depths = try await queue.depths(of: ["apply", "notify"])
        try expect(depths == ["apply": 3, "notify": 0], "depths \(depths)")
    }

    package static func foreignTagsAreIgnored(_ queue: any Queue) async throws {
        try await publish(jobs(1), queue)
        let subscription = try await queue.consume(stage: "apply", prefetch: 5)
        let taken = await take(1, from: subscription)
        let strange = [DeliveryTag(channel: 0, number: 1), DeliveryTag(channel: taken[0].tag.channel, number: .max)]
        subscription.ack(strange)
        subscription.reject(strange, requeue: true)
        subscription.ack(taken.map(\.tag))
        subscription.ack(taken.map(\.tag))
        try await publish(jobs(2).suffix(1), queue)
        let later = await take(1, from: subscription)
        try expect(later.map(\.message) == Array(jobs(2).suffix(1)), "after strange tags: \(later)")
    }
}
