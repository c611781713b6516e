/// What a watch of objects tells, in order.
package enum ObjectNews: Hashable, Sendable {
    /// All objects there are: the first news, and again whenever the thread was lost.
    case all([LiveObject])
    /// An object is new or has changed.
    case changed(LiveObject)
    case gone(LiveObject)
    /// The server tells from now on what happens, and what has happened since the news before.
    case standing
    /// The connection is lost: what happens until `standing` is told late.
    case lost
}
