import Testing

@testable import Validation

/// mTLS of clients and servers, and policies that need it (HS55..).
@Suite struct MTLSRulesTests {
    private var manual: MeshSettings {
        var settings = MeshSettings()
        settings.autoMtls = false
        return settings
    }

    private func peers(_ namespace: String, _ mode: String, selector: String = "") -> String {
        """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: peers\(selector.isEmpty ? "" : "-some"), namespace: \(namespace)}
        spec: {\(selector) mtls: {mode: \(mode)}}

        """
    }

    private func rule(_ host: String, _ policy: String, name: String = "rule") -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: \(name), namespace: shop}
        spec: {host: "\(host)", trafficPolicy: \(policy)}

        """
    }

    private let policy = """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: peers, namespace: shop}
        spec:
          selector: {matchLabels: {app: cart}}
          rules:
          - from:
            - source: {notNamespaces: [a]}
            - source: {ipBlocks: [10.0.0.0/8]}
            when: [{key: connection.sni, values: [x]}, {key: request.headers, values: [x]}]

        """
    private let found = [
        "HS5501 AuthorizationPolicy shop/peers spec.rules[0].from[0].source.notNamespaces",
        "HS5501 AuthorizationPolicy shop/peers spec.rules[0].when[0]",
    ]

    @Test func policiesThatAskForPeersNeedMTLS() {
        #expect(findings(policy, ["HS5501"]).isEmpty)
        #expect(findings(policy, ["HS5501"], settings: manual) == found)
        #expect(findings(policy + "---\n" + peers("shop", "DISABLE"), ["HS5501"]) == found)
        #expect(findings(policy + "---\n" + peers("istio-system", "DISABLE"), ["HS5501"]) == found)
        #expect(findings(policy + "---\n" + peers("other", "DISABLE"), ["HS5501"]).isEmpty)
    }

    /// A port with a mode of its own is what it says, whatever the whole workload does.
    @Test func portsHaveModes() {
        let service =
            "---\napiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\n"
            + "spec: {selector: {app: cart}, ports: [{name: http, port: 80, targetPort: 8080}]}\n"
        func peers(_ mode: String, _ ports: String) -> String {
            """
            ---
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: cart, namespace: shop}
            spec: {selector: {matchLabels: {app: cart}}, mtls: {mode: \(mode)}, portLevelMtls: {\(ports)}}

            """
        }
        func asking(_ port: Int) -> String {
            policy.replacing("    when:", with: "    to: [{operation: {ports: [\"\(port)\"]}}]\n    when:")
        }
        let off = "'8080': {mode: DISABLE}"
        #expect(findings(asking(8080) + peers("STRICT", off), ["HS5501"]) == found)
        #expect(findings(asking(9090) + peers("STRICT", off), ["HS5501"]).isEmpty)
        #expect(findings(asking(8080) + peers("DISABLE", "'8080': {mode: STRICT}"), ["HS5501"]).isEmpty)
        #expect(findings(asking(8080) + peers("DISABLE", "'8080': {mode: UNSET}"), ["HS5501"]) == found)
        // A rule for every port is about those that Services lead to.
        #expect(findings(policy + peers("STRICT", off), ["HS5501"]).isEmpty)
        #expect(findings(policy + peers("STRICT", off) + service, ["HS5501"]) == found)
        let more = service.replacing("}]}", with: "}, {name: b, port: 81}]}")
        #expect(findings(policy + peers("STRICT", off) + more, ["HS5501"]).isEmpty)
    }

    @Test(arguments: [
        "serviceAccounts: [web]", "notServiceAccounts: [web]", "trustDomains: [a]", "notTrustDomains: [a]",
        "notPrincipals: [a]",
    ])
    func everyQuestionForTheClientNeedsMTLS(_ source: String) {
        let asking = policy.replacing("notNamespaces: [a]", with: source).replacing(
            "connection.sni", with: source.hasPrefix("s") ? "source.serviceAccount" : "source.trustDomain")
        #expect(findings(asking + "---\n" + peers("shop", "DISABLE"), ["HS5501"]).count == 2)
    }

    /// Servers that take both know nobody whom the rule for the Service makes send no certificate.
    @Test func policiesNeedClientsThatSendCertificates() {
        let service = """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
            ---

            """
        let plain = policy + service + rule("cart", "{tls: {mode: DISABLE}}")
        #expect(findings(plain, ["HS5501"]) == found)
        #expect(findings(plain + "---\n" + peers("shop", "PERMISSIVE"), ["HS5501"]) == found)
        #expect(findings(plain + "---\n" + peers("shop", "STRICT"), ["HS5501"]).isEmpty)
        #expect(findings(policy + service + rule("cart", "{tls: {mode: MUTUAL}}"), ["HS5501"]).isEmpty)
        #expect(findings(policy + service + rule("other", "{tls: {mode: DISABLE}}"), ["HS5501"]).isEmpty)
    }

    /// UNSET takes what is set for more; where nothing is, the servers take both.
    @Test func unsetTakesWhatIsSetForMore() {
        let unset = policy + "---\n" + peers("shop", "UNSET")
        #expect(findings(unset, ["HS55"]).isEmpty)
        #expect(findings(policy + "---\n" + peers("istio-system", "UNSET"), ["HS55"]).isEmpty)
        #expect(findings(unset + "---\n" + peers("istio-system", "STRICT"), ["HS5501"]).isEmpty)
        #expect(findings(unset + "---\n" + peers("istio-system", "DISABLE"), ["HS5501"]) == found)
        let clients = "---\n" + rule("*.local", "{tls: {mode: ISTIO_MUTUAL}}")
        #expect(findings(unset + clients, ["HS5501"], settings: manual).isEmpty)
        #expect(
            findings(unset + "---\n" + peers("istio-system", "STRICT") + clients, ["HS5501"], settings: manual).isEmpty)
    }

    /// A mode that is none is told where it stands, and nothing follows from it.
    @Test func nothingFollowsFromAModeThatIsNone() {
        for namespace in ["shop", "istio-system"] {
            let typo = policy + "---\n" + peers(namespace, "strict") + "---\n" + peers("istio-system", "DISABLE")
            let all = findings(typo, ["HS2", "HS55"])
            #expect(all.count == 1 && all[0].hasPrefix("HS2"), "\(all)")
        }
        let clients =
            peers("shop", "STRICT") + "---\n" + rule("*.shop.svc.cluster.local", "{tls: {mode: istio_mutual}}")
        #expect(findings(clients, ["HS55"], settings: manual).isEmpty)
    }

    @Test func whatIsForTheWorkloadsComesFirst() {
        let some = "selector: {matchLabels: {app: cart}},"
        let strict = [policy, peers("shop", "DISABLE"), peers("shop", "STRICT", selector: some)]
        #expect(findings(strict.joined(separator: "---\n"), ["HS5501"]).isEmpty)
        let off = [policy, peers("shop", "STRICT"), peers("shop", "DISABLE", selector: some)]
        #expect(findings(off.joined(separator: "---\n"), ["HS5501"]) == found)
        let others = [
            policy, peers("shop", "STRICT"), peers("shop", "DISABLE", selector: some.replacing("cart", with: "x")),
        ]
        #expect(findings(others.joined(separator: "---\n"), ["HS5501"]).isEmpty)
    }

    @Test func clientsOfAMeshOrNamespaceFitTheServers() {
        let (on, off) = ("{tls: {mode: ISTIO_MUTUAL}}", "{tls: {mode: DISABLE}}")
        let namespace = "*.shop.svc.cluster.local"
        let path = "DestinationRule shop/rule spec.trafficPolicy.tls.mode"
        #expect(findings(rule("*.local", on), ["HS55"], settings: manual) == ["HS5502 \(path)"])
        #expect(findings(rule(namespace, on), ["HS55"], settings: manual) == ["HS5503 \(path)"])
        #expect(findings(rule(namespace, on), ["HS55"]).isEmpty)
        let server = rule(namespace, on) + "---\n" + peers("istio-system", "PERMISSIVE")
        #expect(findings(server, ["HS55"], settings: manual).isEmpty)
        #expect(findings(rule(namespace, off) + "---\n" + peers("shop", "STRICT"), ["HS55"]) == ["HS5504 \(path)"])
        #expect(
            findings(rule(namespace, off) + "---\n" + peers("istio-system", "STRICT"), ["HS55"]) == ["HS5505 \(path)"])
        #expect(
            findings(rule("*.local", off) + "---\n" + peers("istio-system", "STRICT"), ["HS55"]) == ["HS5505 \(path)"])
        #expect(findings(rule("cart", off) + "---\n" + peers("shop", "STRICT"), ["HS5504", "HS5505"]).isEmpty)
    }

    @Test func serversOfAMeshOrNamespaceFitTheClients() {
        let on = "{tls: {mode: ISTIO_MUTUAL}}"
        let namespace = "*.shop.svc.cluster.local"
        #expect(
            findings(peers("istio-system", "STRICT"), ["HS55"], settings: manual)
                == ["HS5506 PeerAuthentication istio-system/peers spec.mtls"])
        let path = "PeerAuthentication shop/peers spec.mtls"
        #expect(findings(peers("shop", "STRICT"), ["HS55"], settings: manual) == ["HS5507 \(path)"])
        #expect(findings(peers("shop", "STRICT"), ["HS55"]).isEmpty)
        #expect(findings(peers("shop", "STRICT") + "---\n" + rule(namespace, on), ["HS55"], settings: manual).isEmpty)
        #expect(findings(peers("shop", "DISABLE") + "---\n" + rule(namespace, on), ["HS55"]) == ["HS5508 \(path)"])
        #expect(findings(peers("shop", "DISABLE") + "---\n" + rule("*.local", on), ["HS55"]) == ["HS5508 \(path)"])
        let both = [peers("shop", "DISABLE"), rule("*.local", on), rule(namespace, "{tls: {}}", name: "plain")]
        #expect(findings(both.joined(separator: "---\n"), ["HS5508"]).isEmpty)
        #expect(
            findings(peers("istio-system", "DISABLE") + "---\n" + rule("*.local", on), ["HS55"])
                == ["HS5509 PeerAuthentication istio-system/peers spec.mtls"])
    }

    @Test func aCloserRuleRepeatsTLS() {
        let wide = rule("*.local", "{tls: {mode: ISTIO_MUTUAL}}", name: "wide") + "---\n"
        #expect(
            findings(wide + rule("cart", "{outlierDetection: {}}"), ["HS5510"], settings: manual)
                == ["HS5510 DestinationRule shop/rule spec.trafficPolicy"])
        let port = "{portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]}"
        #expect(findings(wide + rule("cart", port), ["HS5510"], settings: manual).isEmpty)
        #expect(findings(rule("cart", "{outlierDetection: {}}"), ["HS5510"], settings: manual).isEmpty)
        // Automatic mTLS does not need a rule to say it.
        #expect(findings(wide + rule("cart", "{outlierDetection: {}}"), ["HS5510"]).isEmpty)
    }

    // MARK: - One Service

    private func service(_ ports: String = "[{name: http, port: 80, targetPort: 8080}]") -> String {
        """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: shop}
        spec: {selector: {app: cart}, ports: \(ports)}

        """
    }

    private func ofService(_ documents: String...) -> [String] {
        findings(([service()] + documents).joined(separator: "---\n"), ["HS5511", "HS5512"])
    }

    @Test func clientsOfAServiceFitItsServers() {
        let (plain, mutual) = (rule("cart", "{tls: {mode: DISABLE}}"), rule("cart", "{tls: {mode: ISTIO_MUTUAL}}"))
        let path = "DestinationRule shop/rule spec.trafficPolicy.tls"
        #expect(ofService(plain, peers("shop", "STRICT")) == ["HS5511 \(path)"])
        #expect(ofService(plain, peers("istio-system", "STRICT")) == ["HS5511 \(path)"])
        #expect(ofService(rule("cart", "{tls: {mode: SIMPLE}}"), peers("shop", "STRICT")) == ["HS5511 \(path)"])
        #expect(ofService(mutual, peers("shop", "DISABLE")) == ["HS5512 \(path)"])
        #expect(ofService(mutual, peers("shop", "STRICT")).isEmpty)
        #expect(ofService(plain, peers("shop", "PERMISSIVE"), peers("istio-system", "STRICT")).isEmpty)
        #expect(ofService(rule("cart", "{tls: {mode: MUTUAL}}"), peers("shop", "STRICT")).isEmpty)
        #expect(ofService(rule("other", "{tls: {mode: DISABLE}}"), peers("shop", "STRICT")).isEmpty)
    }

    @Test func thePolicyOfTheWorkloadsComesFirst() {
        let plain = rule("cart", "{tls: {mode: DISABLE}}")
        func some(_ mode: String, _ labels: String) -> String {
            peers("shop", mode, selector: "selector: {matchLabels: {\(labels)}},")
        }
        #expect(ofService(plain, peers("shop", "STRICT"), some("PERMISSIVE", "app: cart")).isEmpty)
        #expect(ofService(plain, peers("shop", "STRICT"), some("PERMISSIVE", "app: other")).count == 1)
        // Pods may have the label or not.
        #expect(ofService(plain, peers("shop", "STRICT"), some("PERMISSIVE", "tier: x")).isEmpty)
        #expect(ofService(plain, peers("shop", "STRICT"), some("UNSET", "app: cart")).count == 1)
    }

    @Test func portsHaveModesOfTheirOwn() {
        let path = "DestinationRule shop/rule spec.trafficPolicy"
        let level = rule(
            "cart", "{tls: {mode: ISTIO_MUTUAL}, portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]}")
        #expect(ofService(level, peers("shop", "STRICT")) == ["HS5511 \(path).portLevelSettings[0].tls"])
        let selector = "selector: {matchLabels: {app: cart}}, portLevelMtls: {8080: {mode: DISABLE}},"
        #expect(
            ofService(rule("cart", "{tls: {mode: ISTIO_MUTUAL}}"), peers("shop", "STRICT", selector: selector))
                == ["HS5512 \(path).tls"])
        #expect(ofService(rule("cart", "{tls: {mode: DISABLE}}"), peers("shop", "STRICT", selector: selector)).isEmpty)
        // A port that is UNSET takes what its policy says; one whose mode is none nobody knows.
        let open = peers("shop", "STRICT", selector: selector.replacing("DISABLE", with: "UNSET"))
        #expect(ofService(rule("cart", "{tls: {mode: DISABLE}}"), open).count == 1)
        let typo = peers("shop", "STRICT", selector: selector.replacing("DISABLE", with: "disable"))
        for mode in ["DISABLE", "ISTIO_MUTUAL"] {
            #expect(ofService(rule("cart", "{tls: {mode: \(mode)}}"), typo).isEmpty)
        }
    }

    @Test func podsWithoutAProxyTakeWhatTheyTake() {
        let pods = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: cart, namespace: shop, labels: {app: cart}}
            spec: {containers: [{name: a, image: b}]}

            """
        #expect(ofService(rule("cart", "{tls: {mode: DISABLE}}"), peers("shop", "STRICT"), pods).isEmpty)
    }

    @Test func theServersAreToldWhereTheRuleIsNotJudged() {
        let context = "\(service())---\n\(rule("cart", "{tls: {mode: DISABLE}}"))"
        let found = findings(peers("shop", "STRICT"), ["HS5511"], context: context)
        #expect(found == ["HS5511 PeerAuthentication shop/peers spec"])
        #expect(findings(peers("other", "STRICT"), ["HS5511"], context: context).isEmpty)
        #expect(findings(peers("shop", "PERMISSIVE"), ["HS5511"], context: context).isEmpty)
    }
}
