/// Reads the binary format of a one-dimensional array; every length is checked, since it comes from outside.
struct PostgresArrayReader {
    private var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    /// Whether a column of this type can be an array at all.
    static func accepts(_ oid: UInt32) -> Bool {
        if oid >= PostgresOID.firstUserDefined { return true }
        switch oid {
        // Those of PostgresOID, and varchar[], int4[], int2[], float4[], json[], name[], oid[], bpchar[].
        case 1000, 1001, 1009, 1016, 1022, 1185, 2951, 3807, 1015, 1007, 1005, 1021, 199, 1003, 1028, 1014: return true
        default: return false
        }
    }

    /// The elements; `nil` where the bytes are no array of the type or have more than one dimension.
    mutating func elements<Value>(of type: PostgresType<Value>) -> [Value?]? {
        guard let dimensions = int32(), int32() != nil, let element = int32() else { return nil }
        guard dimensions != 0 else { return [] }
        guard dimensions == 1, type.accepts(UInt32(bitPattern: element)) else { return nil }
        // Each element takes its four bytes of length at least, which bounds what is reserved.
        guard let count = int32(), int32() != nil, count >= 0, Int(count) <= rest.count / 4 else { return nil }
        var values: [Value?] = []
        values.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let length = int32() else { return nil }
            if length == -1 {
                values.append(nil)
                continue
            }
            guard let bytes = take(Int(length)), let value = type.decode(bytes) else { return nil }
            values.append(value)
        }
        return values
    }

    private mutating func int32() -> Int32? { take(4).flatMap { bigEndian($0, as: Int32.self) } }

    private mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
        return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
    }
}
