import Ports

/// Paths of the Kubernetes API, percent-encoded.
enum ResourcePath {
    /// `/api/v1` for the core group, `/apis/<group>/<version>` for the others.
    static func root(group: String, version: String) -> String {
        group.isEmpty ? "/api/\(segment(version))" : "/apis/\(segment(group))/\(segment(version))"
    }

    /// Where objects of a resource are listed and created; without a namespace, those of all namespaces.
    static func collection(_ resource: ResourceReference) -> String {
        let root = root(group: resource.group, version: resource.version)
        guard let namespace = resource.namespace, !namespace.isEmpty else {
            return root + "/" + segment(resource.plural)
        }
        return "\(root)/namespaces/\(segment(namespace))/\(segment(resource.plural))"
    }

    /// The collection that an object belongs to; an empty namespace means a resource of the cluster.
    static func collection(of object: ObjectReference) -> String {
        collection(
            ResourceReference(
                group: object.group, version: object.version, plural: object.plural, namespace: object.namespace))
    }

    static func object(_ object: ObjectReference) -> String {
        collection(of: object) + "/" + segment(object.name)
    }

    /// Names come from outside: nothing in one may end its segment or begin the query.
    static func segment(_ text: String) -> String {
        // A segment of dots only would be taken for a step up by whoever normalises paths.
        if text == "." || text == ".." { return text.replacing(".", with: "%2E") }
        return encoded(text)
    }

    /// Percent-encodes everything but RFC 3986's unreserved characters.
    static func encoded(_ text: String) -> String {
        guard !text.utf8.allSatisfy(isUnreserved) else { return text }
        var out: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if isUnreserved(byte) {
                out.append(byte)
            } else {
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
