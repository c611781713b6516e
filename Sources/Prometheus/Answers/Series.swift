import Domain

/// One element of an instant vector.
struct Series {
    private let labels: [String: JSONValue]
    /// Finite.
    let value: Double

    /// `nil` where the value is NaN or infinite, or this is no element of a vector.
    init?(_ element: JSONValue) {
        guard let labels = element["metric"]?.object, let number = element["value"]?[1],
            let value = PrometheusNumber.finite(number)
        else { return nil }
        (self.labels, self.value) = (labels, value)
    }

    /// A label's value; empty where the series has no such label, which is the same thing to Prometheus.
    subscript(_ label: String) -> String { labels[label]?.string ?? "" }

    /// The pod whose proxy counted; `nil` where the scrape does not say.
    var pod: PodName? {
        let (namespace, name) = (self["namespace"], self["pod"])
        return namespace.isEmpty || name.isEmpty ? nil : PodName(namespace: namespace, name: name)
    }

    /// The service that two labels name; `nil` where the mesh does not know it.
    func service(namespace: String, name: String) -> ServiceName? {
        let (namespace, name) = (self[namespace], self[name])
        guard !name.isEmpty, name != "unknown", !namespace.isEmpty, namespace != "unknown" else { return nil }
        return ServiceName(namespace: namespace, name: name)
    }
}

/// Numbers as Prometheus writes them: strings, that may be `NaN`, `+Inf` and `-Inf`.
enum PrometheusNumber {
    /// The number; `nil` for NaN, the infinities, and what is no number.
    static func finite(_ value: JSONValue) -> Double? {
        let number = value.number ?? value.string.flatMap { Double($0) }
        guard let number, number.isFinite else { return nil }
        return number
    }

    /// The upper bound of a histogram's bucket, the label `le`; `nil` where it is none.
    static func bound(_ text: String) -> Double? {
        if text == "+Inf" { return .infinity }
        guard let bound = Double(text), !bound.isNaN else { return nil }
        return bound
    }
}
