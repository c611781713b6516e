package import Domain
package import MeshModel

extension ClusterDomain {
    /// `nil` where nothing is to be exchanged.
    init?(_ settings: MeshSettings) { self.init(settings.clusterDomain) }

    static func isValid(_ domain: String) -> Bool {
        domain.utf8.count <= 253
            && domain.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { DNSLabel.isValid($0) }
    }

    func exchanged(_ object: KnownObject) -> KnownObject {
        mentions(object.tree) ? object.replacing(tree: exchanged(object.tree)) : object
    }

    /// The same set as the rules read it.
    func exchanged(_ set: ValidationSet) -> ValidationSet { set.mapping(exchanged) }

    /// What was found of the exchanged object, as it is told of the object itself.
    func told(_ document: ValidationReport.Document, of object: KnownObject) -> ValidationReport.Document {
        .init(
            object: object, verdict: document.verdict,
            findings: document.findings.map { told($0, of: object.tree) }, omitted: document.omitted)
    }

    /// What was found of the exchanged document, as it is told of the document itself.
    package func told(_ finding: Finding, of document: JSONValue) -> Finding {
        finding.told(of: document, exchanged)
    }

    func told(_ unchecked: ValidationReport.Unchecked) -> ValidationReport.Unchecked {
        unchecked.told(exchanged)
    }
}

extension Finding {
    /// The same of the object that was exchanged for the one that it is of.
    fileprivate func told(of tree: JSONValue, _ exchange: (String) -> String) -> Finding {
        var told = Finding(
            code: code, object: ObjectName(of: tree), file: file, path: path, position: position,
            message: exchange(message), hint: hint.map(exchange), references: references, isVerdict: isVerdict)
        told.about = about.map { .init(kind: $0.kind, namespace: $0.namespace, name: exchange($0.name)) }
        told.schemaRule = schemaRule
        return told
    }
}

extension ValidationReport.Unchecked {
    fileprivate func told(_ exchange: (String) -> String) -> Self {
        .init(
            object: object.map { .init(kind: $0.kind, namespace: $0.namespace, name: exchange($0.name)) }, path: path,
            what: exchange(what), why: exchange(why), foreignDocuments: foreignDocuments, isUnanswered: isUnanswered,
            isAside: isAside)
    }
}
