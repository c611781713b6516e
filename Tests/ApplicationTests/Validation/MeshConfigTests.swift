import Testing

@testable import Application

/// The root namespace as the installers write it into the ConfigMap `istio`.
@Suite struct MeshConfigTests {
    @Test(
        arguments: [
            ("accessLogFile: /dev/stdout\nrootNamespace: istio-config\ntrustDomain: cluster.local\n", "istio-config"),
            ("rootNamespace: \"mesh\" # ours\n", "mesh"), ("rootNamespace: 'mesh'\r\n", "mesh"),
            ("rootNamespace:\n", nil), ("defaultConfig:\n  rootNamespace: nested\n", nil), ("", nil),
        ] as [(String, String?)])
    func theRootNamespaceIsALineOfItsOwn(_ text: String, _ root: String?) {
        #expect(MeshConfigReading.rootNamespace(in: text) == root)
    }
}
