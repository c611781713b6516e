import Domain

/// The namespaces that an object is visible in: names, `.` for its own, `*` for all, `~` for none.
struct ExportTo {
    let field: Field
    let namespace: String
    /// A ServiceEntry may be visible to nobody.
    var takesNone = false
    /// A DestinationRule with a selector is for its own namespace.
    var hasSelector = false

    func check() -> [Remark] {
        let entries = field.elements.filter { $0.string != nil }
        guard !entries.isEmpty else { return [] }
        var remarks: [Remark] = []
        var seen: Set<String> = []
        for entry in entries {
            let name = entry.text == "." ? namespace : entry.text
            if seen.contains(name) {
                remarks.append(
                    Remark(.exportToEntry, entry, "names \(name) a second time", hint: "name each namespace once"))
            } else if name == "*" || name == "~" && takesNone || DNSLabel.isValid(name) {
                seen.insert(name)
            } else {
                remarks.append(
                    Remark(.exportToEntry, entry, fault(name), hint: "write '.', '*' or the name of a namespace"))
            }
        }
        for word in ["*", "~"] where seen.contains(word) && entries.count > 1 {
            remarks.append(
                Remark(.exportToEntry, field, "has '\(word)' beside other entries", hint: "keep '\(word)' alone"))
        }
        return remarks + selectorRemarks(seen)
    }

    private func fault(_ name: String) -> String {
        name == "~" ? "is '~'; only a ServiceEntry can be visible to nobody" : "is '\(name)', which is no namespace"
    }

    private func selectorRemarks(_ seen: Set<String>) -> [Remark] {
        .when(
            hasSelector && !seen.isEmpty && seen != [namespace], .exportToEntry, field,
            "goes beyond the namespace, which a rule with a workloadSelector cannot",
            hint: "write exportTo: [\".\"], or leave it out")
    }
}
