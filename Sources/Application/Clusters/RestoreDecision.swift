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
        guard let live else { return before == nil || state == .old ? .nothingToDo : .recreate }
        let isOurs = wrote(writer, live)
        if state == .old, !isOurs { return .nothingToDo }
        guard let before else {
            if isOurs { return .delete }
            return .leave(reason: "it did not exist before; \(others(live, since: nil)) have made it since")
        }
        let captured = LiveObject(body: before)
        if captured.uid == live.uid, captured.resourceVersion == live.resourceVersion { return .nothingToDo }
        if isOurs { return .replace }
        if ObjectContent.of(before) == ObjectContent.of(live.body) {
            return captured.managers == live.managers ? .nothingToDo : .giveBack
        }
        return .leave(reason: "\(others(live, since: captured)) have replaced it since this deployment wrote it")
    }

    /// Who has written the object since it was captured, as far as it tells. Who had fields of it before and has not
    /// touched them is not among them.
    private static func others(_ live: LiveObject, since captured: LiveObject?) -> String {
        let mark = live.annotation(ManagedAnnotations.deployment)
        let isNews = mark != captured?.annotation(ManagedAnnotations.deployment)
        let deployment = isNews ? mark.map { "deployment \($0)" } : nil
        let who = [deployment].compactMap(\.self) + FieldOwners(of: live.body, since: captured?.body).managers
        return who.isEmpty ? "others" : "others (\(who.joined(separator: ", ")))"
    }

    private static func wrote(_ writer: ID<Deployment>, _ live: LiveObject) -> Bool {
        live.annotation(ManagedAnnotations.deployment) == writer.description
    }
}
