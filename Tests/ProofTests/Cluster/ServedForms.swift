import Domain
import Kubernetes
import Ports

/// What the server makes of documents: it adds the defaults of its definitions. Samples are judged by what was written,
/// so each form that the server gives back is led back to the document that it is the form of.
actor ServedForms {
    private let cluster: SampleCluster
    private var documents: [JSONValue: JSONValue] = [:]
    private var known: Set<JSONValue> = []
    /// The documents of the sample itself.
    private var originals: Set<JSONValue> = []
    private var defaults: ServedDefaults

    /// - Parameter new: What the rollout brings.
    init(_ cluster: SampleCluster, new: [JSONValue]) {
        self.cluster = cluster
        originals = Set(new.map(ObjectContent.of))
        defaults = ServedDefaults(explicit: new)
    }

    /// Registers a document of the sample: what the server adds to it are defaults wherever they are met again.
    func registerOriginal(_ body: JSONValue, at reference: ObjectReference) async throws {
        originals.insert(ObjectContent.of(body))
        try await register(body, at: reference, learning: true)
    }

    /// Asks the server, by a dry run under another name, for the form of `body` in a place where nothing was before:
    /// whatever a write leaves of an older content has no document.
    func register(_ body: JSONValue, at reference: ObjectReference, learning: Bool = false) async throws {
        let document = ObjectContent.of(body)
        // A form is its own form: what is restored is written as it was read.
        guard documents[document.anyVersion] == nil, known.insert(document).inserted else { return }
        let elsewhere = cluster.names.atServer(
            ObjectReference(
                group: reference.group, version: reference.version, plural: reference.plural, kind: reference.kind,
                namespace: reference.namespace, name: "form"))
        var draft = cluster.names.atServer(document)
        draft["metadata"]?["name"] = "form"
        let served = try await cluster.server.create(draft, at: elsewhere, dryRun: true)
        var form = ObjectContent.of(cluster.names.inSample(served).body)
        form["metadata"]?["name"] = .string(reference.name)
        documents[form.anyVersion] = documents[form.anyVersion] ?? document
        if learning { defaults.learn(document, form) }
    }

    /// The document that `live` is the form of; `nil`: nobody has written such a one. What is made of a live object
    /// has the server's defaults in it, which the sample's own documents have not.
    func document(of live: LiveObject) -> JSONValue? {
        guard let document = documents[ObjectContent.of(live.body).anyVersion] else { return nil }
        return originals.contains(document) ? document : defaults.without(document)
    }
}

extension JSONValue {
    fileprivate var anyVersion: JSONValue {
        var content = self
        content["apiVersion"] = nil
        return content
    }
}
