import CRabbitMQ
import Domain

extension String {
    /// A copy of what `bytes` points to; what is no UTF-8 in it is replaced.
    init(_ bytes: amqp_bytes_t) {
        self.init(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}

extension JSONValue {
    /// A copy of an AMQP table. What JSON does not have becomes `null`, and so does nesting deeper than 8, which only a
    /// hostile sender makes.
    init(_ table: amqp_table_t, depth: Int = 0) {
        var members: [String: JSONValue] = [:]
        for entry in UnsafeBufferPointer(start: table.entries, count: Int(max(0, table.num_entries))) {
            members[String(entry.key)] = JSONValue(entry.value, depth: depth + 1)
        }
        self = .object(members)
    }

    private init(_ field: amqp_field_value_t, depth: Int) {
        let value = field.value
        switch amqp_field_value_kind_t(UInt32(field.kind)) {
        case AMQP_FIELD_KIND_BOOLEAN: self = .bool(value.boolean != 0)
        case AMQP_FIELD_KIND_I8: self = .int(Int64(value.i8))
        case AMQP_FIELD_KIND_U8: self = .int(Int64(value.u8))
        case AMQP_FIELD_KIND_I16: self = .int(Int64(value.i16))
        case AMQP_FIELD_KIND_U16: self = .int(Int64(value.u16))
        case AMQP_FIELD_KIND_I32: self = .int(Int64(value.i32))
        case AMQP_FIELD_KIND_U32: self = .int(Int64(value.u32))
        case AMQP_FIELD_KIND_I64: self = .int(value.i64)
        case AMQP_FIELD_KIND_U64, AMQP_FIELD_KIND_TIMESTAMP: self = .int(Int64(clamping: value.u64))
        case AMQP_FIELD_KIND_F32: self = .double(Double(value.f32))
        case AMQP_FIELD_KIND_F64: self = .double(value.f64)
        case AMQP_FIELD_KIND_UTF8, AMQP_FIELD_KIND_BYTES: self = .string(String(value.bytes))
        case AMQP_FIELD_KIND_TABLE: self = depth < 8 ? JSONValue(value.table, depth: depth) : .null
        case AMQP_FIELD_KIND_ARRAY: self = depth < 8 ? JSONValue(value.array, depth: depth) : .null
        default: self = .null
        }
    }

    private init(_ array: amqp_array_t, depth: Int) {
        let fields = UnsafeBufferPointer(start: array.entries, count: Int(max(0, array.num_entries)))
        self = .array(fields.map { JSONValue($0, depth: depth + 1) })
    }
}

extension Delivery.Content {
    /// A copy of a message's properties; the body comes in later frames.
    init(_ properties: amqp_basic_properties_t) {
        let flags = properties._flags
        func text(_ flag: Int32, _ bytes: amqp_bytes_t) -> String? {
            flags & UInt32(flag) == 0 ? nil : String(bytes)
        }
        contentType = text(AMQP_BASIC_CONTENT_TYPE_FLAG, properties.content_type)
        messageID = text(AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id)
        correlationID = text(AMQP_BASIC_CORRELATION_ID_FLAG, properties.correlation_id)
        replyTo = text(AMQP_BASIC_REPLY_TO_FLAG, properties.reply_to)
        if flags & UInt32(AMQP_BASIC_HEADERS_FLAG) != 0 {
            headers = JSONValue(properties.headers).object ?? [:]
        }
    }
}
