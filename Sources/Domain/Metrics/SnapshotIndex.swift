/// A snapshot, sorted so that the traffic of a group costs no more than the group is large: made once a tick, asked for
/// every deployment that soaks.
package struct SnapshotIndex: Sendable {
    /// The moment of the snapshot.
    package let at: Timestamp
    /// Over how long its rates were taken.
    package let window: Duration
    /// What whoever looks at the rates should know, in a sentence.
    package let warning: String?
    private var pods: [PodEnd: [ServiceTraffic]] = [:]
    private var namespaces: [NamespaceEnd: [ServiceName?: Traffic]] = [:]
    private let subsets: [TrafficSnapshot.SubsetKey: Traffic]
    /// The services that have a subset of this name.
    private var services: [String: [ServiceName]] = [:]

    private let uncounted: [TrafficSide: OptionalCounters]
    /// By the service that was called.
    private var reports: [ServiceName: ClientReports] = [:]

    private struct PodEnd: Hashable {
        let side: TrafficSide
        let pod: PodName
    }

    private struct NamespaceEnd: Hashable {
        let side: TrafficSide
        let namespace: String
    }

    private struct ServiceTraffic {
        let service: ServiceName?
        let traffic: Traffic
    }

    package init(_ snapshot: TrafficSnapshot) {
        at = snapshot.at
        window = snapshot.window
        warning = snapshot.warning
        subsets = snapshot.subsets
        uncounted = snapshot.uncounted
        pods.reserveCapacity(snapshot.rows.count)
        for (key, traffic) in snapshot.rows {
            pods[PodEnd(side: key.side, pod: key.pod), default: []]
                .append(ServiceTraffic(service: key.service, traffic: traffic))
            namespaces[NamespaceEnd(side: key.side, namespace: key.pod.namespace), default: [:]][
                key.service, default: Traffic()] += traffic
            if key.side == .client, let service = key.service {
                reports[service, default: ClientReports()] += traffic.reports
            }
        }
        for key in snapshot.subsets.keys { services[key.subset, default: []].append(key.service) }
    }

    /// The traffic of a group as seen from one side, all zero where there was none. Only traffic to `services` counts
    /// (empty: to any), and that of which the mesh does not say the service.
    package func traffic(
        of group: MeasuredGroup, side: TrafficSide, services: [ServiceName] = [],
        cohortPods: Set<PodName>, restPods: Set<PodName>
    ) -> Traffic {
        var sum: Traffic
        switch group {
        case .cohort: sum = traffic(of: cohortPods, side, services)
        case .rest: sum = traffic(of: restPods, side, services)
        case .pods(let pods): sum = traffic(of: Set(pods), side, services)
        case .namespaces(let names): sum = traffic(ofNamespaces: Set(names), side, services)
        case .subsets(let names): sum = traffic(ofSubsets: Set(names), services)
        case .nobody: return Traffic()
        }
        sum.uncounted = uncounted[group.isSubsets ? .client : side] ?? []
        if !group.isSubsets { sum.uncounted.remove(.subsets) }
        return sum
    }

    /// What all clients report of requests to these services.
    private func reports(to services: [ServiceName]) -> ClientReports {
        services.reduce(into: ClientReports()) { sum, service in
            if let known = reports[service] { sum += known }
        }
    }

    /// What one deployment compares. `before`: the cohort's traffic before the rollout, where it was measured.
    package func measured(
        _ measurement: Measurement, cohortPods: Set<PodName>, restPods: Set<PodName>, before: Traffic? = nil
    ) -> MeasuredTraffic {
        func traffic(_ group: MeasuredGroup, _ services: [ServiceName]) -> Traffic {
            self.traffic(
                of: group, side: measurement.side, services: services, cohortPods: cohortPods, restPods: restPods)
        }
        let beside = measurement.baselineServices.isEmpty ? measurement.services : measurement.baselineServices
        var cohort = traffic(measurement.cohort, measurement.services)
        if !measurement.failuresTo.isEmpty { cohort.reports = reports(to: measurement.failuresTo) }
        return MeasuredTraffic(
            cohort: cohort,
            baseline: measurement.baseline == .nobody ? nil : traffic(measurement.baseline, beside),
            before: before, window: window)
    }

    /// The traffic of the cohort and the baseline together: with which the time before is compared, and after the way
    /// back the time since.
    package func whole(_ measurement: Measurement, cohortPods: Set<PodName>, restPods: Set<PodName>) -> Traffic {
        var measurement = measurement
        if !measurement.baselineServices.isEmpty, measurement.cohort == measurement.baseline {
            // The same callers: what they say of no service is not to be counted twice.
            measurement.services =
                measurement.services.isEmpty
                ? [] : Array(Set(measurement.services + measurement.baselineServices))
            measurement.baseline = .nobody
        }
        let measured = measured(measurement, cohortPods: cohortPods, restPods: restPods)
        var sum = measured.cohort
        if let baseline = measured.baseline {
            let reports = sum.reports
            sum += baseline
            // Those of the services are all of them already.
            if !measurement.failuresTo.isEmpty { sum.reports = reports }
        }
        return sum
    }

    private func traffic(of pods: Set<PodName>, _ side: TrafficSide, _ services: [ServiceName]) -> Traffic {
        var sum = Traffic()
        for pod in pods {
            for row in self.pods[PodEnd(side: side, pod: pod)] ?? [] where Self.counts(row.service, services) {
                sum += row.traffic
            }
        }
        return sum
    }

    private func traffic(ofNamespaces names: Set<String>, _ side: TrafficSide, _ services: [ServiceName]) -> Traffic {
        var sum = Traffic()
        for name in names {
            guard let rows = namespaces[NamespaceEnd(side: side, namespace: name)] else { continue }
            if services.isEmpty {
                for traffic in rows.values { sum += traffic }
            } else {
                for service in services.map(Optional.some) + [nil] {
                    if let traffic = rows[service] { sum += traffic }
                }
            }
        }
        return sum
    }

    private func traffic(ofSubsets names: Set<String>, _ services: [ServiceName]) -> Traffic {
        var sum = Traffic()
        for name in names {
            for service in services.isEmpty ? self.services[name] ?? [] : services {
                if let traffic = subsets[.init(service: service, subset: name)] { sum += traffic }
            }
        }
        return sum
    }

    private static func counts(_ service: ServiceName?, _ services: [ServiceName]) -> Bool {
        guard let service, !services.isEmpty else { return true }
        return services.contains(service)
    }
}
