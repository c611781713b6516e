/// The built-in types that the adapter sends and reads, by the numbers of `pg_type.dat` (they never change).
enum PostgresOID: UInt32 {
    case bool = 16
    case bytea = 17
    case name = 19
    case int8 = 20
    case int2 = 21
    case int4 = 23
    case text = 25
    case oid = 26
    case json = 114
    case float4 = 700
    case float8 = 701
    case bpchar = 1042
    case varchar = 1043
    case timestamptz = 1184
    case uuid = 2950
    case jsonb = 3802

    case boolArray = 1000
    case byteaArray = 1001
    case textArray = 1009
    case int8Array = 1016
    case float8Array = 1022
    case timestamptzArray = 1185
    case uuidArray = 2951
    case jsonbArray = 3807

    /// Where the numbers of user-defined types (enums, for instance) begin.
    static let firstUserDefined: UInt32 = 16384

    /// 2000-01-01T00:00:00Z, from where PostgreSQL counts, in microseconds since 1970.
    static let epochMicroseconds: Int64 = 946_684_800_000_000

    /// The type of an array of these, for the types that are sent as arrays.
    var array: PostgresOID {
        switch self {
        case .bool: .boolArray
        case .bytea: .byteaArray
        case .int8: .int8Array
        case .float8: .float8Array
        case .timestamptz: .timestamptzArray
        case .uuid: .uuidArray
        case .jsonb: .jsonbArray
        default: .textArray
        }
    }

    /// What a person calls the type with this number.
    static func name(of oid: UInt32) -> String {
        PostgresOID(rawValue: oid).map { "\($0)" } ?? "type number \(oid)"
    }
}
