import Testing

@testable import Validation

/// What is CEL and what is not, as cel-go's parser has it.
@Suite struct CELSyntaxTests {
    @Test(arguments: [
        "response.code >= 400 || !has(request.headers.x)", "'x' in request.headers && request.headers['x'] != \"\"",
        "connection.mtls && request.url_path.contains('v1beta3')", "response.code", "(a ? b : c) ? d : e ? f : g",
        #"r'\d' + R"""a"b""" + 'a\n\x41\u00e9\U0001F600\101' + '\'' == b'\xff' + br"x" + Rb.c"#, "''' '\n'''",
        "- - 1 - -1 < !!a && !-1 in b", "1u + 0xFFu - 0x1f * 1.5e-3 / .5 % 1E9 == 1",
        "-9223372036854775808 < 0x7FFFFFFFFFFFFFFF", "a -9223372036854775807", "!-0x8000000000000000",
        "18446744073709551615u", "-1.a() - -1.5.b",
        "[] + [,] + [1, 2,] == {} + {,} + {'a': b, 1: 2,}", "a.b.C{d: 1, for: e,}.f[0].g()", ".a.b(.c, d)",
        "a.all(x, x > 1) && b.map(x, y, z)", "a.exists_one((x), has(x.y)) // so", "a.map(1) + all(1, 2)",
        "a.while.var()", "type(a) == google.protobuf.Any{}", "\n\ta\r\n==\u{0C}b", "has(has(a.b))", ".has(a)", "1.a",
    ]) func expressions(_ text: String) { #expect(CELSyntax.fault(in: text) == nil) }

    @Test(arguments: [
        "", " // nothing", ")++++", "response.code = 400", "a & b", "a and b", "response.code >=", "a ? b",
        "a ? b ? c : d : e", "'open", "'a\nb'", #"'\d'"#, #"'\x+1'"#, #"'\u12'"#, "(a", "a[1", "a.", "a.in", "a.1",
        "has(a)", "has(a['b'])", "a.all(1, true)", "a.map(b.c, d)", "a.?b", "a[?b]", "[?a]", "{a}", "{a: 1, , }",
        "[1 2]", "f(a,)", "-!a", "!-a", "1e", "0X1F", "0x", "if", "for(a)", "(a){b: 1}", "f(){}", "a{'b': 1}",
        "a{}{}", "9223372036854775808 > 1", "- -9223372036854775808", "a -9223372036854775808",
        "0x8000000000000000", "-9223372036854775809", "99999999999999999999", "18446744073709551616u", "1e999",
        "a\u{A0}== b", "%RESPONSE_CODE% >= 400", "a == 1;", "`a`", "a.`b`", "a === b", "a.true", "in",
    ]) func others(_ text: String) { #expect(CELSyntax.fault(in: text) != nil) }

    @Test func whatCannotBeToldIsTaken() {
        let deep = String(repeating: "(", count: 200) + "a" + String(repeating: ")", count: 200)
        #expect(CELSyntax.fault(in: deep) == nil)
        #expect(CELSyntax.fault(in: "a = " + String(repeating: "a", count: CELLexer.longest)) == nil)
    }
}
