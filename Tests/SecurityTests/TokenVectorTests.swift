import Domain
import Security
import Testing

/// The examples of RFC 7515, appendix A.1 to A.3. They have neither `sub` nor `aud`, so a right signature shows by the
/// complaint about `sub`.
@Suite struct TokenVectorTests {
    private static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

    static let hs256 = [
        #"{"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]}"#,
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + payload + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    ]
    static let rs256 = [
        #"{"keys":[{"kty":"RSA","e":"AQAB","alg":"RS256","use":"sig","n":""#
            + "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pC"
            + "gNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg6"
            + "65xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"
            + #"yuXpoQ"}]}"#,
        "eyJhbGciOiJSUzI1NiJ9." + payload
            + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t"
            + "1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzD"
            + "wusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77"
            + "Rw",
    ]
    static let es256 = [
        #"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
            + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#,
        "eyJhbGciOiJFUzI1NiJ9." + payload
            + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
    ]

    @Test(arguments: [hs256, rs256, es256])
    func signatureOfTheStandardIsRight(_ vector: [String]) throws {
        let keys = try VerificationKey.keys(Array(vector[0].utf8))
        let verifier = TokenVerifier(keys: keys, issuer: "joe", audience: "any")
        let right = #expect(throws: TokenError.self) { try verifier.verify(vector[1], now: 1_300_819_000) }
        #expect(right == .malformed("the claim `sub` (a text) is missing"))
        let signature = vector[1].utf8.count - 20
        var changed = Array(vector[1].utf8)
        changed[signature] = changed[signature] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        let wrong = #expect(throws: TokenError.self) {
            try verifier.verify(String(decoding: changed, as: UTF8.self), now: 1_300_819_000)
        }
        #expect(wrong == .badSignature)
    }

    @Test(arguments: [
        ("{", "not JSON"), ("{}", "`keys`"), (#"{"keys":[]}"#, "no key for"),
        (#"{"keys":[{"kty":"OKP","crv":"Ed25519"}]}"#, "no key for"),
        (#"{"keys":[{"kty":"RSA","use":"enc"}]}"#, "no key for"),
        (#"{"keys":[{"kty":"EC","crv":"P-384"}]}"#, "no key for"),
        (#"{"keys":[{"kty":"RSA","alg":"PS256"}]}"#, "no key for"),
        (#"{"keys":[{"kty":"RSA","e":"AQAB"}]}"#, "keys[0].n"),
        (#"{"keys":[{"kty":"RSA","e":"AQAB","n":"AQAB"}]}"#, "bits is too weak"),
        (#"{"keys":[{"kty":"oct","k":"AQAB"}]}"#, "32 bytes"),
        (#"{"keys":[{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}]}"#, "32 bytes"),
        (
            #"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}]}"#,
            "no valid public key"
        ), ("hello", "PEM"), ("", "PEM"),
        ("-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n", "PEM"),
    ])
    func badKeyFileIsRefused(_ content: String, _ message: String) {
        let error = #expect(throws: SecurityError.self) { try VerificationKey.keys(Array(content.utf8)) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }
}
