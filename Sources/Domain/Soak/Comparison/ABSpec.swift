/// How an A/B comparison comes to its end.
package struct ABSpec: Hashable, Sendable {
    /// Two variants that are the same get a winner with a chance of at most one minus this.
    package let confidence: Double
    /// Requests of each variant before the first look at them.
    package let minimumSamples: Double
    /// When it ends without a winner.
    package let maximumDuration: Duration
    package let metrics: Metrics
    package let onInconclusive: Inconclusive

    package init(
        confidence: Double = 0.95, minimumSamples: Double = 1000, maximumDuration: Duration = .seconds(86_400),
        metrics: Metrics = .both, onInconclusive: Inconclusive = .keepA
    ) {
        self.confidence = confidence
        self.minimumSamples = minimumSamples
        self.maximumDuration = maximumDuration
        self.metrics = metrics
        self.onInconclusive = onInconclusive
    }

    /// The same, not over before `duration`.
    package func lasting(atLeast duration: Duration) -> ABSpec {
        ABSpec(
            confidence: confidence, minimumSamples: minimumSamples, maximumDuration: max(maximumDuration, duration),
            metrics: metrics, onInconclusive: onInconclusive)
    }

    /// What is compared.
    package enum Metrics: String, Hashable, Sendable, CaseIterable {
        case errorRate, latency, both
    }

    /// What becomes of a comparison without a winner.
    package enum Inconclusive: String, Hashable, Sendable, CaseIterable {
        /// A, which was there before, stays; B is taken back.
        case keepA
        /// Both stay, and a person decides.
        case pause
    }
}

extension ABSpec {
    /// The stored form. It is part of the plan, which carries the schema.
    package var json: JSONValue {
        [
            "confidence": .double(confidence), "minimumSamples": .double(minimumSamples),
            "maximumDuration": .string(maximumDuration.isoText), "metrics": .string(metrics.rawValue),
            "onInconclusive": .string(onInconclusive.rawValue),
        ]
    }

    /// Reads the stored form.
    package init(json: JSONValue) throws(UnknownSchema) {
        guard let confidence = json["confidence"]?.number, let samples = json["minimumSamples"]?.number,
            let duration = json["maximumDuration"]?.string.flatMap({ try? Duration(isoText: $0) }),
            let metrics = json["metrics"]?.string.flatMap(Metrics.init(rawValue:)),
            let onInconclusive = json["onInconclusive"]?.string.flatMap(Inconclusive.init(rawValue:))
        else { throw UnknownSchema(what: "An A/B comparison") }
        self.init(
            confidence: confidence, minimumSamples: samples, maximumDuration: duration, metrics: metrics,
            onInconclusive: onInconclusive)
    }
}

/// One of the two.
package enum ABVariant: String, Hashable, Sendable, CaseIterable {
    /// The version that was there before.
    case a
    case b

    package var other: ABVariant { self == .a ? .b : .a }

    /// That it wins, for people.
    package var victory: String { self == .a ? "A (the old version) wins" : "B (the new version) wins" }
    /// `A` or `B`.
    package var title: String { rawValue.uppercased() }
}

/// What a variant has seen since the comparison began: counts, no rates.
package struct ABSample: Hashable, Sendable {
    package var requests: Double
    package var failures: Double
    package var latency: LatencyHistogram

    package init(requests: Double, failures: Double, latency: LatencyHistogram) {
        self.requests = requests
        self.failures = failures
        self.latency = latency
    }

    /// Percent; `nil` before the first request.
    package var errorRate: Double? { requests > 0 ? 100 * failures / requests : nil }
}
