/// A kind of finding. Codes are a contract: people accept and ignore findings by them, so a code never changes its
/// meaning and is never given again.
///
/// Findings are copied and compared by the thousand: a code is one reference, and its id is all that tells it apart.
package final class FindingCode: Hashable, Sendable {
    /// `HS` and four digits; the thousands name the family.
    package let id: String
    package let severity: Severity
    /// What it means, in one line.
    package let text: String
    /// What others call the same finding, e.g. `IST0101`, `KIA0202`.
    package let references: [String]
    /// What its page in `docs/codes/` tells beside that.
    package let page: Page

    /// What a person who meets the code for the first time wants to know.
    package struct Page: Hashable, Sendable {
        /// What goes wrong in the mesh when it is left as it is.
        package let why: String
        /// A short YAML extract that has the fault.
        package let example: String
        /// How it is mended, in a sentence or as YAML.
        package let mend: String

        package init(why: String = "", example: String = "", mend: String = "") {
            self.why = why
            self.example = example
            self.mend = mend
        }
    }

    init(_ id: String, _ severity: Severity, _ text: String, references: [String] = [], page: Page = Page()) {
        self.id = id
        self.severity = severity
        self.text = text
        self.references = references
        self.page = page
    }

    package static func == (one: FindingCode, other: FindingCode) -> Bool { one === other || one.id == other.id }

    package func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// Every code, in ascending order.
    package static let all: [FindingCode] =
        (structure + schema + istioMeaning + linkerdMeaning + references + mismatches + conflicts + overlaps
        + authorization + rollout + versions + platform).sorted { $0.id < $1.id }

    private static let byID = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }

    /// The code of that id.
    package static func named(_ id: String) -> FindingCode? { byID[id] }
}
