package import Domain
package import Ports

/// What restoring one object takes, decided from what was captured and what is live.
package enum RestoreDecision: Hashable, Sendable {
    /// The object is as it was.
    case nothingToDo
    /// It did not exist, and the deployment made it.
    case delete
    /// It existed, and is gone.
    case recreate
    /// It existed, and the deployment has changed it.
    case replace
    /// The content is as it was, but HotSwap still owns fields that were others': an earlier attempt ended half-way.
    case giveBack
    /// Somebody else's later work would be lost: it stays, and a person is told.
    case leave(reason: String)

    /// - Parameters:
    ///   - writer: The deployment whose writes are taken back.
    ///   - state: What the deployment knows of the object; `old` means that it never began to write it.
    package static func of(
        _ before: JSONValue?, live: LiveObject?, writer: ID<Deployment>, state: ObjectState
    ) -> RestoreDecision {
        let isOurs = live.map { wrote(writer, $0) } ?? false
        if state == .old, !isOurs { return .nothingToDo }
        switch (before, live) {
        case (nil, nil): return .nothingToDo
        case (nil, .some):
            if isOurs { return .delete }
            return .leave(reason: "it did not exist before; \(live.map(others) ?? "others") have made it since")
        case (.some, nil): return .recreate
        case (.some(let before), .some(let live)):
            let captured = LiveObject(body: before)
            if captured.uid == live.uid, captured.resourceVersion == live.resourceVersion { return .nothingToDo }
            if isOurs { return .replace }
            if ObjectContent.of(before) == ObjectContent.of(live.body) {
                return captured.managers == live.managers ? .nothingToDo : .giveBack
            }
            return .leave(reason: "\(others(live)) have replaced it since this deployment wrote it")
        }
    }

    /// Who has written the object last, as far as it tells.
    private static func others(_ live: LiveObject) -> String {
        let deployment = live.annotation(ManagedAnnotations.deployment).map { "deployment \($0)" }
        let who = [deployment].compactMap(\.self) + live.otherManagers
        return who.isEmpty ? "others" : "others (\(who.joined(separator: ", ")))"
    }

    private static func wrote(_ writer: ID<Deployment>, _ live: LiveObject) -> Bool {
        live.annotation(ManagedAnnotations.deployment) == writer.description
    }
}
