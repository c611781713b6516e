import Domain
import MeshModel
import Ports

/// The pods of a cluster as the watch tells them.
actor PodPicture {
    private var pods: [String: Workload] = [:]
    private var isComplete = false
    private var hasChanged = false
    private var waiting: CheckedContinuation<Void, Never>?
    private var told = Pods(revision: 0, pods: [])

    /// All pods, and how often they have changed.
    struct Pods: Sendable {
        let revision: UInt64
        let pods: [Workload]
    }

    func take(_ news: ObjectNews) {
        switch news {
        case .all(let objects):
            pods = Dictionary(objects.compactMap { Self.entry($0) }) { first, _ in first }
            isComplete = true
            note()
        case .changed(let object):
            guard let (uid, pod) = Self.entry(object), pods[uid] != pod else { return }
            pods[uid] = pod
            note()
        case .gone(let object):
            if pods.removeValue(forKey: object.uid) != nil { note() }
        case .standing, .lost: break
        }
    }

    /// The pods, at once when something has changed since the last call, else after `limit`; `nil` until all are known.
    func next(atMost limit: Duration, _ time: any TimeSource) async -> Pods? {
        if !hasChanged {
            let alarm = Task { [weak self] in
                try? await time.sleep(for: limit)
                await self?.wake()
            }
            await withCheckedContinuation { waiting = $0 }
            alarm.cancel()
        }
        if hasChanged { told = Pods(revision: told.revision + 1, pods: Array(pods.values)) }
        hasChanged = false
        return isComplete ? told : nil
    }

    private func note() {
        hasChanged = true
        wake()
    }

    private func wake() {
        waiting?.resume()
        waiting = nil
    }

    private static func entry(_ object: LiveObject) -> (String, Workload)? {
        Workload(pod: object.body).map { (object.uid, $0) }
    }
}
