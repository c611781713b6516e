import Application
import Domain

extension AccessChange {
    var json: JSONValue {
        [
            "newlyAllowed": .array(newlyAllowed.map(\.json)), "newlyDenied": .array(newlyDenied.map(\.json)),
            "caveats": .array(caveats.map { .string($0) }),
        ]
    }
}

extension AccessChange.Part {
    fileprivate var json: JSONValue { ["requests": .string(description), "rule": rule ?? .null] }
}
