import Domain

/// A list of the API, gathered page by page.
struct Listing: Sendable {
    var items: [JSONValue]
    /// Whether the server has more than were shown. Where `--limit` says how many are wanted, nobody misses the others.
    var hasMore: Bool

    /// The form of the API's own lists.
    var json: JSONValue { ["items": .array(items), "next": .null] }

    /// How many items are shown at the most.
    static let limit = Option("limit", value: "N", "How many to show at the most, 0 for all; default 100")
    private static let standardLimit = 100
    private static let pageSize = 500

    /// Reads as many items as the command's `--limit` says.
    static func read(
        _ path: [String], _ query: APIClient.Query, _ call: ClientCall
    ) async throws -> Listing {
        let given = try call.arguments.integer(limit, atLeast: 0)
        let wanted = given ?? standardLimit
        var listing = Listing(items: [], hasMore: true)
        var cursor: String?
        while listing.hasMore, wanted == 0 || listing.items.count < wanted {
            let size = wanted == 0 ? pageSize : min(pageSize, wanted - listing.items.count)
            let page = try await call.api.get(
                path, query + [("limit", "\(size)")] + (cursor.map { [("cursor", $0)] } ?? []))
            listing.items += page["items"]?.array ?? []
            cursor = page["next"]?.string
            listing.hasMore = cursor != nil
        }
        if given != nil { listing.hasMore = false }
        return listing
    }
}
