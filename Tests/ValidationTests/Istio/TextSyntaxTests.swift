import Testing

@testable import Validation

/// The texts that policies are made of, as Istio reads them.
@Suite struct TextSyntaxTests {
    @Test(arguments: [
        "1.2.3.4", "0.0.0.0", "::", "::1", "1::", "fe80::1%eth0", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4", "001:db8::",
        "1:2:3:4:5:6:7::",
    ])
    func addresses(_ text: String) { #expect(IPAddressSyntax.isAddress(text)) }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.a", ":", ":::", "1:2", "1::2::3", "1:2:3:4:5:6:7:8:9",
        "12345::",
        "::1%", "1:2:3:4:5:6:7:8::", ":1:2:3:4:5:6:7", "1.2.3.4::", "a", "1.2.3.4%a",
    ])
    func otherThanAddresses(_ text: String) { #expect(!IPAddressSyntax.isAddress(text)) }

    @Test func blocks() {
        for text in ["1.2.3.4/0", "1.2.3.4/32", "::/128"] { #expect(IPAddressSyntax.isBlock(text), "\(text)") }
        for text in ["1.2.3.4", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/01", "1.2.3.4/+1", "::/129", "fe80::1%a/64", "a/8"] {
            #expect(!IPAddressSyntax.isBlock(text), "\(text)")
        }
    }

    @Test func hosts() {
        for text in ["*", "a", "a.b.", "*.a", "*-a.b", "*a.b", "A.b-c"] {
            #expect(HostSyntax.fault(inPattern: text) == nil, "\(text)")
        }
        for text in ["", "a.*", "**.a", "-a", "a-", "a_b", "a.1", "a..b", String(repeating: "a", count: 64), "a/b"] {
            #expect(HostSyntax.fault(inPattern: text) != nil, "\(text)")
        }
        #expect(HostSyntax.fault(inName: "*.a") != nil)
        #expect(HostSyntax.fault(inServerName: "outbound_.80_._.a.b") == nil)
        #expect(HostSyntax.fault(inServerName: "outbound_.x_._.a.b") != nil)
    }

    @Test func lengthsOfTime() {
        for (text, length) in [
            ("0", 0), ("1h2m3s", 3_723_000_000_000), ("-1.5s", -1_500_000_000), ("2.000000042s", 2_000_000_042),
            (".5ms", 500_000), ("0.1ns", 0),
        ] {
            #expect(GoDuration.nanoseconds(text) == Int64(length), "\(text)")
        }
        for text in ["", "1", "s", "1d", "1 s", "300000h100000000h", "1..2s", "+"] {
            #expect(GoDuration.nanoseconds(text) == nil, "\(text)")
        }
    }

    @Test func valuesOfHeaders() {
        for text in [
            "", "a", "100%%", "%A%", "a %A(b)% c", "%A([\"b\", \"c\"])%", "%A([\"b\\\"\"] ) %", "%A(%b %c)%", "%A%%B%",
            "\t",
        ] {
            #expect(HeaderFormat.fault(in: text) == nil, "\(text)")
        }
        for text in [
            "%", "a%", "%A", "%A%%", "%A(", "%A(b", "%A([b])%", "%A([\"b\" \"c\"])%", "%A(b)c%", "\n", "\u{7F}",
            "%A(b\\",
        ] {
            #expect(HeaderFormat.fault(in: text) != nil, "\(text)")
        }
    }

    @Test func addressesOfTheWeb() {
        for text in ["http://a", "https://u:p@a:80/b?c#d", "//a", "a/b", "/a:b", "http:a", "http://[::1]:80/"] {
            #expect(URLSyntax(text) != nil, "\(text)")
        }
        for text in ["http://a:b", "a b:c", "http://a b", "http://[::1", "http://a/%zz", ":a", "a\nb"] {
            #expect(URLSyntax(text) == nil, "\(text)")
        }
        #expect(URLSyntax("HTTPS://a")?.scheme == "https" && URLSyntax("a", isRequest: true) == nil)
    }
}
