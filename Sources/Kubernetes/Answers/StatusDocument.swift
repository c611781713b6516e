import Domain
import JSON

/// The `Status` document in which an API server says why it refuses; empty fields where the answer is none
/// (`404 page not found` comes as plain text, and what stands before the server may answer in HTML).
struct StatusDocument {
    struct Cause {
        let reason: String
        let message: String
        let field: String
    }

    /// Whether the answer is such a document at all.
    let isStatus: Bool
    let reason: String
    let message: String
    /// The name of the object that it is about; empty where it is about none.
    let name: String
    /// The plural or the kind of that object.
    let kind: String
    let causes: [Cause]

    init(_ body: [UInt8]) {
        let document = (try? JSONParser.parse(body)) ?? .null
        isStatus = document["kind"]?.string == "Status"
        let details = isStatus ? document["details"] : nil
        reason = isStatus ? document["reason"]?.string ?? "" : ""
        message = isStatus ? document["message"]?.string ?? "" : ""
        name = details?["name"]?.string ?? ""
        kind = details?["kind"]?.string ?? ""
        causes = (details?["causes"]?.array ?? []).map {
            Cause(
                reason: $0["reason"]?.string ?? "", message: $0["message"]?.string ?? "",
                field: $0["field"]?.string ?? "")
        }
    }

    /// The message, or other words where there is none.
    func message(or other: String) -> String { message.isEmpty ? other : message }
}
