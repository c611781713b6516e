import Domain

/// GatewayClasses that platforms and other controllers bring when they are installed, so that nobody has them among
/// his files. From their documentation.
enum PlatformGatewayClasses {
    private static let names = [
        "amazon-vpc-lattice", "apisix", "aws-alb", "aws-nlb", "azure-alb-external", "azure-alb-internal", "cilium",
        "contour", "eg", "envoy", "envoy-gateway", "gloo-gateway", "haproxy", "higress", "kgateway", "kong", "nginx",
        "openshift-default", "traefik", "tyk",
    ]
    /// Those of Google's platform: one for each kind of load balancer.
    private static let beginnings = ["gke-l7-", "gke-td", "gke-persistent-", "asm-l7-"]

    /// Whether somebody is known to bring a class of the name.
    static func has(_ name: String) -> Bool {
        GatewayController.isMade(name) || names.contains(name) || beginnings.contains(where: name.hasPrefix)
    }

    /// The class that a name may have been meant for: of those of the set, or, unless these are all that there are, of
    /// those that somebody brings.
    static func meant(by name: String, in set: ValidationSet) -> String? {
        let own = set.objects(.gatewayClass).map(\.name)
        let brought = set.listed.contains(.gatewayClass) ? [] : GatewayController.made + names
        return Spelling.nearest(to: name, in: own.sorted() + brought)
    }
}
