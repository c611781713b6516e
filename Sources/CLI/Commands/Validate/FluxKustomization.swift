import Domain
import YAML

/// A Kustomization of Flux, which applies a folder with changes of its own.
struct FluxKustomization {
    private let path: String
    /// Whether the objects get other names or another namespace.
    let renames: Bool
    /// Which names and which namespace they get.
    let names: KustomizedNames
    private let changes: Bool

    private static let group = "kustomize.toolkit.fluxcd.io/"

    /// `nil` for another document, and where it applies what it finds as it stands.
    init?(_ document: JSONValue) {
        guard document["apiVersion"]?.string?.hasPrefix(Self.group) == true, let spec = document["spec"] else {
            return nil
        }
        let steps = (spec["path"]?.string ?? "").split(separator: "/").filter { $0 != "." }
        path = steps.map { $0 + "/" }.joined()
        renames = KustomizationEffects.isGiven(spec["targetNamespace"]) || KustomizationEffects.renames(spec)
        names = KustomizedNames(
            prefix: spec["namePrefix"]?.string ?? "", suffix: spec["nameSuffix"]?.string ?? "",
            namespace: spec["targetNamespace"]?.string)
        changes = ["postBuild", "patches", "components", "commonMetadata"].contains {
            KustomizationEffects.isGiven(spec[$0])
        }
        guard renames || changes else { return nil }
    }

    /// Whether a file or a folder (with a slash at its end) is in what it applies. Its path begins at the root of a
    /// repository, and nobody says where that is.
    func holds(_ name: String) -> Bool { name.hasPrefix(path) || name.contains("/" + path) }

    /// All of them that the files hold.
    static func all(in files: [InputFile]) -> [FluxKustomization] {
        files.filter(mayHoldOne).flatMap { file in
            ((try? YAMLParser.documents(file.bytes)) ?? []).compactMap { FluxKustomization($0.value) }
        }
    }

    /// They are in small files, and nearly all files are others: bytes tell that quicker than text.
    private static func mayHoldOne(_ file: InputFile) -> Bool {
        guard file.isFound, file.bytes.count < mostBytes else { return false }
        let wanted = Array(group.utf8)
        return file.bytes.indices.contains { index in
            file.bytes[index] == wanted[0] && file.bytes[index...].starts(with: wanted)
        }
    }

    private static let mostBytes = 256 << 10
}
