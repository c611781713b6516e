import Domain

/// An outbound policy without a mode means another thing than none.
enum OutboundMode {
    static let family = RuleFamily(
        "outbound mode of sidecars", codes: [.outboundPolicyWithoutMode], kinds: [.sidecar], scope: .set
    ) { subject in
        let policy = subject.spec["outboundTrafficPolicy"]
        guard policy.value.object != nil, policy["mode"].value == .null else { return [] }
        return [
            Remark(
                .outboundPolicyWithoutMode, policy, "has no mode, which means REGISTRY_ONLY and not the mesh's default",
                hint: "write the mode, or leave outboundTrafficPolicy out")
        ]
    }
}
