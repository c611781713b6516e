/// The parameters of one statement in PostgreSQL's binary format, all in one buffer: libpq wants pointers that are
/// valid together, and arrays in binary need no quoting at all.
struct ParameterBuffer {
    /// Where one parameter lies in `bytes`; a NULL has no range.
    struct Slot {
        let oid: UInt32
        let range: Range<Int>?
    }

    private(set) var bytes: [UInt8] = []
    private(set) var slots: [Slot] = []

    /// The types of the parameters, in order.
    var types: [UInt32] { slots.map(\.oid) }

    /// - Throws: `PostgresError` (permanent) where a value cannot be sent at all.
    init(_ parameters: [PostgresParameter]) throws(PostgresError) {
        guard parameters.count <= Int(UInt16.max) else {
            throw PostgresError(SQLState.wrongParameter, "a statement takes at most 65535 parameters: use arrays")
        }
        slots.reserveCapacity(parameters.count)
        bytes.reserveCapacity(16 * parameters.count + 1)
        for parameter in parameters { try append(parameter) }
        guard bytes.count < Int(Int32.max) else {
            throw PostgresError(SQLState.wrongParameter, "the parameters of a statement exceed 2 GiB: send fewer rows")
        }
    }

    private mutating func append(_ parameter: PostgresParameter) throws(PostgresError) {
        switch parameter {
        case .text(let value): try scalar(value, .text, Self.write(text:to:))
        case .int64(let value): try scalar(value, .int8, Self.write(int64:to:))
        case .bool(let value): try scalar(value, .bool, Self.write(bool:to:))
        case .double(let value): try scalar(value, .float8, Self.write(double:to:))
        case .bytes(let value): try scalar(value, .bytea, Self.write(bytes:to:))
        case .microseconds(let value): try scalar(value, .timestamptz, Self.write(microseconds:to:))
        case .uuid(let value): try scalar(value, .uuid, Self.write(uuid:to:))
        case .json(let value): try scalar(value, .jsonb, Self.write(json:to:))
        case .texts(let values): try array(values, .text, Self.write(text:to:))
        case .int64s(let values): try array(values, .int8, Self.write(int64:to:))
        case .bools(let values): try array(values, .bool, Self.write(bool:to:))
        case .doubles(let values): try array(values, .float8, Self.write(double:to:))
        case .byteStrings(let values): try array(values, .bytea, Self.write(bytes:to:))
        case .manyMicroseconds(let values): try array(values, .timestamptz, Self.write(microseconds:to:))
        case .uuids(let values): try array(values, .uuid, Self.write(uuid:to:))
        case .jsons(let values): try array(values, .jsonb, Self.write(json:to:))
        }
    }

    private typealias Writer<Value> = (Value, inout [UInt8]) throws(PostgresError) -> Void

    private mutating func scalar<Value>(
        _ value: Value?, _ type: PostgresOID, _ write: Writer<Value>
    ) throws(PostgresError) {
        guard let value else { return slots.append(Slot(oid: type.rawValue, range: nil)) }
        let start = bytes.count
        try write(value, &bytes)
        slots.append(Slot(oid: type.rawValue, range: start..<bytes.count))
    }

    /// One dimension from subscript 1: dimensions, has-nulls, element type, length, lower bound, then the elements.
    private mutating func array<Value>(
        _ values: [Value?], _ type: PostgresOID, _ write: Writer<Value>
    ) throws(PostgresError) {
        let start = bytes.count
        Self.write(int32: values.isEmpty ? 0 : 1, to: &bytes)
        Self.write(int32: 1, to: &bytes)
        Self.write(int32: Int32(bitPattern: type.rawValue), to: &bytes)
        if !values.isEmpty {
            Self.write(int32: Int32(truncatingIfNeeded: values.count), to: &bytes)
            Self.write(int32: 1, to: &bytes)
        }
        for value in values { try element(value, write) }
        slots.append(Slot(oid: type.array.rawValue, range: start..<bytes.count))
    }

    private mutating func element<Value>(_ value: Value?, _ write: Writer<Value>) throws(PostgresError) {
        guard let value else { return Self.write(int32: -1, to: &bytes) }
        let lengthAt = bytes.count
        Self.write(int32: 0, to: &bytes)
        try write(value, &bytes)
        let length = UInt32(truncatingIfNeeded: bytes.count - lengthAt - 4)
        for place in 0..<4 { bytes[lengthAt + place] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * place)) }
    }
}

extension ParameterBuffer {
    private static func write(int32 value: Int32, to out: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { out.append(contentsOf: $0) }
    }

    private static func write(int64 value: Int64, to out: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { out.append(contentsOf: $0) }
    }

    private static func write(text value: String, to out: inout [UInt8]) { out.append(contentsOf: value.utf8) }
    private static func write(bytes value: [UInt8], to out: inout [UInt8]) { out.append(contentsOf: value) }
    private static func write(bool value: Bool, to out: inout [UInt8]) { out.append(value ? 1 : 0) }

    private static func write(double value: Double, to out: inout [UInt8]) {
        write(int64: Int64(bitPattern: value.bitPattern), to: &out)
    }

    private static func write(uuid value: PostgresUUID, to out: inout [UInt8]) {
        write(int64: Int64(bitPattern: value.high), to: &out)
        write(int64: Int64(bitPattern: value.low), to: &out)
    }

    /// The one byte before the text is the version of jsonb's wire format.
    private static func write(json value: String, to out: inout [UInt8]) {
        out.append(1)
        out.append(contentsOf: value.utf8)
    }

    private static func write(microseconds value: Int64, to out: inout [UInt8]) throws(PostgresError) {
        let (sinceEpoch, overflow) = value.subtractingReportingOverflow(PostgresOID.epochMicroseconds)
        // The two outermost values mean infinity to PostgreSQL; beyond year 294276 it has no dates anyway.
        guard !overflow, sinceEpoch != .max, sinceEpoch != .min else {
            throw PostgresError("22008", "the timestamp \(value) µs is outside of what PostgreSQL can hold")
        }
        write(int64: sinceEpoch, to: &out)
    }
}
