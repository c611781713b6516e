import Domain
import Mesh

/// `docs/mechanics/README.md`: all kinds against all units, scenes and strategies.
enum KindTables {
    static var markdown: String {
        [
            "# How each kind of policy is rolled out", KindDocument.madeBy,
            """
            Each kind has its own mechanics (`Sources/Mesh`), and a document here: what it can be split by, and its \
            objects before, during every step and after, as YAML. What is *no* below is refused with the reason that the \
            kind's document gives; and a single change may be impossible where its kind is not: the answer says why, and \
            what can be asked for instead.
            """,
            "## Kind and unit",
            "What a share is taken of, the finest first. Without a wish, a deployment gets the finest; Rolling over several clusters goes cluster by cluster.",
            table(CohortUnit.allCases.map(\.rawValue)) { kind in
                CohortUnit.allCases.map { Mechanics.of(kind).units[$0]?.isPossible == true }
            },
            "## Kind and strategy",
            table(StrategyName.allCases.map(\.rawValue)) { kind in
                StrategyName.allCases.map { StrategyTable.possibility(of: $0, for: kind).isPossible }
            },
            "## Kind and scene", "What a kind can do beside shares and promotion.",
            table(SceneKind.allCases.map(\.rawValue)) { kind in
                SceneKind.allCases.map { Mechanics.of(kind).possibility(of: $0).isPossible }
            },
            "## Policies of one bundle",
            """
            A DestinationRule and the VirtualServices that route to its host are rolled out as one, by one book, in one \
            unit (`requests` or `workloads`): the new routes lead to twins of the new rule's subsets, which stand in \
            an object of their own beside the rule, so that a request has both new or both old. The rule itself changes \
            when everybody goes by the twins, and the routes name its subsets only after that \
            (`routedrules-…` in [DestinationRule](DestinationRule.md) and [VirtualService](VirtualService.md)).
            """,
            """
            A Server and the ServerAuthorizations that are for it (by name or by label) are rolled out as one as well, by \
            `workloads`: the copy of the Server, which has the cohort's pods, has the new authorizations, and the \
            Server itself keeps the old ones until the promotion. So are several ServerAuthorizations of one Server. \
            Other Servers that one of them is for are divided along with it, and restored \
            (`authorizedservers-…` in [Server](Server.md) and [ServerAuthorization](ServerAuthorization.md)).
            """,
            """
            Any other bundle whose policies would write one object within a cluster is refused, since each would undo \
            what the other has written; the answer names both policies and the object. So it is with a Server and an \
            inbound HTTPRoute on it (both copy the Server), and with two such routes of one Server. Deploy them one \
            after the other, or together with Direct or by clusters.
            """,
        ].joined(separator: "\n\n") + "\n"
    }

    private static func table(_ columns: [String], _ cells: (PolicyKind) -> [Bool]) -> String {
        let head = "| kind | " + columns.joined(separator: " | ") + " |"
        let line = "| --- |" + String(repeating: " --- |", count: columns.count)
        let rows = PolicyKind.allCases.map { kind in
            "| [\(kind.rawValue)](\(KindDocument(kind: kind).name)) | "
                + cells(kind).map { $0 ? "yes" : "no" }.joined(separator: " | ") + " |"
        }
        return ([head, line] + rows).joined(separator: "\n")
    }
}
