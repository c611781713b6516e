import Domain
import JSON
import Ports
import Runtime
import Testing

@testable import CLI

@Suite struct APIClientTests {
    @Test func requestsCarryTokenAndKey() async throws {
        let transport = ScriptedTransport { _, _ in .json(["id": .string(Samples.jobID)], status: 202) }
        let outcome = await Session().run("jobs replay a/b_c", transport)
        let request = try #require(outcome.requests.first)
        #expect(request.url == "https://hotswap.test/api/v1/jobs/a%2Fb%20c/replay")
        #expect(request.headers["authorization"] == "Bearer secret-token")
        #expect(ID<WireRequest>(try #require(request.headers["idempotency-key"])) != nil)
        #expect(request.body == [])
    }

    @Test func aServerThatIsBusyIsAskedAgainWithTheSameKey() async {
        let session = Session()
        let transport = ScriptedTransport { _, number in
            number < 3
                ? .json(["title": "busy"], status: number == 1 ? 503 : 429, headers: ["retry-after": "\(number * 2)"])
                : .json(["name": "Lab"], status: 201)
        }
        let outcome = await session.run("environment add Lab", transport)
        #expect(outcome.exitCode == .done)
        #expect(session.time.naps == [.seconds(2), .seconds(4)])
        #expect(outcome.requests.count == 3)
        #expect(Set(outcome.requests.map { $0.headers["idempotency-key"] }).count == 1)
    }

    @Test func butNotForEverAndNotAsLongAsItLikes() async {
        let session = Session()
        let outcome = await session.run(
            "environment list",
            ScriptedTransport { _, number in
                .json(
                    ["detail": "PostgreSQL is away"], status: 503,
                    headers: number == 1 ? [:] : ["retry-after": number == 2 ? "86400" : "soon"])
            })
        #expect(outcome.exitCode == .unreachable)
        #expect(outcome.errors == "hotswap environment list: PostgreSQL is away\n")
        #expect(session.time.naps == [.seconds(1), .seconds(10), .seconds(1), .seconds(1)])
    }

    @Test func aServerThatIsAwayIsToldWithItsAddress() async {
        let outcome = await Session().run(
            "policy list",
            ScriptedTransport { _, _ in throw PortError(.transient, "the server", "cannot be reached.", code: "curl 7")
            })
        #expect(outcome.exitCode == .unreachable)
        #expect(outcome.errors.contains("Cannot ask https://hotswap.test: cannot be reached. Is it the right address"))
        #expect(outcome.requests.count == 1)
    }

    @Test(arguments: [
        (400, ExitCode.failed), (401, .refused), (403, .refused), (404, .notFound), (409, .conflict),
        (412, .conflict), (413, .failed), (422, .failed), (500, .failed), (502, .unreachable), (504, .unreachable),
    ])
    func everyStatusHasItsExitCode(_ status: Int, _ code: ExitCode) async {
        let outcome = await Session().run(
            "environment list", ["GET /environments": .problem(status, "Something")])
        #expect(outcome.exitCode == code)
        #expect(outcome.errors == "hotswap environment list: Something\n")
    }

    @Test func whatIsNoProblemDocumentIsToldByItsStatus() async {
        for body in ["<html>", "", "{\"other\": 1}"] {
            let outcome = await Session().run(
                "environment list", ["GET /environments": WireAnswer(status: 502, body: Array(body.utf8))])
            #expect(outcome.errors == "hotswap environment list: The server answered 502\n")
        }
        let other = await Session().run(
            "environment list", ["GET /environments": WireAnswer(status: 200, body: Array("<html>".utf8))])
        #expect(other.exitCode == .failed)
        #expect(other.errors.contains("did not answer with JSON"))
    }

    @Test func problemsShowEveryPlace() async {
        let errors: [JSONValue] = [
            ["path": "spec.http[0]", "line": 4, "column": 9, "code": "wrongType", "message": "must be an object"],
            ["path": "owner", "line": .null, "column": .null, "code": "empty", "message": "must not be empty\u{1B}"],
        ]
        let answers = ["GET /environments": WireAnswer.problem(400, "It is wrong", errors: errors)]
        #expect(
            await Session().run("environment list", answers).errors == """
                hotswap environment list: It is wrong
                  line 4, column 9: spec.http[0]: must be an object [wrongType]
                  owner: must not be empty  [empty]

                """)
        // A program gets the document as it came.
        let machine = await Session().run("environment list -o json", answers)
        #expect(machine.output == "")
        #expect((try? JSONParser.parse(machine.errors))?["errors"]?.array?.count == 2)
    }

    /// What a command composes itself is one line that nobody wrote: no place in it is shown, and nothing twice.
    @Test func problemsOfComposedBodiesAreSaidOnce() async {
        let same: [JSONValue] = [
            ["path": "strategy", "line": 1, "column": 102, "code": "impossibleUnit", "message": "It cannot be"]
        ]
        let once = await Session().run(
            "environment list", ["GET /environments": WireAnswer.problem(422, "It cannot be", errors: same)])
        #expect(once.errors == "hotswap environment list: It cannot be\n")
        let other = await Session().run(
            "environment list", ["GET /environments": WireAnswer.problem(422, "Two things", errors: same)])
        #expect(
            other.errors == "hotswap environment list: Two things\n  strategy: It cannot be [impossibleUnit]\n")
    }

    @Test func coloursAreForScreens() async {
        var session = Session()
        session.columns = 80
        session.hasColours = true
        let outcome = await session.run("environment list", ["GET /environments": .problem(404, "Gone")])
        #expect(outcome.errors == "\u{1B}[31mhotswap environment list:\u{1B}[0m Gone\n")
    }

    @Test func theTokenComesFromManyPlacesAndMustBeThere() async {
        var session = Session()
        session.files = ["t": "from-file\n", "bad": "two words\u{7}"]
        let list = ["GET /environments": WireAnswer.list([])]
        let fromOption = await session.run("environment list --token-file t", list)
        #expect(fromOption.requests.first?.headers["authorization"] == "Bearer from-file")
        let bad = await session.run("environment list --token-file bad", list)
        #expect(bad.exitCode == .usage && bad.requests.isEmpty)
        let missing = await session.run("environment list --token-file none", list)
        #expect(missing.errors == "hotswap environment list: Cannot read none: No such file\n")
        session.environment = ["HOTSWAP_TOKEN_FILE": "t", "HOTSWAP_SERVER": "http://x/"]
        let fromVariable = await session.run("environment list", list)
        #expect(fromVariable.requests.first?.url == "http://x/api/v1/environments")
        #expect(fromVariable.requests.first?.headers["authorization"] == "Bearer from-file")
        session.environment = [:]
        let none = await session.run("environment list", list)
        #expect(none.exitCode == .refused && none.errors.contains("There is no token to send"))
    }

    @Test func settingsComeFromTheConfigurationFileToo() async {
        var session = Session()
        session.files = [
            "c.yaml": "server: http://from.file:1\ntoken: abc\n", "broken": "a: [\n", "empty": "# nothing\n",
        ]
        session.environment = ["HOTSWAP_CONFIG": "c.yaml"]
        let list = ["GET /environments": WireAnswer.list([])]
        #expect(
            await session.run("environment list", list).requests.first?.url
                == "http://from.file:1/api/v1/environments")
        #expect(
            await session.run("environment list --server http://flag:2", list).requests.first?.url
                == "http://flag:2/api/v1/environments")
        let broken = await session.run("environment list --config broken", list)
        #expect(broken.exitCode == .usage && broken.errors.contains("broken:2:1: "), "\(broken.errors)")
        #expect(await session.run("environment list --config empty", list).exitCode == .refused)
        #expect(
            await session.run("environment list --server ftp://x", list).errors
                == "hotswap environment list: server must be an address like https://hotswap.example and is ftp://x\n")
        session.environment = ["HOTSWAP_SEVER": "x"]
        #expect(await session.run("environment list", list).errors.contains("did you mean HOTSWAP_SERVER?"))
    }

    @Test func listsAreReadPageByPage() async {
        let pages = [
            "GET /jobs?limit=500": WireAnswer.list([["id": "1"]], next: "c/1"),
            "GET /jobs?limit=500&cursor=c%2F1": WireAnswer.list([["id": "2"]]),
            "GET /jobs?limit=100": WireAnswer.list([["id": "1"]], next: "c/1"),
            "GET /jobs?limit=99&cursor=c%2F1": WireAnswer.list([["id": "2"]]),
            "GET /jobs?limit=1": WireAnswer.list([["id": "1"]], next: "c/1"),
        ]
        #expect(await Session().run("jobs list --limit 0", pages).requests.count == 2)
        let standard = await Session().run("jobs list", pages)
        #expect(standard.requests.count == 2 && standard.errors == "")
        let few = await Session().run("jobs list --limit 1", pages)
        #expect(few.requests.count == 1 && few.errors == "")
        let hundred = (1...100).map { JSONValue.object(["id": .string("\($0)")]) }
        let many = await Session().run("jobs list", ["GET /jobs?limit=100": WireAnswer.list(hundred, next: "c/1")])
        #expect(many.errors == "There are more: --limit 0 shows all\n")
        #expect(await Session().run("jobs list --limit few").exitCode == .usage)
    }
}
