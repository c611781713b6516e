/// What the values of Istio's annotations may be.
enum AnnotationValues {
    /// What is wrong with a value; `nil`: nothing.
    static func fault(_ name: String, _ value: String) -> String? {
        guard let test = tests[name], !test.holds(value) else { return nil }
        return "must be \(test.expected) and is \(value.isEmpty ? "empty" : value)"
    }

    private struct Test: Sendable {
        let expected: String
        let holds: @Sendable (String) -> Bool
    }

    private static let tests: [String: Test] = {
        let number = Test(expected: "a whole number") { UInt32($0) != nil && $0.first != "+" }
        let ports = Test(expected: "a list of ports", holds: isPortList)
        let somePorts = Test(expected: "a list of ports or *") { $0 == "*" || isPortList($0) }
        let ranges = Test(expected: "a list of CIDRs", holds: isRangeList)
        let someRanges = Test(expected: "a list of CIDRs or *") { $0 == "*" || isRangeList($0) }
        let quantity = Test(expected: "a quantity such as 100m or 128Mi", holds: Quantity.isOne)
        let interfaces = Test(expected: "a list of network interfaces", holds: isInterfaceList)
        let readiness = "readiness.status.sidecar.istio.io/"
        let traffic = "traffic.sidecar.istio.io/"
        return [
            "sidecar.istio.io/interceptionMode": Test(expected: "REDIRECT, TPROXY or NONE") {
                ["REDIRECT", "TPROXY", "NONE"].contains($0)
            },
            "status.sidecar.istio.io/port": Test(expected: "a port", holds: isPort),
            readiness + "initialDelaySeconds": number, readiness + "periodSeconds": number,
            readiness + "failureThreshold": number, traffic + "includeOutboundIPRanges": someRanges,
            traffic + "excludeOutboundIPRanges": ranges, traffic + "includeInboundPorts": somePorts,
            traffic + "excludeInboundPorts": ports, traffic + "excludeOutboundPorts": ports,
            traffic + "excludeInterfaces": interfaces, traffic + "kubevirtInterfaces": interfaces,
            "istio.io/reroute-virtual-interfaces": interfaces,
            "prometheus.istio.io/merge-metrics": Test(expected: "true or false") {
                ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"].contains($0)
            },
            "sidecar.istio.io/proxyCPU": quantity, "sidecar.istio.io/proxyMemory": quantity,
            "sidecar.istio.io/proxyCPULimit": quantity, "sidecar.istio.io/proxyMemoryLimit": quantity,
        ]
    }()

    private static func words(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmingSpaces)
    }

    private static func isPort(_ text: String) -> Bool {
        let word = text[...].trimmingSpaces
        return UInt16(word) != nil && word.first != "+"
    }
    private static func isPortList(_ text: String) -> Bool {
        text[...].trimmingSpaces.isEmpty || words(text).allSatisfy(isPort)
    }
    private static func isRangeList(_ text: String) -> Bool {
        text.isEmpty || text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isRange)
    }
    /// The names of Linux: up to 15 bytes, no space and no slash.
    private static func isInterfaceList(_ text: String) -> Bool {
        text.isEmpty
            || words(text).allSatisfy { word in
                (1...15).contains(word.utf8.count) && !word.contains { $0 == "/" || $0.isWhitespace }
            }
    }

    private static func isRange(_ text: Substring) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = UInt8(parts[1]), parts[1].first != "+" else { return false }
        return IPAddress.isVersion4(parts[0]) && length <= 32 || IPAddress.isVersion6(parts[0]) && length <= 128
    }
}

/// Addresses as texts.
enum IPAddress {
    static func isVersion4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) }
                    && UInt8(part) != nil && (part.utf8.count == 1 || part.first != "0")
            }
    }

    static func isVersion6(_ text: some StringProtocol) -> Bool {
        guard !text.isEmpty, text != ":" else { return false }
        let gap = text.firstRange(of: "::")
        let halves = gap.map { [text[..<$0.lowerBound], text[$0.upperBound...]] } ?? [text[...]]
        var count = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let groups = half.split(separator: ":", omittingEmptySubsequences: false)
            for (place, group) in groups.enumerated() {
                let isLast = index == halves.count - 1 && place == groups.count - 1
                if isLast, isVersion4(group) {
                    count += 2
                } else if (1...4).contains(group.utf8.count), group.allSatisfy(\.isHexDigit) {
                    count += 1
                } else {
                    return false
                }
            }
        }
        return gap == nil ? count == 8 : count < 8
    }
}
