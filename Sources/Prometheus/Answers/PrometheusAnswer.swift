import Domain
import JSON
import Ports

/// A successful answer, whose long list is read element by element: a hundred thousand series as one tree would take
/// ten times the memory of their text.
struct PrometheusAnswer: Sendable {
    /// What kind of value a query gives.
    enum Kind: String {
        case vector, scalar, matrix, string

        /// Why a rule cannot use it.
        var complaint: String {
            "The expression gives a \(self == .matrix ? "range vector" : rawValue) where a number is due; "
                + (self == .matrix ? "apply a function like rate or max_over_time." : "give one that counts something.")
        }
    }

    /// `.vector` for answers that are none of a query.
    let kind: Kind
    /// The answer without the elements of its list.
    let envelope: JSONValue
    private let bytes: [UInt8]
    private let elements: [Range<Int>]
    private let subject: String

    /// Throws where `bytes` is no answer of Prometheus.
    init(_ bytes: [UInt8], list: String, subject: String) throws(PortError) {
        let found = bytes.withUnsafeBufferPointer { ListScanner($0).elements(of: list) }
        let outside = found.map { Array(bytes[..<$0.list.lowerBound]) + Array(bytes[$0.list.upperBound...]) } ?? bytes
        do {
            envelope = try JSONParser.parse(outside)
        } catch {
            throw PrometheusFailure.foreign(subject, "it is no JSON, \(error.message)")
        }
        guard envelope["status"]?.string == "success" else {
            throw PrometheusFailure.foreign(subject, "it does not say that it is a success")
        }
        let type = envelope["data"]?["resultType"]?.string ?? Kind.vector.rawValue
        guard let kind = Kind(rawValue: type) else {
            throw PrometheusFailure.foreign(subject, "its result type is unknown")
        }
        (self.kind, self.bytes, self.subject, elements) = (kind, bytes, subject, found?.elements ?? [])
    }

    /// How many elements the list has.
    var count: Int { elements.count }

    /// Throws where there is no such element, or it is malformed.
    func element(_ index: Int) throws(PortError) -> JSONValue {
        guard elements.indices.contains(index) else {
            throw PrometheusFailure.foreign(subject, "its result is too short")
        }
        do {
            return try JSONParser.parse(bytes[elements[index]])
        } catch {
            throw PrometheusFailure.foreign(subject, "a part of its result is malformed, \(error.message)")
        }
    }

    /// Hands over the vector's series that have a finite value, one at a time.
    func forEachSeries(_ take: (Series) -> Void) throws(PortError) {
        guard kind == .vector else { throw PrometheusFailure.foreign(subject, "it is a \(kind.rawValue), no vector") }
        for index in elements.indices {
            if let series = try Series(element(index)) { take(series) }
        }
    }
}
