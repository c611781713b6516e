import Domain
import Validation
import YAML

/// What istiod's ConfigMap holds as text and the rules look into.
enum MeshTexts {
    /// The document with its `meshNetworks` as what the text says; as it is where there is none, or it is no YAML.
    static func opened(_ tree: JSONValue) -> JSONValue {
        guard tree["kind"] == "ConfigMap", let text = tree["data"]?["meshNetworks"]?.string,
            let document = try? YAMLParser.documents(text).first
        else { return tree }
        var opened = tree
        var data = tree["data"] ?? .object([:])
        data["meshNetworks"] = document.value
        opened["data"] = data
        return opened
    }
}
