import Domain
import Ports
import PostgresStore
import Testing

/// Every type goes to the server and comes back as it was.
@Suite(.enabled(if: ConnectionFixture.mustRun)) struct ConnectionTypesTests {
    static let nastyTexts: [String?] = [
        "", "plain", "NULL", "null", nil, "\"quoted\"", "it's", "back\\slash", "{braces,and,commas}", "  blanks  ",
        "new\nline\ttab\r", "\u{1}\u{1F}\u{7F}", "Zürich 🐘 e\u{301}", "$1 %s ?", "',(SELECT 1));--",
    ]

    @Test func textsRoundTrip() async throws {
        try await ConnectionFixture.withConnection { connection in
            for text in Self.nastyTexts {
                let row = try connection.query(PostgresStatement("SELECT $1 AS it", .text(text))).onlyRow()
                #expect(try row.optionalText("it") == text)
            }
            let row = try connection.query(PostgresStatement("SELECT $1 AS it", .texts(Self.nastyTexts))).onlyRow()
            #expect(try row.nullableElements("it", of: .text) == Self.nastyTexts)
        }
    }

    @Test func scalarsRoundTrip() async throws {
        let uuid = PostgresUUID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
        try await ConnectionFixture.withConnection { connection in
            let row = try connection.query(
                PostgresStatement(
                    """
                    SELECT $1 AS low, $2 AS high, $3 AS yes, $4 AS third, $5 AS bytes, $6 AS moment, $7 AS id, $8 AS doc,
                        $7::text AS id_text, to_char($6, 'YYYY-MM-DD HH24:MI:SS.US') AS moment_text
                    """, .int64(.min), .int64(.max), .bool(true), .double(-1.0 / 3), .bytes([0, 255, 92, 39]),
                    .microseconds(1_700_000_000_123_456), .uuid(uuid), .json(#"{"a": ["\"", null, 1.5]}"#))
            ).onlyRow()
            #expect(try row.int64("low") == .min)
            #expect(try row.int64("high") == .max)
            #expect(try row.bool("yes"))
            #expect(try row.double("third") == -1.0 / 3)
            #expect(try row.bytes("bytes") == [0, 255, 92, 39])
            #expect(try row.microseconds("moment") == 1_700_000_000_123_456)
            #expect(try row.uuid("id") == uuid)
            #expect(try row.json("doc") == #"{"a": ["\"", null, 1.5]}"#)
            #expect(try row.text("id_text") == "01234567-89ab-cdef-fedc-ba9876543210")
            #expect(try row.text("moment_text") == "2023-11-14 22:13:20.123456")
        }
    }

    @Test func nullsRoundTrip() async throws {
        try await ConnectionFixture.withConnection { connection in
            let row = try connection.query(
                PostgresStatement(
                    "SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d, $5 AS e, $6 AS f, $7 AS g, $8 AS h", .text(nil),
                    .int64(nil), .bool(nil), .double(nil), .bytes(nil), .microseconds(nil), .uuid(nil), .json(nil))
            ).onlyRow()
            #expect(try row.optionalText("a") == nil)
            #expect(try row.optionalInt64("b") == nil)
            #expect(try row.optionalBool("c") == nil)
            #expect(try row.optionalDouble("d") == nil)
            #expect(try row.optionalBytes("e") == nil)
            #expect(try row.optionalMicroseconds("f") == nil)
            #expect(try row.optionalUUID("g") == nil)
            #expect(try row.optionalJSON("h") == nil)
            #expect(try row.isNull("a"))
        }
    }

    @Test func arraysRoundTrip() async throws {
        let ids = [PostgresUUID(high: 1, low: 2), PostgresUUID(high: .max, low: 0)]
        try await ConnectionFixture.withConnection { connection in
            let row = try connection.query(
                PostgresStatement(
                    "SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d, $5 AS e, $6 AS f, $7 AS g, $8 AS h",
                    .int64s([1, nil, -1, .max]), .bools([true, nil, false]), .doubles([0.1, nil, -0.0]),
                    .byteStrings([[], nil, [0, 1]]), .manyMicroseconds([0, nil, -1]), .uuids(ids),
                    .jsons(["[]", nil, #"{"k": "v"}"#]), .texts([]))
            ).onlyRow()
            #expect(try row.nullableElements("a", of: .int64) == [1, nil, -1, .max])
            #expect(try row.nullableElements("b", of: .bool) == [true, nil, false])
            #expect(try row.nullableElements("c", of: .double) == [0.1, nil, -0.0])
            #expect(try row.nullableElements("d", of: .bytes) == [[], nil, [0, 1]])
            #expect(try row.nullableElements("e", of: .microseconds) == [0, nil, -1])
            #expect(try row.array("f", of: .uuid) == ids)
            #expect(try row.nullableElements("g", of: .json) == ["[]", nil, #"{"k": "v"}"#])
            #expect(try row.array("h", of: .text) == [])
        }
    }

    @Test func domainValuesRoundTrip() async throws {
        let ids = [ID<Policy>(high: 1, low: 2), ID<Policy>(high: .max, low: 0)]
        let moment = Timestamp(microseconds: -62_135_596_800_000_000)
        let document: JSONValue = ["a": [1, 2.5, nil, true, "\u{1} \\ \" é"], "b": [:]]
        try await ConnectionFixture.withConnection { connection in
            let row = try connection.query(
                PostgresStatement(
                    "SELECT $1 AS id, $2 AS ids, $3 AS at, $4 AS doc, $5 AS n, $6 AS no_id, $7 AS no_at, $8 AS no_doc",
                    .id(ids[1]), .ids(ids), .moment(moment), .document(document), .int(-1), .id(ID<Policy>?.none),
                    .moment(nil), .document(nil))
            ).onlyRow()
            #expect(try row.id("id") == ids[1])
            #expect(try row.ids("ids") == ids)
            #expect(try row.moment("at") == moment)
            #expect(try row.document("doc") == document)
            #expect(try row.int("n") == -1)
            #expect(try row.optionalID("no_id", of: Policy.self) == nil)
            #expect(try row.optionalMoment("no_at") == nil)
            #expect(try row.optionalDocument("no_doc") == nil)
        }
    }

    /// jsonb writes a number out in full; where the very text matters, the column has to be json.
    @Test func numbersThatJSONBRewritesAreRefusedAndNotRounded() async throws {
        try await ConnectionFixture.withConnection { connection in
            let text = JSONValue.double(1e20).jsonText
            let row = try connection.query(
                PostgresStatement("SELECT $1::jsonb AS rewritten, $1::json AS kept", .text(text))
            ).onlyRow()
            #expect(throws: PortError.self) { try row.document("rewritten") }
            #expect(try row.document("kept") == .double(1e20))
        }
    }

    @Test func manyRowsGoInByUnnest() async throws {
        try await ConnectionFixture.withConnection { connection in
            try connection.script(
                "CREATE TYPE mood AS ENUM ('glad', 'sad'); CREATE TABLE t (n int, s smallint, m mood, at timestamptz)")
            let result = try connection.query(
                PostgresStatement(
                    """
                    INSERT INTO t SELECT n, n, m::mood, at
                    FROM unnest($1, $2, $3) AS new (n, m, at)
                    """, .int64s((0..<1000).map { $0 }), .texts((0..<1000).map { $0 % 2 == 0 ? "glad" : nil }),
                    .manyMicroseconds((0..<1000).map { Int64($0) * 1_000_000 })))
            #expect(result.affectedRows == 1000)
            let rows = try connection.query(PostgresStatement("SELECT * FROM t WHERE m = 'glad' ORDER BY n"))
            #expect(rows.count == 500)
            #expect(try rows[1].int64("n") == 2)
            #expect(try rows[1].int64("s") == 2)
            #expect(try rows[1].text("m") == "glad")
            #expect(try rows[1].microseconds("at") == 2_000_000)
        }
    }

    @Test func wrongReadsAreFatalAndDoNotTrap() async throws {
        try await ConnectionFixture.withConnection { connection in
            let result = try connection.query(
                PostgresStatement(
                    "SELECT 1::bigint AS n, NULL::text AS t, 1.5::numeric AS d, 'infinity'::timestamptz AS at"))
            let row = try result.onlyRow()
            func expectFatal(_ read: () throws -> Any) {
                #expect { try read() } throws: { ($0 as? PortError)?.kind == .fatal }
            }
            expectFatal { try row.text("n") }
            expectFatal { try row.text("missing") }
            expectFatal { try row.text(4) }
            expectFatal { try row.text(-1) }
            expectFatal { try row.text("t") }
            expectFatal { try row.double("d") }
            expectFatal { try row.microseconds("at") }
            expectFatal { try row.array("t", of: .text) }
            expectFatal { try row.array("n", of: .int64) }
            expectFatal { try result[1].int64("n") }
            expectFatal { try result[-1].int64("n") }
        }
    }

    @Test func unsendableValuesAreRefusedAndNothingIsSent() async throws {
        try await ConnectionFixture.withConnection { connection in
            let before = try connection.query(PostgresStatement("SELECT pg_current_xact_id_if_assigned() IS NULL"))
            #expect(try before.onlyRow().bool(0))
            for bad: PostgresParameter in [
                .microseconds(.min), .manyMicroseconds([0, .min]), .text("a\0b"), .json("{"),
            ] {
                #expect { try connection.query(PostgresStatement("SELECT $1", bad)) } throws: {
                    ($0 as? PostgresError)?.kind == .permanent
                }
            }
            // The connection is none the worse for it.
            #expect(try connection.query(PostgresStatement("SELECT 7::int2")).onlyRow().int64(0) == 7)
        }
    }
}
