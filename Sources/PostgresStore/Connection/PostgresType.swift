/// How values of one kind are read out of a result: the column types that it takes and the binary format of them.
package struct PostgresType<Value: Sendable>: Sendable {
    /// What the reader expected, for the error message.
    let name: String
    /// Whether a column of the type with this number can be read so.
    let accepts: @Sendable (UInt32) -> Bool
    /// The value; `nil` where the bytes are none.
    let decode: @Sendable (UnsafeRawBufferPointer) -> Value?
}

extension PostgresType where Value == String {
    /// `text`, `varchar`, `char(n)`, `name`, and enum types by their label.
    package static var text: Self { texts }
    /// `json` and `jsonb` as JSON text.
    package static var json: Self { jsons }
}

extension PostgresType where Value == Int64 {
    /// `bigint`, `integer`, `smallint`, `oid`.
    package static var int64: Self { integers }
    /// `timestamptz` in microseconds since 1970-01-01T00:00:00Z.
    package static var microseconds: Self { moments }
}

extension PostgresType where Value == Bool {
    /// `boolean`.
    package static var bool: Self { booleans }
}

extension PostgresType where Value == Double {
    /// `double precision` and `real`. `numeric` is refused: cast it in the statement.
    package static var double: Self { doubles }
}

extension PostgresType where Value == [UInt8] {
    /// `bytea`.
    package static var bytes: Self { byteStrings }
}

extension PostgresType where Value == PostgresUUID {
    /// `uuid`.
    package static var uuid: Self { uuids }
}

// Made once: reading a column should not build closures.
private let texts = PostgresType<String>(name: "text") { oid in
    switch PostgresOID(rawValue: oid) {
    case .text, .varchar, .bpchar, .name: true
    case nil: oid >= PostgresOID.firstUserDefined
    default: false
    }
} decode: {
    String(decoding: $0, as: UTF8.self)
}

private let jsons = PostgresType<String>(name: "json") { oid in
    oid == PostgresOID.jsonb.rawValue || oid == PostgresOID.json.rawValue
} decode: { bytes in
    // jsonb has a version byte in front, and no JSON text starts with that character.
    String(decoding: bytes.first == 1 ? UnsafeRawBufferPointer(rebasing: bytes.dropFirst()) : bytes, as: UTF8.self)
}

private let integers = PostgresType<Int64>(name: "integer") { oid in
    switch PostgresOID(rawValue: oid) {
    case .int8, .int4, .int2, .oid: true
    default: false
    }
} decode: { bytes in
    switch bytes.count {
    case 8: bigEndian(bytes, as: Int64.self)
    case 4: bigEndian(bytes, as: Int32.self).map(Int64.init)
    case 2: bigEndian(bytes, as: Int16.self).map(Int64.init)
    default: nil
    }
}

private let moments = PostgresType<Int64>(name: "timestamptz") {
    $0 == PostgresOID.timestamptz.rawValue
} decode: {
    guard let sinceEpoch = bigEndian($0, as: Int64.self), sinceEpoch != .max, sinceEpoch != .min else { return nil }
    let (value, overflow) = sinceEpoch.addingReportingOverflow(PostgresOID.epochMicroseconds)
    return overflow ? nil : value
}

private let booleans = PostgresType<Bool>(name: "boolean") {
    $0 == PostgresOID.bool.rawValue
} decode: {
    $0.first.map { $0 != 0 }
}

private let doubles = PostgresType<Double>(name: "double precision") { oid in
    oid == PostgresOID.float8.rawValue || oid == PostgresOID.float4.rawValue
} decode: { bytes in
    bytes.count == 4
        ? bigEndian(bytes, as: UInt32.self).map { Double(Float(bitPattern: $0)) }
        : bigEndian(bytes, as: UInt64.self).map(Double.init(bitPattern:))
}

private let byteStrings = PostgresType<[UInt8]>(name: "bytea") {
    $0 == PostgresOID.bytea.rawValue
} decode: {
    Array($0)
}

private let uuids = PostgresType<PostgresUUID>(name: "uuid") {
    $0 == PostgresOID.uuid.rawValue
} decode: { bytes in
    guard bytes.count == 16,
        let high = bigEndian(UnsafeRawBufferPointer(rebasing: bytes.prefix(8)), as: UInt64.self),
        let low = bigEndian(UnsafeRawBufferPointer(rebasing: bytes.suffix(8)), as: UInt64.self)
    else { return nil }
    return PostgresUUID(high: high, low: low)
}

/// The big-endian integer that fills `bytes`; `nil` where the length is another.
func bigEndian<Integer: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, as type: Integer.Type) -> Integer? {
    guard bytes.count == MemoryLayout<Integer>.size else { return nil }
    return Integer(bigEndian: bytes.loadUnaligned(as: type))
}
