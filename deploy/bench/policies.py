"""A large set of policies of every kind for a made-up town of services, as YAML: what validation is measured on."""


def service(index):
    return (f"apiVersion: v1\nkind: Service\nmetadata: {{name: s{index}, namespace: n{index % 40}}}\n"
            f"spec:\n  selector: {{app: s{index}}}\n  ports:\n  - {{name: http, port: 8080}}\n")


def policy(index, services):
    """The kinds in turn; each is a valid document about the service `index % services`."""
    of = index % services
    place = f"metadata: {{name: p{index}, namespace: n{of % 40}}}\n"
    host = f"s{of}.n{of % 40}.svc.cluster.local"
    istio, security, linkerd = "networking.istio.io/v1", "security.istio.io/v1", "policy.linkerd.io"
    forms = [
        lambda: f"apiVersion: {istio}\nkind: VirtualService\n{place}spec:\n  hosts: [{host}]\n  http:\n"
                f"  - match:\n    - uri: {{prefix: /v{index}}}\n    route:\n    - destination: {{host: {host}, subset: v1}}\n"
                f"      weight: 90\n    - destination: {{host: {host}, subset: v2}}\n      weight: 10\n"
                f"  - route:\n    - destination: {{host: {host}, subset: v1}}\n",
        lambda: f"apiVersion: {istio}\nkind: DestinationRule\n{place}spec:\n  host: {host}\n  trafficPolicy:\n"
                f"    connectionPool: {{tcp: {{maxConnections: 100}}}}\n"
                f"  subsets:\n  - name: v1\n    labels: {{version: v1}}\n  - name: v2\n    labels: {{version: v2}}\n",
        lambda: f"apiVersion: {security}\nkind: AuthorizationPolicy\n{place}spec:\n  selector:\n    matchLabels: {{app: s{of}}}\n"
                f"  action: ALLOW\n  rules:\n  - from:\n    - source: {{namespaces: [n{(of + 1) % 40}]}}\n"
                f"    to:\n    - operation: {{methods: [GET, POST], paths: [/v{index}/*]}}\n",
        lambda: f"apiVersion: {security}\nkind: RequestAuthentication\n{place}spec:\n  selector:\n    matchLabels: {{app: s{of}}}\n"
                f"  jwtRules:\n  - issuer: https://issuer{of}.example.com\n    jwksUri: https://issuer{of}.example.com/keys\n",
        lambda: f"apiVersion: {security}\nkind: PeerAuthentication\n{place}spec:\n  selector:\n    matchLabels: {{app: s{of}}}\n"
                f"  mtls: {{mode: STRICT}}\n",
        lambda: f"apiVersion: {istio}\nkind: ServiceEntry\n{place}spec:\n  hosts: [api{index}.example.com]\n"
                f"  location: MESH_EXTERNAL\n  resolution: DNS\n  ports:\n  - {{number: 443, name: https, protocol: HTTPS}}\n",
        lambda: f"apiVersion: {istio}\nkind: Sidecar\n{place}spec:\n  workloadSelector:\n    labels: {{app: s{of}}}\n"
                f"  egress:\n  - hosts: ['./*', 'istio-system/*']\n",
        lambda: f"apiVersion: {istio}\nkind: Gateway\n{place}spec:\n  selector: {{app: gateway{of}}}\n  servers:\n"
                f"  - port: {{number: 80, name: http, protocol: HTTP}}\n    hosts: ['h{index}.example.com']\n",
        lambda: f"apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\n{place}spec:\n  workloadSelector:\n"
                f"    labels: {{app: s{of}}}\n  configPatches:\n  - applyTo: CLUSTER\n    match: {{context: SIDECAR_OUTBOUND}}\n"
                f"    patch: {{operation: MERGE, value: {{connect_timeout: 3s}}}}\n",
        lambda: f"apiVersion: {linkerd}/v1beta3\nkind: Server\n{place}spec:\n  podSelector:\n    matchLabels: {{app: s{of}}}\n"
                f"  port: {1024 + index % 60000}\n  proxyProtocol: HTTP/1\n",
        lambda: f"apiVersion: {linkerd}/v1beta1\nkind: ServerAuthorization\n{place}spec:\n  server: {{name: p{index - 1}}}\n"
                f"  client:\n    meshTLS:\n      serviceAccounts:\n      - {{name: default, namespace: n{(of + 1) % 40}}}\n",
        lambda: f"apiVersion: {linkerd}/v1beta3\nkind: HTTPRoute\n{place}spec:\n  parentRefs:\n"
                f"  - {{group: core, kind: Service, name: s{of}, port: 8080}}\n  rules:\n"
                f"  - matches:\n    - path: {{type: PathPrefix, value: /v{index}}}\n"
                f"    backendRefs:\n    - {{name: s{of}, port: 8080}}\n",
        lambda: f"apiVersion: linkerd.io/v1alpha2\nkind: ServiceProfile\n"
                f"metadata: {{name: s{of}.n{of % 40}.svc.cluster.local, namespace: n{index % 40}}}\nspec:\n  routes:\n"
                f"  - name: GET /v{index}\n    condition: {{method: GET, pathRegex: /v{index}}}\n",
        lambda: f"apiVersion: split.smi-spec.io/v1alpha2\nkind: TrafficSplit\n{place}spec:\n  service: s{of}\n  backends:\n"
                f"  - {{service: s{of}, weight: 90}}\n  - {{service: s{of}-canary, weight: 10}}\n",
    ]
    return forms[index % len(forms)]()


def town(policies, services):
    """`policies` policies and `services` Services in one text."""
    documents = [service(index) for index in range(services)] + [policy(index, services) for index in range(policies)]
    return "---\n".join(documents)
