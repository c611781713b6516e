/// Bytes that must not get into a log: every way of printing it shows `***`.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The secret that is the UTF-8 of `text`.
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The bytes, for the one place that needs them.
    package func reveal() -> [UInt8] { bytes }

    /// The bytes as text, for the one place that needs it; `nil` where they are no UTF-8.
    package func revealText() -> String? { String(validating: bytes, as: UTF8.self) }

    /// How many bytes it has.
    package var count: Int { bytes.count }

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// Takes the same time wherever the first difference is.
    package static func == (one: Secret, other: Secret) -> Bool { ConstantTime.equal(one.bytes, other.bytes) }
}
