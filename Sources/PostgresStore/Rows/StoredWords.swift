import Domain
import Ports

extension PostgresParameter {
    /// The word of a closed vocabulary.
    static func word(_ value: (some RawRepresentable<String>)?) -> PostgresParameter { .text(value?.rawValue) }

    static func words(_ values: some Sequence<some RawRepresentable<String>>) -> PostgresParameter {
        .texts(values.map(\.rawValue))
    }

    /// A length of time in microseconds, which statements multiply by `interval '1 microsecond'`.
    static func duration(_ duration: Duration) -> PostgresParameter { .int64(duration.wholeMicroseconds) }
}

extension PostgresRow {
    /// The word of a closed vocabulary.
    func word<Word: RawRepresentable<String>>(
        _ column: PostgresColumn, as _: Word.Type = Word.self
    ) throws(PortError) -> Word {
        let text = try text(column)
        guard let word = Word(rawValue: text) else { throw unreadable("\(Word.self) '\(text)'") }
        return word
    }

    /// What is thrown for a value that this program does not know.
    func unreadable(_ what: String) -> PortError {
        PortError(
            .fatal, "PostgreSQL",
            "a stored row holds \(what), which this program cannot read: a newer one wrote it; upgrade this process")
    }
}
