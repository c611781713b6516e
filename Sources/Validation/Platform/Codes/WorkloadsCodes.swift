/// HS6321 to HS6326.
extension FindingCode {
    static let workloads: [FindingCode] = [
        severalProtocols, severalPorts, proxyUser, portName, externalPortName, unnamedTarget,
    ]

    static let severalProtocols = FindingCode(
        "HS6321", .warning, "Services give a port of one Deployment different protocols", references: ["IST0116"],
        page: .init(
            why: "Istio takes one of them for the port, and the traffic of the other Service breaks.",
            example: """
                kind: Service
                spec: {selector: {app: a}, ports: [{port: 80, protocol: TCP}]}
                ---
                kind: Service
                spec: {selector: {app: a}, ports: [{port: 80, protocol: UDP}]}
                """,
            mend: "Give the port one protocol in all Services, or use different ports."))

    static let severalPorts = FindingCode(
        "HS6322", .warning, "Services lead from different ports to one port of a Deployment", references: ["IST0137"],
        page: .init(
            why: "Policies by port hold for one of the numbers only.",
            example: """
                kind: Service
                spec: {selector: {app: a}, ports: [{port: 80, targetPort: 8080}]}
                ---
                kind: Service
                spec: {selector: {app: a}, ports: [{port: 81, targetPort: 8080}]}
                """,
            mend: "Use one port number for one port of the pods."))

    static let proxyUser = FindingCode(
        "HS6323", .warning, "An application runs as the user of the proxy", references: ["IST0144"],
        page: .init(
            why: "The rules that lead traffic into the proxy leave this user out: the application bypasses "
                + "the mesh.",
            example: """
                kind: Pod
                spec: {securityContext: {runAsUser: 1337}, containers: [{name: app}]}
                """,
            mend: "Run the application as any other user."))

    static let portName = FindingCode(
        "HS6324", .info, "The name of a Service's port does not say what it carries", references: ["IST0118"],
        page: .init(
            why: "Istio has to guess the protocol; rules for HTTP may not hold.",
            example: """
                kind: Service
                spec: {ports: [{name: foo, port: 80}]}
                """,
            mend: "Begin the name with the protocol (`http-foo`), or set `appProtocol`."))

    static let externalPortName = FindingCode(
        "HS6325", .warning, "A port of a Service for an external name says nothing or TCP", references: ["IST0150"],
        page: .init(
            why: "A listener for TCP on the port takes the traffic of every other host as well.",
            example: """
                kind: Service
                spec: {type: ExternalName, externalName: a.example.com, ports: [{name: tcp, port: 443}]}
                """,
            mend: "Name the port after HTTP or TLS, such as `https`."))

    static let unnamedTarget = FindingCode(
        "HS6326", .warning, "A port of a Service leads to a name that no container gives a port",
        page: .init(
            why: "Kubernetes looks the name up in the containers of each pod; where there is none of that name the "
                + "port has no endpoints, and requests to it fail with status 503.",
            example: """
                kind: Deployment
                spec:
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: web, ports: [{name: http, containerPort: 8080}]}]}
                ---
                kind: Service
                spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: htpp}]}
                """,
            mend: "Write a name that the containers have, or the number of the port."))
}
