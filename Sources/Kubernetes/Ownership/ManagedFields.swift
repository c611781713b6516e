import Domain
import Ports

/// Who owns which field of an object, as its `metadata.managedFields` says.
///
/// An object that HotSwap created by POST, or restored by PUT, is owned by `(hotswap, Update)`. Server-side apply
/// counts that as somebody else: a later apply of ours would conflict with ourselves on every field it changes, and
/// would never remove a field that the new version lacks. So before the first apply, such entries become
/// `(hotswap, Apply)` ones, in the way `kubectl` takes over from its own client-side apply.
struct ManagedFields {
    private let entries: [JSONValue]

    init(of live: LiveObject) {
        entries = live.body["metadata"]?["managedFields"]?.array ?? []
    }

    /// The list in which all entries of ours are one `Apply` entry; `nil` where it is so already.
    var adopted: JSONValue? {
        guard entries.contains(where: Self.isOurUpdate) else { return nil }
        let ours = entries.filter { Self.isOurUpdate($0) || Self.isOurApply($0) }
        // An apply entry that is there gives its version: the server keeps one per manager, whatever the version.
        guard var one = ours.first(where: Self.isOurApply) ?? ours.last else { return nil }
        one["operation"] = "Apply"
        one["fieldsV1"] = ours.compactMap { $0["fieldsV1"] }.reduce(.object([:])) {
            $0 == .object([:]) ? $1 : FieldSet.union($0, $1)
        }
        let others = entries.filter { !Self.isOurUpdate($0) && !Self.isOurApply($0) }
        return .array([one] + others)
    }

    /// Whether nobody but HotSwap owns a field outside a subresource.
    var isAllOurs: Bool {
        entries.allSatisfy { Self.isOurUpdate($0) || Self.isOurApply($0) || Self.subresource($0) != "" }
    }

    private static func isOurUpdate(_ entry: JSONValue) -> Bool { isOurs(entry, "Update") }
    private static func isOurApply(_ entry: JSONValue) -> Bool { isOurs(entry, "Apply") }

    private static func isOurs(_ entry: JSONValue, _ operation: String) -> Bool {
        entry["manager"]?.string == fieldManager && entry["operation"]?.string == operation && subresource(entry) == ""
    }

    private static func subresource(_ entry: JSONValue) -> String { entry["subresource"]?.string ?? "" }
}
