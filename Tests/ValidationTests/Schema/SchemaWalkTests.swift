import Domain
import Testing
import YAML

@testable import Validation

@Suite struct SchemaWalkTests {
    /// The built-in definitions are those of the standard channel; a cluster may have the other one.
    @Test func fieldsOfTheExperimentalChannel() {
        func found(_ kind: String, _ spec: String, _ schemas: SchemaCatalogue = .builtIn) -> [String] {
            var settings = MeshSettings()
            settings.schemas = schemas
            let text =
                "apiVersion: gateway.networking.k8s.io/v1\nkind: \(kind)\nmetadata: {name: r, namespace: s}\n"
                + "spec: {\(spec)}\n"
            return findings(text, ["HS1015", "HS2001", "HS2017"], settings: settings).map {
                $0.replacing(" \(kind) s/r spec.", with: " ")
            }
        }
        let retry = "rules: [{retry: {attempts: 1}, sessionPersistence: {}, retrys: {}}], useDefaultGateways: All"
        #expect(
            found("HTTPRoute", retry).sorted() == [
                "HS2001 rules[0].retrys", "HS2017 rules[0].retry", "HS2017 rules[0].sessionPersistence",
                "HS2017 useDefaultGateways",
            ])
        #expect(found("GRPCRoute", "rules: [{retry: {}}]") == ["HS2001 rules[0].retry"])
        #expect(found("Gateway", "defaultScope: All, retry: {}").sorted() == ["HS1015 retry", "HS2017 defaultScope"])
        let served = SchemaCatalogue(
            name: "cluster", schemas: SchemaCatalogue.builtIn.schemas(of: .httpRoute))
        #expect(found("HTTPRoute", retry, served).allSatisfy { !$0.hasPrefix("HS2017") })
    }

    private func remarks(_ schema: String, _ value: String) throws -> [String] {
        let tree = try #require(try YAMLParser.documents(schema).first?.value)
        var reader = SchemaReader(.root)
        let node = reader.node(tree)
        #expect(reader.faults.isEmpty)
        var walk = SchemaWalk(name: "Thing v1")
        walk.within("spec") { $0.check((try? YAMLParser.documents(value).first?.value) ?? .null, node) }
        return walk.remarks.map { "\($0.code.id) \($0.path): \($0.message)" + ($0.hint.map { " (\($0))" } ?? "") }
    }

    @Test(arguments: [
        ("type: string", "1", "HS2002 spec: must be a string and is an integer (put it in quotes)"),
        ("type: integer", "'1'", "HS2002 spec: must be an integer and is a string (leave out the quotes)"),
        ("type: integer", "1.5", "HS2002 spec: must be an integer and is a number"),
        ("type: array", "a", "HS2002 spec: must be a list and is a string (a list has '- ' before each element)"),
        ("type: object", "~", "HS2002 spec: must be an object and is null (give it a value or leave the field out)"),
        (
            "x-kubernetes-int-or-string: true", "true",
            "HS2002 spec: must be an integer or a string and is true or false"
        ),
        (
            "{type: string, enum: [STRICT, PERMISSIVE]}", "strikt",
            #"HS2003 spec: must be one of "STRICT", "PERMISSIVE" and is "strikt" (did you mean STRICT?)"#
        ),
        ("{type: integer, minimum: 1}", "0", "HS2004 spec: must be at least 1 and is 0"),
        ("{type: number, maximum: 1, exclusiveMaximum: true}", "1", "HS2004 spec: must be less than 1 and is 1"),
        ("{type: integer, format: int32}", "3000000000", "HS2004 spec: does not fit int32: 3000000000"),
        ("{type: integer, multipleOf: 5}", "7", "HS2004 spec: must be a multiple of 5 and is 7"),
        ("{type: string, minLength: 1, pattern: a}", "''", "HS2005 spec: must not be empty"),
        ("{type: string, maxLength: 2}", "äöü", "HS2005 spec: must be at most 2 characters long and has 3"),
        (
            "{type: string, pattern: '^a+$'}", "b",
            #"HS2006 spec: does not match what is wanted there: "b" (it must match ^a+$)"#
        ),
        ("{type: string, format: ipv4}", "1.2.3", #"HS2007 spec: must be an IPv4 address and is "1.2.3""#),
        ("{type: array, minItems: 1}", "[]", "HS2008 spec: must have at least 1 elements and has 0"),
        (
            "{type: object, maxProperties: 0, additionalProperties: true}", "{a: 1}",
            "HS2008 spec: must have at most 0 fields and has 1"
        ),
        ("{type: object, required: [host]}", "{}", "HS2009 spec.host: is missing (it is required in spec)"),
        (
            "{type: object, properties: {host: {type: string}}}", "{hots: a}",
            "HS1015 spec.hots: is not a field of Thing v1 (did you mean host?)"
        ),
        (
            "{type: object, properties: {a: {type: object, properties: {host: {}}}}}", "{a: {zzzz: a}}",
            "HS2001 spec.a.zzzz: is not a field of a (known are host)"
        ),
        (
            "{type: array, items: {type: string}, x-kubernetes-list-type: set}", "[a, b, a]",
            "HS2011 spec[2]: is in the list already (the first one is element 0)"
        ),
        (
            "{type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [num]}",
            "[{num: 1}, {num: 1}]", "HS2011 spec[1]: is there already with the same num (the first one is element 0)"
        ),
        (
            "{type: object, x-kubernetes-preserve-unknown-fields: true, oneOf: [{not: {anyOf: [{required: [a]}, {required: [b]}]}}, {required: [a]}, {required: [b]}]}",
            "{a: 1, b: 2}", "HS2010 spec: has a and b, of which only one may be there (keep one of them)"
        ),
        (
            "{type: object, x-kubernetes-preserve-unknown-fields: true, oneOf: [{required: [a]}, {required: [b]}]}",
            "{}",
            "HS2010 spec: must have exactly one of a, b"
        ),
        (
            "{type: string, anyOf: [{pattern: '^a$'}, {format: ipv4}]}", "b",
            "HS2010 spec: must fit at least one of these: matching ^a$; ipv4"
        ),
        (
            "{type: object, x-kubernetes-preserve-unknown-fields: true, not: {required: [a]}}", "{a: 1}",
            "HS2010 spec: must not have a"
        ),
        (
            "{type: integer, x-kubernetes-validations: [{rule: self > 5, message: must be more than five}]}", "1",
            "HS2012 spec: breaks a rule of the schema: must be more than five"
        ),
        (
            "{type: object, properties: {num: {type: integer}}, x-kubernetes-validations: [{rule: self.num > 5, messageExpression: \"'it is ' + string(self.num)\", fieldPath: .num}]}",
            "{num: 1}", "HS2012 spec.num: breaks a rule of the schema: it is 1"
        ),
        (
            "{type: object, properties: {num: {type: integer}}, x-kubernetes-validations: [{rule: self.num > 5}]}",
            "{}",
            "HS2012 spec: breaks a rule of the schema: self.num > 5 (there is no field num)"
        ),
        (
            "{type: string, x-kubernetes-validations: [{rule: quantity(self) > 1, message: m}]}", "a",
            #"HS2016 spec: the rule "m" was not checked (HotSwap's CEL does not know the function quantity)"#
        ),
    ])
    func faultsAreTold(_ schema: String, _ value: String, _ expected: String) throws {
        #expect(try remarks(schema, value) == [expected])
    }

    @Test(arguments: [
        ("{type: integer}", "5.0"), ("{type: number}", "5"), ("{type: string, nullable: true}", "~"), ("{}", "~"),
        ("x-kubernetes-int-or-string: true", "50%"),
        ("{type: integer, x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}", "a"),
        ("{type: object, x-kubernetes-preserve-unknown-fields: true}", "{a: {b: c}}"),
        ("{type: object, additionalProperties: {type: string}}", "{a: b}"),
        ("{type: array, items: {type: object, properties: {num: {type: integer, default: 1}}}}", "[{}]"),
        ("{type: integer, x-kubernetes-validations: [{rule: self == oldSelf}]}", "5"),
    ])
    func whatIsRightIsSilent(_ schema: String, _ value: String) throws { #expect(try remarks(schema, value) == []) }

    /// The server fills in defaults before it looks at rules and at the keys of lists.
    @Test func defaultsAreFilledIn() throws {
        let schema = try #require(
            try YAMLParser.documents(
                """
                type: object
                properties:
                  kind: {type: string, default: Service}
                  refs:
                    type: array
                    items: {type: object, properties: {port: {type: integer, default: 80}, name: {type: string}}}
                  free: {type: object, additionalProperties: {type: object, properties: {x: {type: integer, default: 1}}}}
                """
            ).first?.value)
        var reader = SchemaReader(.root)
        let node = reader.node(schema)
        #expect(
            SchemaDefaults.filled(["refs": [["name": "a"], ["port": 1]], "free": ["k": ["y": 2]]], node) == [
                "kind": "Service", "refs": [["name": "a", "port": 80], ["port": 1]], "free": ["k": ["y": 2, "x": 1]],
            ])
        #expect(SchemaDefaults.filled(["kind": nil], node) == ["kind": "Service"])
    }

    /// What cannot be checked of one place hides no rule of what holds it, and decides no alternative.
    @Test(arguments: [
        (
            "{type: object, properties: {a: {type: string, pattern: '(?!x)'}}, x-kubernetes-validations: "
                + "[{rule: 'size(self.a) < 1', message: too long}]}", ["HS2012 spec", "HS2016 spec.a"]
        ),
        (
            "{type: object, properties: {a: {type: string, x-kubernetes-validations: [{rule: "
                + "'quantity(self).isInteger()'}]}}, x-kubernetes-validations: [{rule: 'size(self.a) < 1'}]}",
            ["HS2012 spec", "HS2016 spec.a"]
        ),
        ("{anyOf: [{properties: {a: {pattern: '(?!x)'}}}, {required: [b]}]}", ["HS2016 spec"]),
        ("{oneOf: [{properties: {a: {pattern: '(?!x)'}}}, {required: [b]}]}", ["HS2016 spec"]),
        ("{not: {properties: {a: {pattern: '(?!x)'}}}}", ["HS2016 spec"]),
        ("{anyOf: [{properties: {a: {pattern: '(?!x)'}}}, {required: [a]}]}", []),
    ]) func whatIsNotEvaluated(_ schema: String, _ found: [String]) throws {
        #expect(
            try remarks(schema, "{a: bc}").map { String($0.prefix { $0 != ":" }) }.sorted() == found, "\(schema)")
    }

    @Test func whatIsIndentedTooLittleIsToldSo() throws {
        let schema =
            "{type: object, properties: {destination: {type: object, properties: {host: {type: string}, subset: {type: "
            + "string}}}, match: {type: array, items: {type: object, properties: {uri: {type: object}}}}}}"
        let hint = " (indent what belongs in it further; in a list, with '- ' before each element)"
        #expect(
            try remarks(schema, "{destination: , host: a}") == [
                "HS2002 spec.destination: is empty, and host, which belongs in it, stands beside it" + hint
            ])
        #expect(
            try remarks(schema, "{destination: , host: a, subset: b}") == [
                "HS2002 spec.destination: is empty, and host, subset, which belong in it, stand beside it" + hint
            ])
        #expect(
            try remarks(schema, "{match: , uri: {}}") == [
                "HS2002 spec.match: is empty, and uri, which belongs in it, stands beside it" + hint
            ])
        #expect(
            try remarks(schema, "{destination: , foo: a}").sorted() == [
                "HS1015 spec.foo: is not a field of Thing v1 (known are destination, match)",
                "HS2002 spec.destination: must be an object and is null (give it a value or leave the field out)",
            ])
    }

    /// What is beyond the first thousand is counted.
    @Test func everyFaultCounts() throws {
        let routes = (0..<1500).map { "{route: [{destination: {hosst: 5, host: a}}], foo\($0): 1}" }
        let report = Validator.validate(
            known(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a, namespace: b}\n"
                    + "spec: {hosts: [a], http: [\(routes.joined(separator: ", "))]}"), by: { $0.name == "schema" })
        #expect(report.findings.count == 1000)
        #expect(report.count(.error) == 3000)
        #expect(report.omitted[.error] == 2000)
    }

    /// A document that is wrong everywhere is told so a limited number of times.
    @Test func faultsAreNotEndless() throws {
        var reader = SchemaReader(.root)
        let node = reader.node(["type": "array", "items": ["type": "string"]])
        var walk = SchemaWalk(name: "Thing v1")
        walk.check(.array(Array(repeating: 1, count: 5000)), node)
        #expect(walk.remarks.count == SchemaWalk.mostRemarks && walk.faults == 5000)
        #expect(walk.result.compactMap(\.count) == [4000])
    }
}
