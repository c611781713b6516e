import Domain
import Validation

/// `--suppress` of the commands that ask the server: findings that an Admin wants to hear no more of.
enum SuppressOption {
    static let option = Option(
        "suppress", value: "CODE[@OBJECT]=REASON", repeats: true,
        "Keeps a finding apart, of every object or of Kind/namespace/name, where * stands for any; Admin only, audited")

    /// The body's `suppress`; `nil` where there is none.
    static func read(_ arguments: Arguments) throws(UsageProblem) -> JSONValue? {
        var items: [JSONValue] = []
        for text in arguments.all(option) {
            let suppression = try suppression(text)
            var item: [String: JSONValue] = [
                "code": .string(suppression.code), "reason": .string(suppression.reason),
            ]
            item["object"] = suppression.object.map { .string($0) }
            items.append(.object(item))
        }
        return items.isEmpty ? nil : .array(items)
    }

    /// One `--suppress`, of this and of `validate`.
    static func suppression(_ text: String) throws(UsageProblem) -> Suppression {
        do throws(Suppression.Malformed) { return try Suppression(text) } catch {
            throw UsageProblem(
                "--suppress must be CODE=reason or CODE@Kind/namespace/name=reason and is \(text): its \(error)")
        }
    }
}
