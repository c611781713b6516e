import Domain

/// A function of CEL, Kubernetes' own included.
struct CELFunction: Sendable {
    let name: String
    /// How many arguments it takes, the receiver of a method counted.
    let arity: ClosedRange<Int>
    /// `nil`: as a function and as a method.
    let isMethod: Bool?
    let apply: @Sendable ([CELValue], inout Int) throws(CELFault) -> CELValue

    static func named(_ name: String, isMethod: Bool, takes count: Int) throws(CELFault) -> CELFunction {
        let arity = isMethod ? count + 1 : count
        guard let found = all[name], found.arity.contains(arity), found.isMethod.map({ $0 == isMethod }) ?? true else {
            throw .unsupported("the function \(name)")
        }
        return found
    }

    private static let all: [String: CELFunction] = Dictionary(
        (general + texts + lists + addresses).map { ($0.name, $0) }
    ) { first, _ in first }

    static func function(
        _ name: String, _ arity: ClosedRange<Int> = 1...1,
        _ apply: @escaping @Sendable ([CELValue]) throws(CELFault) -> CELValue
    ) -> CELFunction {
        CELFunction(name: name, arity: arity, isMethod: false) { (values, _) throws(CELFault) in try apply(values) }
    }

    static func method(
        _ name: String, _ arity: ClosedRange<Int> = 1...1,
        _ apply: @escaping @Sendable ([CELValue]) throws(CELFault) -> CELValue
    ) -> CELFunction {
        CELFunction(name: name, arity: arity, isMethod: true) { (values, _) throws(CELFault) in try apply(values) }
    }

    /// Conversions, and what is not of one type.
    private static let general: [CELFunction] = [
        CELFunction(name: "size", arity: 1...1, isMethod: nil) { (values, _) throws(CELFault) in
            switch values[0] {
            case .plain(.string(let text)): .int(text.unicodeScalars.count)
            case .plain(.array(let elements)): .int(elements.count)
            case .plain(.object(let members)): .int(members.count)
            default: throw .noOverload("size")
            }
        },
        function("type") { values throws(CELFault) in .type(values[0].typeName) },
        function("dyn") { values throws(CELFault) in values[0] },
        function("int") { values throws(CELFault) in .plain(.int(try integer(values[0]))) },
        function("double") { values throws(CELFault) in .plain(.double(try double(values[0]))) },
        function("string") { values throws(CELFault) in .string(try text(values[0])) },
        function("bool") { values throws(CELFault) in
            switch values[0] {
            case .plain(.bool(let value)): .bool(value)
            case .plain(.string("true")): .bool(true)
            case .plain(.string("false")): .bool(false)
            default: throw .noOverload("bool")
            }
        },
        function("duration") { values throws(CELFault) in
            if case .duration = values[0] { return values[0] }
            guard case .plain(.string(let text)) = values[0] else { throw .noOverload("duration") }
            guard let length = GoDuration.nanoseconds(text) else {
                throw .failed("\"\(text.prefix(64))\" is no duration")
            }
            return .duration(length)
        },
        method("getHours") { values throws(CELFault) in try part(values[0], 3_600_000_000_000) },
        method("getMinutes") { values throws(CELFault) in try part(values[0], 60_000_000_000) },
        method("getSeconds") { values throws(CELFault) in try part(values[0], 1_000_000_000) },
        method("getMilliseconds") { values throws(CELFault) in try part(values[0], 1_000_000) },
    ]

    private static func part(_ value: CELValue, _ unit: Int64) throws(CELFault) -> CELValue {
        guard case .duration(let length) = value else { throw .noOverload("get…") }
        return .plain(.int(length / unit))
    }

    private static func integer(_ value: CELValue) throws(CELFault) -> Int64 {
        switch value {
        case .plain(.int(let value)): return value
        case .plain(.double(let value)):
            guard let whole = Int64(exactly: value.rounded(.towardZero)) else { throw .failed("a number is too large") }
            return whole
        case .plain(.string(let text)):
            guard let value = Int64(text) else { throw .failed("\"\(text.prefix(64))\" is no integer") }
            return value
        case .duration(let length): return length / 1_000_000_000
        default: throw .noOverload("int")
        }
    }

    private static func double(_ value: CELValue) throws(CELFault) -> Double {
        switch value {
        case .plain(.string(let text)):
            guard let value = Double(text) else { throw .failed("\"\(text.prefix(64))\" is no number") }
            return value
        default:
            guard let number = value.json?.number else { throw .noOverload("double") }
            return number
        }
    }

    private static func text(_ value: CELValue) throws(CELFault) -> String {
        switch value {
        case .plain(.string(let text)): return text
        case .plain(.int(let number)): return String(number)
        case .plain(.bool(let value)): return String(value)
        case .plain(.double(let number)): return SchemaWords.text(number)
        default: throw .noOverload("string")
        }
    }

    /// Addresses of the network.
    private static let addresses: [CELFunction] = [
        function("isIP") { values throws(CELFault) in .bool(IPAddressSyntax.isPlain(try string(values, 0))) },
        function("isCIDR") { values throws(CELFault) in .bool(IPAddressSyntax.isBlock(try string(values, 0))) },
        function("isURL") { values throws(CELFault) in .bool(URLSyntax(try string(values, 0), isRequest: true) != nil)
        },
        function("url") { values throws(CELFault) in
            let text = try string(values, 0)
            guard let url = URLSyntax(text, isRequest: true) else { throw .failed("\"\(text.prefix(64))\" is no URL") }
            return .url(url)
        },
        method("getScheme") { values throws(CELFault) in .string(try url(values).scheme) },
        method("getHost") { values throws(CELFault) in .string(try url(values).host) },
        method("getHostname") { values throws(CELFault) in .string(try url(values).hostname) },
        method("getPort") { values throws(CELFault) in .string(try url(values).port) },
        method("getEscapedPath") { values throws(CELFault) in .string(try url(values).path) },
    ]

    private static func url(_ values: [CELValue]) throws(CELFault) -> URLSyntax {
        guard case .url(let url) = values[0] else { throw .noOverload("get…") }
        return url
    }

    static func string(_ values: [CELValue], _ index: Int) throws(CELFault) -> String {
        guard values.indices.contains(index), case .plain(.string(let text)) = values[index] else {
            throw .failed("a string is wanted")
        }
        return text
    }

    static func int(_ values: [CELValue], _ index: Int) throws(CELFault) -> Int {
        guard values.indices.contains(index), case .plain(.int(let number)) = values[index] else {
            throw .failed("an integer is wanted")
        }
        return Int(clamping: number)
    }
}
