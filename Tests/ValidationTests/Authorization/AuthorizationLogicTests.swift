import Testing

@testable import Validation

/// What rules of Istio's AuthorizationPolicies come to, found and not found.
@Suite struct AuthorizationLogicTests {
    private func policy(
        _ name: String, _ spec: String, in namespace: String = "shop", annotations: String = "{}"
    ) -> String {
        """
        ---
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: \(name), namespace: \(namespace), annotations: \(annotations)}
        spec: \(spec)

        """
    }
    private func found(_ texts: String...) -> [String] {
        findings(texts.joined(), ["HS70"]).map {
            $0.replacing("AuthorizationPolicy shop/", with: "").replacing("spec.rules", with: "rules")
        }
    }
    private func rule(_ rule: String, _ action: String = "ALLOW") -> [String] {
        found(policy("a", "{action: \(action), rules: [\(rule)]}"))
    }
    private let web = "{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]}"
    private let get = "{to: [{operation: {methods: [GET]}}]}"

    @Test func deadRules() {
        #expect(rule("{to: [{operation: {paths: [/a], notPaths: [/a*]}}]}") == ["HS7000 a rules[0]"])
        #expect(rule("{to: [{operation: {paths: [/a*], notPaths: ['/a/*']}}]}") == [])
        #expect(
            rule("{from: [{source: {ipBlocks: [10.1.0.0/16]}}], when: [{key: source.ip, values: [10.2.0.0/16]}]}")
                == ["HS7000 a rules[0]"])
        #expect(
            rule("{from: [{source: {principals: [cluster.local/ns/shop/sa/web], namespaces: [ops]}}]}")
                == ["HS7000 a rules[0]"])
        #expect(rule("{from: [{source: {principals: [cluster.local/ns/shop/*], namespaces: [s*]}}]}") == [])
        let namespaces = "when: [{key: source.namespace, notValues: [ops]}]"
        #expect(
            rule("{from: [{source: {serviceAccounts: [ops/bot]}}], \(namespaces)}") == ["HS7000 a rules[0]"])
        #expect(
            rule(
                """
                {from: [{source: {namespaces: [a], notNamespaces: [a]}}, {source: {namespaces: [b]}}],
                  to: [{operation: {ports: ['80']}}, {operation: {ports: ['80'], notPorts: ['80']}}]}
                """) == ["HS7000 a rules[0].from[0]", "HS7000 a rules[0].to[1]"])
        #expect(
            rule("{when: [{key: destination.port, values: ['80']}, {key: destination.port, values: ['81']}]}").count
                == 1)
    }

    /// Every request has a path, a host and a method; not every one has an identity.
    @Test(arguments: ["notPaths", "notHosts", "notMethods"])
    func whatEveryRequestHasCannotBeTakenOut(_ field: String) {
        #expect(rule("{to: [{operation: {\(field): ['*']}}]}") == ["HS7000 a rules[0]"])
        #expect(rule("{to: [{operation: {\(field): ['*'], ports: ['80']}}]}") == ["HS7000 a rules[0]"])
        #expect(!rule("{to: [{operation: {\(field): ['a*']}}]}").contains("HS7000 a rules[0]"))
        #expect(rule("{from: [{source: {notPrincipals: ['*']}}]}") == ["HS7004 a rules[0]"])
    }

    @Test func shadowedRules() {
        let wide = "{to: [{operation: {paths: [/api/*]}}]}"
        let narrow = "{from: [{source: {namespaces: [a]}}], to: [{operation: {paths: [/api/items]}}]}"
        #expect(rule("\(wide), \(narrow)") == ["HS7001 a rules[1]"])
        #expect(rule("\(narrow), \(wide)") == ["HS7001 a rules[0]"])
        #expect(rule("\(web), \(web)") == ["HS7001 a rules[1]"])
        #expect(rule("\(web), \(get)") == [])
        let selector = "selector: {matchLabels: {app: web}}"
        let all = policy("all", "{rules: [\(wide)]}")
        let some = policy("some", "{\(selector), rules: [\(narrow)]}")
        #expect(found(all, some) == ["HS7001 some rules[0]"])
        #expect(found(policy("all", "{\(selector), rules: [\(wide)]}"), policy("some", "{rules: [\(narrow)]}")) == [])
        #expect(found(policy("b", "{rules: [\(web)]}"), policy("a", "{rules: [\(web)]}")) == ["HS7001 b rules[0]"])
        #expect(
            found(policy("a", "{action: DENY, rules: [\(web)]}"), policy("b", "{action: AUDIT, rules: [\(web)]}")) == []
        )
        #expect(
            found(policy("all", "{rules: [\(wide)]}", in: "istio-system"), some) == ["HS7001 some rules[0]"])
        #expect(found(policy("all", "{rules: [\(wide)]}", in: "ops"), some) == [])
        #expect(found(policy("all", "{rules: [\(wide)]}", annotations: "{istio.io/dry-run: 'true'}"), some) == [])
    }

    @Test func allowUnderDeny() {
        let allow = policy(
            "a", "{selector: {matchLabels: {app: web}}, rules: [{to: [{operation: {paths: [/admin/x]}}]}]}")
        let deny = "{action: DENY, rules: [{to: [{operation: {paths: [/admin*]}}]}]}"
        #expect(found(allow, policy("d", deny)).contains("HS7002 a rules[0]"))
        #expect(!found(allow, policy("d", deny, in: "ops")).contains("HS7002 a rules[0]"))
        let two = policy("a", "{rules: [{to: [{operation: {paths: [/x, /y]}}]}]}")
        let halves = ["/x*", "/y*"].map { path in
            policy(
                "d\(path.utf8.count)\(path.dropFirst().first ?? "z")",
                "{action: DENY, rules: [{to: [{operation: {paths: ['\(path)']}}]}]}")
        }
        #expect(found(two, halves[0]) == [])
        #expect(found(two, halves[0], halves[1]).contains("HS7002 a rules[0]"))
    }

    @Test func openPolicies() {
        #expect(rule("{}") == [])
        #expect(rule("{}, \(web)") == ["HS7003 a rules[0]", "HS7001 a rules[1]"])
        #expect(
            found(policy("a", "{rules: [{}]}"), policy("b", "{rules: [\(web)]}")) == [
                "HS7003 a rules[0]", "HS7001 b rules[0]",
            ])
        #expect(rule("{from: [{source: {notNamespaces: [guests]}}]}") == ["HS7004 a rules[0]"])
        #expect(rule("{to: [{operation: {notPaths: ['/admin*']}}]}") == ["HS7004 a rules[0]"])
        #expect(rule("{from: [{source: {notNamespaces: [guests], principals: ['*']}}]}") == [])
        #expect(rule("{from: [{source: {notRequestPrincipals: ['*']}}]}", "DENY") == [])
    }

    @Test func closedPolicies() {
        #expect(rule("{}", "DENY") == ["HS7005 a rules[0]"])
        #expect(rule(web, "DENY") == [])
        #expect(found(policy("a", "{}")) == ["HS7006 a rules"])
        #expect(found(policy("a", "{selector: {matchLabels: {app: web}}}")) == ["HS7006 a rules"])
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {app: web}}\n"
        let first = policy("a", "{selector: {matchLabels: {app: web}}, rules: [\(web)]}")
        #expect(found(first) == [])
        #expect(found(first, pod) == ["HS7007 a rules"])
        // Whether it is in force already is not known.
        let messages = Validator.validate(known(first + pod)).findings.filter { $0.code == .firstAllow }.map(\.message)
        #expect(messages == ["no other ALLOW policy is for all of these pods: what the rules do not match is denied"])
        #expect(found(first, pod, policy("none", "{}")) == ["HS7006 none rules"])
        #expect(found(policy("a", "{selector: {matchLabels: {app: api}}, rules: [\(web)]}"), pod) == [])
    }

    @Test func values() {
        func operation(_ fields: String, _ action: String = "ALLOW") -> [String] {
            rule("{to: [{operation: {\(fields)}}]}", action).map { $0.replacing("rules[0].to[0].operation.", with: "") }
        }
        #expect(
            operation("paths: ['/a/*/b', '*/b*', '/a/{*}/b', '/a/*', '*/b', '*', '/{**}']")
                == [
                    "HS7010 a paths[0]", "HS7010 a paths[1]",
                ].sorted())
        #expect(operation("methods: [get, GET, custom]") == ["HS7011 a methods[0]"])
        #expect(
            operation("paths: [admin, '/a?b', '/a/../b', '/a..b']") == [
                "HS7011 a paths[0]", "HS7011 a paths[1]", "HS7011 a paths[2]",
            ])
        #expect(operation("hosts: ['http://a.com', 'a.com']") == ["HS7011 a hosts[0]"])
        #expect(operation("hosts: [a.com]", "DENY") == ["HS7012 a hosts[0]"])
        #expect(operation("hosts: [a.com, 'a.com:*']", "DENY") == [])
        #expect(operation("hosts: [a.com]") == [])
        #expect(operation("paths: [/admin]", "DENY") == ["HS7013 a paths[0]"])
        #expect(operation("paths: [/admin, /admin/*]", "DENY") == [])
        #expect(operation("paths: ['/admin*']", "DENY") == [])
        #expect(operation("paths: [/admin]") == [])
        #expect(rule("{from: [{source: {principals: ['cluster.local/*/sa/web']}}]}").count == 1)
    }

    @Test func httpOnTCP() {
        func service(_ ports: String) -> String {
            """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: \(ports)}

            """
        }
        let selector = "selector: {matchLabels: {app: web, v: '1'}}"
        let both = service("[{name: http, port: 80, targetPort: 8080}, {name: tcp-x, port: 9000}]")
        let deny = policy("a", "{\(selector), action: DENY, rules: [\(get)]}")
        #expect(found(deny, both) == ["HS7020 a rules[0]"])
        #expect(found(deny, service("[{name: http, port: 80}, {name: admin, port: 81}]")) == [])
        let named = "{to: [{operation: {methods: [GET], ports: ['8080']}}]}"
        #expect(found(policy("a", "{\(selector), action: DENY, rules: [\(named)]}"), both) == [])
        #expect(found(policy("a", "{\(selector), action: DENY, rules: [\(web)]}"), both) == [])
        #expect(found(policy("a", "{\(selector), rules: [\(get)]}"), both) == [])
        #expect(
            found(policy("a", "{\(selector), rules: [\(get)]}"), service("[{name: mysql, port: 3306}]")) == [
                "HS7021 a rules[0]"
            ])
        let onTCP = "{to: [{operation: {methods: [GET], ports: ['9000']}}]}"
        #expect(found(policy("a", "{\(selector), rules: [\(onTCP)]}"), both) == ["HS7021 a rules[0]"])
        #expect(found(policy("a", "{selector: {matchLabels: {app: api}}, rules: [\(onTCP)]}"), both) == [])
    }

    /// The Service before a gateway calls a port `https` where TLS ends at the gateway: its servers say what is seen.
    @Test func httpAtGateways() {
        func found(_ rule: String, _ server: String?) -> [String] {
            let service = """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: ingress, namespace: shop}
                spec: {selector: {istio: ingressgateway}, ports: [{name: https, port: 443, targetPort: 8443}]}

                """
            let gateway = server.map { server in
                """
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: g, namespace: web}
                spec: {selector: {istio: ingressgateway}, servers: [\(server)]}

                """
            }
            return self.found(
                policy("a", "{selector: {matchLabels: {istio: ingressgateway}}, \(rule)}"), service + (gateway ?? ""))
        }
        func server(_ mode: String, _ name: String = "HTTPS", port: Int = 443) -> String {
            "{port: {number: \(port), name: x, protocol: \(name)}, hosts: [a.com], tls: {mode: \(mode)}}"
        }
        let allow = "rules: [{to: [{operation: {hosts: [a.com], ports: ['8443']}}]}]"
        let deny = "action: DENY, rules: [{to: [{operation: {paths: ['/admin*']}}]}]"
        for rule in [allow, deny] {
            for mode in ["SIMPLE", "MUTUAL"] { #expect(found(rule, server(mode)) == []) }
            #expect(found(rule, nil) == [])
            #expect(found(rule, server("SIMPLE") + ", " + server("PASSTHROUGH")) == [])
        }
        #expect(found(allow, server("PASSTHROUGH")) == ["HS7021 a rules[0]"])
        #expect(found(deny, server("PASSTHROUGH")) == ["HS7020 a rules[0]"])
        #expect(found(deny, server("SIMPLE", "TLS")) == ["HS7020 a rules[0]"])
        #expect(found(allow, server("PASSTHROUGH", port: 8443)) == ["HS7021 a rules[0]"])
    }

    @Test func tokens() {
        func authentication(_ labels: String) -> String {
            """
            ---
            apiVersion: security.istio.io/v1
            kind: RequestAuthentication
            metadata: {name: r, namespace: shop}
            spec: {selector: {matchLabels: \(labels)}, jwtRules: [{issuer: 'https://iss'}]}

            """
        }
        func asking(_ values: String) -> String {
            policy(
                "a",
                "{selector: {matchLabels: {app: web}}, rules: [{from: [{source: {requestPrincipals: \(values)}}]}]}")
        }
        #expect(found(asking("['*']")) == [])
        #expect(found(asking("['*']"), authentication("{app: web}")) == [])
        #expect(
            found(asking("['*']"), authentication("{app: api}")) == [
                "HS7030 a rules[0].from[0].source.requestPrincipals"
            ])
        #expect(
            found(asking("['https://iss/*', 'https://iss/sub', 'https://is*', '*/sub']"), authentication("{app: web}"))
                == [])
        #expect(
            found(asking("['https://other/*']"), authentication("{app: web}")) == [
                "HS7031 a rules[0].from[0].source.requestPrincipals[0]"
            ])
        let claims = "{when: [{key: 'request.auth.claims[groups]', values: [admin]}]}"
        #expect(
            found(policy("a", "{rules: [\(claims)]}"), authentication("{app: web}")) == [])
        #expect(
            found(
                policy("a", "{selector: {matchLabels: {app: api}}, rules: [\(claims)]}"), authentication("{app: web}"))
                == ["HS7030 a rules[0].when[0].values"])
        let noToken = "{from: [{source: {notRequestPrincipals: ['*']}}]}"
        #expect(
            found(
                policy("a", "{selector: {matchLabels: {app: api}}, action: DENY, rules: [\(noToken)]}"),
                authentication("{app: web}")) == ["HS7030 a rules[0].from[0].source.notRequestPrincipals"])
    }

    /// Tokens that are checked at another Gateway are no tokens here.
    @Test func tokensAreCheckedAtTheirOwnGateway() {
        func object(_ kind: String, _ gateway: String, _ spec: String) -> String {
            """
            ---
            apiVersion: security.istio.io/v1
            kind: \(kind)
            metadata: {name: a, namespace: shop}
            spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: \(gateway)}], \(spec)}

            """
        }
        let asking = object("AuthorizationPolicy", "a", "rules: [{from: [{source: {requestPrincipals: ['*']}}]}]")
        func checked(_ gateway: String) -> String {
            object("RequestAuthentication", gateway, "jwtRules: [{issuer: 'https://iss'}]")
        }
        #expect(findings(asking + checked("b"), ["HS7030"]).count == 1)
        #expect(findings(asking + checked("a"), ["HS7030"]).isEmpty)
        let service = checked("b").replacing("group: gateway.networking.k8s.io, kind: Gateway", with: "kind: Service")
        #expect(findings(asking + service, ["HS7030"]).isEmpty)
    }

    @Test func linkerdLetsEverybodyIn() {
        func linkerd(_ kind: String, _ spec: String) -> [String] {
            findings(
                "apiVersion: policy.linkerd.io/v1alpha1\nkind: \(kind)\nmetadata: {name: a, namespace: shop}\nspec: \(spec)",
                ["HS7040"])
        }
        #expect(
            linkerd("AuthorizationPolicy", "{targetRef: {kind: Namespace, name: shop}, requiredAuthenticationRefs: []}")
                == ["HS7040 AuthorizationPolicy shop/a spec.requiredAuthenticationRefs"])
        #expect(linkerd("ServerAuthorization", "{client: {unauthenticated: true}}").count == 1)
        #expect(
            linkerd("ServerAuthorization", "{client: {unauthenticated: true, networks: [{cidr: 10.0.0.0/8}]}}") == [])
        #expect(linkerd("ServerAuthorization", "{client: {meshTLS: {identities: ['*']}}}") == [])
    }

    /// Policies as people write them for Bookinfo: nothing to say, but that the first of them allows nothing.
    @Test func ordinaryPoliciesStaySilent() {
        func viewer(_ app: String, _ client: String) -> String {
            policy(
                "\(app)-viewer",
                """
                {selector: {matchLabels: {app: \(app)}}, action: ALLOW, rules: [{
                  from: [{source: {principals: [cluster.local/ns/default/sa/bookinfo-\(client)]}}],
                  to: [{operation: {methods: [GET]}}]}]}
                """)
        }
        #expect(
            found(
                policy("allow-nothing", "{}"),
                policy(
                    "page",
                    "{selector: {matchLabels: {app: productpage}}, rules: [{to: [{operation: {methods: [GET]}}]}]}"),
                viewer("details", "productpage"), viewer("reviews", "productpage"), viewer("ratings", "reviews"))
                == ["HS7006 allow-nothing rules"])
    }

    @Test func wrongTypesAreSkipped() {
        for spec in [
            "[]", "{rules: 1}", "{rules: [1, null, {from: 1, to: {}, when: [1]}]}",
            "{rules: [{to: [{operation: [1]}]}]}",
        ] {
            _ = found(policy("a", spec))
        }
    }
}
