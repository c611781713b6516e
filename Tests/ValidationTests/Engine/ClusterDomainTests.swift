import MeshModel
import Testing

@testable import Validation

@Suite struct ClusterDomainTests {
    private static var settings: MeshSettings {
        var settings = MeshSettings()
        settings.clusterDomain = "corp.local"
        return settings
    }

    @Test(arguments: [
        ("web.shop.svc.corp.local", "web.shop.svc.cluster.local"), ("*.corp.local", "*.cluster.local"),
        ("a web.shop.svc.corp.local:80, b.", "a web.shop.svc.cluster.local:80, b."),
        ("web.shop.svc.cluster.local", "web.shop.svc.corp.local"), ("corp.local/ns/a/sa/b", "corp.local/ns/a/sa/b"),
        ("web.shop.svc.corp.local.org", "web.shop.svc.corp.local.org"), ("x.svc.corp.local.", "x.svc.cluster.local."),
        ("x.svc.corp.locally", "x.svc.corp.locally"), ("", ""),
    ]) func namesAreExchanged(_ text: String, _ other: String) throws {
        let domain = try #require(ClusterDomain(Self.settings))
        #expect(domain.exchanged(text) == other)
        #expect(domain.exchanged(other) == text)
        #expect(ClusterDomain(MeshSettings()) == nil)
    }

    @Test func hostsAreKnownByTheClustersOwnDomain() {
        let service =
            "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n"
            + "spec: {ports: [{name: http, port: 80}]}\n---\n"
        func route(_ host: String) -> [String] {
            let text =
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: r, namespace: shop}\n"
                + "spec: {hosts: [web], http: [{route: [{destination: {host: \(host)}}]}]}\n"
            return Validator.validate(known(service + text), settings: Self.settings).findings.map {
                "\($0.code.id) \($0.path) \($0.message)"
            }
        }
        #expect(route("web.shop.svc.corp.local") == [])
        #expect(
            route("web.shop.svc.cluster.local") == [
                "HS5001 spec.http[0].route[0].destination.host no Service and no ServiceEntry that namespace shop sees "
                    + "has the host web.shop.svc.cluster.local"
            ])
        #expect(route("wep.shop.svc.corp.local").first?.contains("has the host wep.shop.svc.corp.local") ?? false)
    }

    /// A ServiceProfile is named after the host.
    @Test func objectsKeepTheirNames() {
        let text =
            "apiVersion: linkerd.io/v1alpha2\nkind: ServiceProfile\n"
            + "metadata: {name: web.shop.svc.corp.local, namespace: shop}\nspec: {routes: [{name: 5}]}\n"
        let report = Validator.validate(known(text), settings: Self.settings)
        #expect(report.documents.map(\.object.name) == ["web.shop.svc.corp.local"])
        #expect(Set(report.findings.map(\.object.name)) == ["web.shop.svc.corp.local"])
    }
}
