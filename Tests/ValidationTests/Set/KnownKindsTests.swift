import Testing

@testable import Validation

/// What is said about references follows from what the set knows: some objects of a kind, or all of them.
@Suite struct KnownKindsTests {
    private let service = """
        apiVersion: v1
        kind: Service
        metadata: {name: reviews, namespace: shop}
        spec: {selector: {app: reviews}, ports: [{port: 80}]}
        ---

        """
    private let outside = """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: google, namespace: shop}
        spec: {hosts: [www.googleapis.com], ports: [{number: 443, name: tls, protocol: TLS}], resolution: DNS}
        ---

        """

    private func routes(to destination: String) -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: routes, namespace: shop}
        spec: {hosts: [a.example], http: [{route: [{destination: {\(destination)}}]}]}
        ---

        """
    }

    private func rule(_ host: String) -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: rule, namespace: shop}
        spec: {host: "\(host)"}

        """
    }

    /// A ServiceEntry for the internet tells nothing of the cluster's Services.
    @Test func aServiceEntryTellsNothingOfServices() {
        let codes = ["HS50", "HS56"]
        #expect(findings(outside + routes(to: "host: reviews"), codes).isEmpty)
        #expect(findings(outside + routes(to: "host: reviews.shop.svc.cluster.local"), codes).isEmpty)
        #expect(findings(outside + rule("reviews"), codes).isEmpty)
        let other = outside + routes(to: "host: www.googleapis.org")
        #expect(findings(other, ["HS5001"], listed: [.serviceEntry]).count == 1)
        #expect(findings(outside + service + routes(to: "host: revews"), ["HS5001"]).count == 1)
    }

    @Test func anEmptyListTellsThatThereIsNone() {
        let text = service + routes(to: "host: reviews, subset: v1")
        #expect(findings(text, ["HS5002", "HS5610"]).isEmpty)
        #expect(
            findings(text, ["HS5002", "HS5610"], listed: [.destinationRule]) == [
                "HS5002 VirtualService shop/routes spec.http[0].route[0].destination"
            ])
        let gateway = routes(to: "host: reviews").replacing(
            "hosts: [a.example]", with: "hosts: [a.example], gateways: [edge]")
        #expect(findings(service + gateway, ["HS5003"]).isEmpty)
        #expect(findings(service + gateway, ["HS5003"], listed: [.gateway]).count == 1)
        #expect(findings(routes(to: "host: reviews"), ["HS5001"]).isEmpty)
        #expect(findings(routes(to: "host: reviews"), ["HS5001"], listed: [.service]).count == 1)
    }

    @Test func whatIsListedStaysListedUnderOtherLayers() {
        let live = ValidationSet([], listed: [.gateway])
        let laid = ValidationSet.laying(known(routes(to: "host: a")).judged, over: live)
        #expect(laid.isKnown(.gateway) && !laid.has(.gateway) && !laid.isKnown(.sidecar))
    }

    @Test(arguments: ["*.local", "*", "*.shop.svc.cluster.local", "*.nowhere.example"])
    func wildcardsAreNotLookedUp(_ host: String) {
        #expect(findings(service + rule(host), ["HS5016"]).isEmpty)
    }

    @Test func aShortenedNameIsTaughtTheFullOne() throws {
        for host in ["reviews.shop", "reviews.shop.svc"] {
            let found = Validator.validate(known(service + routes(to: "host: \(host)"))).findings
            let finding = try #require(found.first { $0.code == .unknownHost })
            #expect(finding.hint?.contains("write reviews.shop.svc.cluster.local") == true)
        }
        let other = Validator.validate(known(service + routes(to: "host: reviews.elsewhere"))).findings
        let finding = try #require(other.first { $0.code == .hostOfUnknownNamespace })
        #expect(finding.hint?.contains("create the Service") == true)
    }

    /// A subset may be defined for a wildcard; one that the namespace does not see is told apart.
    @Test func subsetsAreDefinedByWhatIsSeen() {
        let text = service + routes(to: "host: reviews, subset: v1")
        let wide = rule("*.shop.svc.cluster.local").replacing("\"}", with: "\", subsets: [{name: v1, labels: {a: b}}]}")
        #expect(findings(text + wide, ["HS5002", "HS5610"]).isEmpty)
        let hidden = wide.replacing("namespace: shop", with: "namespace: other").replacing(
            "spec: {", with: "spec: {exportTo: [.], ")
        #expect(
            findings(text + hidden, ["HS5002", "HS5610"]) == [
                "HS5610 VirtualService shop/routes spec.http[0].route[0].destination"
            ])
    }
}
