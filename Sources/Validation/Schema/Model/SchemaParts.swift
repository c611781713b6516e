import Domain

/// The keywords of a schema that HotSwap knows, as they are written there.
struct SchemaParts: Sendable {
    /// `nil` where any type is taken.
    var type: SchemaType?
    var properties: [String: SchemaNode] = [:]
    var others = Others.unknown
    var items: SchemaNode?
    var required: [String] = []
    var isNullable = false
    /// Fields that the schema does not name are kept (`x-kubernetes-preserve-unknown-fields`).
    var keepsUnknown = false
    var isIntOrString = false
    var values: [JSONValue] = []
    var defaultValue: JSONValue?
    var minimum: Double?
    var maximum: Double?
    var excludesMinimum = false
    var excludesMaximum = false
    var multipleOf: Double?
    /// How many characters, elements or members there may be.
    var length = Bounds()
    var count = Bounds()
    var members = Bounds()
    var pattern: String?
    var format: String?
    var list = List.atomic
    var allOf: [SchemaNode] = []
    var anyOf: [SchemaNode] = []
    var oneOf: [SchemaNode] = []
    var not: SchemaNode?
    var rules: [SchemaRule] = []

    /// What members beside `properties` are (`additionalProperties`).
    enum Others: Sendable {
        case unknown
        case anything
        case like(SchemaNode)
    }

    struct Bounds: Hashable, Sendable {
        var least: Int?
        var most: Int?
    }

    /// `x-kubernetes-list-type`
    enum List: Hashable, Sendable {
        case atomic
        case set
        case map(keys: [String])
    }
}

enum SchemaType: String, Hashable, Sendable, CaseIterable {
    case object, array, string, integer, number, boolean

    /// As a message names it.
    var noun: String {
        switch self {
        case .object: "an object"
        case .array: "a list"
        case .string: "a string"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "true or false"
        }
    }
}

/// A rule in CEL, one of `x-kubernetes-validations`.
final class SchemaRule: Sendable {
    let text: String
    let message: String?
    let messageExpression: String?
    /// Where the finding belongs, below the place of the rule: `.port`.
    let fieldPath: String?
    /// The rule as it can be evaluated, read when it is first needed.
    let program: Lazily<Result<CELProgram, CELFault>>

    init(_ text: String, message: String? = nil, messageExpression: String? = nil, fieldPath: String? = nil) {
        self.text = text
        self.message = message
        self.messageExpression = messageExpression
        self.fieldPath = fieldPath
        program = Lazily { Result { () throws(CELFault) in try CELProgram(text) } }
    }
}
