import CRabbitMQ
import Domain

/// Memory for the arguments of one call: what C gets stays valid until `recycle`, unlike a pointer into a Swift
/// string, which is gone when the expression ends (`amqp_cstring_bytes` must never be used).
final class WirePool {
    private var pool = amqp_pool_t()

    init() { init_amqp_pool(&pool, 16 << 10) }

    deinit { empty_amqp_pool(&pool) }

    /// Ends the validity of everything handed out.
    func recycle() { recycle_amqp_pool(&pool) }

    func bytes(_ text: String) throws(WireFailure) -> amqp_bytes_t {
        let count = text.utf8.count
        guard count > 0 else { return amqp_bytes_t() }
        let memory = try allocate(count)
        var text = text
        text.withUTF8 { UnsafeMutableRawBufferPointer(start: memory, count: count).copyBytes(from: $0) }
        return amqp_bytes_t(len: count, bytes: memory)
    }

    /// A table of strings.
    func table(_ texts: [String: String]) throws(WireFailure) -> amqp_table_t {
        try table(texts.mapValues { .string($0) })
    }

    /// A table of strings, integers, booleans and tables of these; anything else becomes its JSON text.
    func table(_ members: [String: JSONValue]) throws(WireFailure) -> amqp_table_t {
        guard !members.isEmpty else { return amqp_table_t() }
        let size = members.count * MemoryLayout<amqp_table_entry_t>.stride
        let entries = try allocate(size).bindMemory(to: amqp_table_entry_t.self, capacity: members.count)
        var index = 0
        for (name, value) in members {
            var entry = amqp_table_entry_t()
            entry.key = try bytes(name)
            entry.value = try field(value)
            (entries + index).initialize(to: entry)
            index += 1
        }
        return amqp_table_t(num_entries: Int32(clamping: members.count), entries: entries)
    }

    private func field(_ value: JSONValue) throws(WireFailure) -> amqp_field_value_t {
        var field = amqp_field_value_t()
        switch value {
        case .bool(let flag):
            field.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
            field.value.boolean = flag ? 1 : 0
        case .int(let number):
            field.kind = UInt8(AMQP_FIELD_KIND_I64.rawValue)
            field.value.i64 = number
        case .object(let members):
            field.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
            field.value.table = try table(members)
        case .string(let text):
            field.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            field.value.bytes = try bytes(text)
        case .null, .double, .array:
            field.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            field.value.bytes = try bytes(value.jsonText)
        }
        return field
    }

    private func allocate(_ size: Int) throws(WireFailure) -> UnsafeMutableRawPointer {
        guard let memory = amqp_pool_alloc(&pool, size) else { throw .library(AMQP_STATUS_NO_MEMORY.rawValue) }
        return memory
    }
}
