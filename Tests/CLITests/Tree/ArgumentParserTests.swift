import Testing

@testable import CLI

private let file = Option("file", short: "f", value: "FILE", repeats: true, completion: .files, "A file")
private let count = Option("count", short: "c", value: "N", "How many")
private let mode = Option("mode", value: "MODE", completion: .words(["refuse", "takeOver"]), "What then")
private let all = Option(flag: "all", short: "a", "All")
private let quiet = Option(flag: "quiet", short: "q", "Quietly")
private let must = Option("must", value: "TEXT", required: true, "Cannot do without")
private let name = Positional("NAME", "A name")
private let colour = Positional(
    "COLOUR", optional: true, repeats: true, completion: .words(["red", "blue"]), "Colours")

private let tree = Command(
    group: "tool", "A tool", examples: [],
    [
        Command(
            "paint", "Paints", examples: [], positionals: [name, colour], options: [file, count, mode, all, quiet]
        ) { _ in },
        Command("strict", "Strict", examples: [], options: [must]) { _ in },
        Command(group: "box", "A box", examples: [], [Command("open", "Opens", examples: []) { _ in }]),
    ])

/// The arguments of a command line, or what is wrong with it.
private func parsed(_ line: String) -> Result<Arguments, UsageProblem> {
    do throws(ArgumentParser.Refusal) {
        switch try ArgumentParser.parse(line.split(separator: " ").map(String.init), root: tree) {
        case .run(_, let arguments): return .success(arguments)
        case .help(let place): return .failure(UsageProblem("help of \(place.name)"))
        }
    } catch { return .failure(error.problem) }
}

private func problem(_ line: String) -> String {
    guard case .failure(let problem) = parsed(line) else { return "none" }
    return problem.description
}

@Suite struct ArgumentParserTests {
    @Test(arguments: [
        "paint -f a -f b -c 3 -a x", "paint --file a --file b --count 3 --all x", "paint --file=a -fb -c=3 x -a",
        "paint x --count=9 -aqf a -f=b -c3", "paint -c 3 -f a --file=b -qa -- x",
    ])
    func optionsMayBeWrittenInManyWays(_ line: String) throws {
        let arguments = try parsed(line).get()
        #expect(arguments.all(file) == ["a", "b"])
        #expect(arguments[count] == "3")
        #expect(arguments.has(all))
        #expect(arguments[name] == "x")
        #expect(arguments.all(colour) == [])
    }

    @Test func theLastValueOfASingleOptionCounts() throws {
        #expect(try parsed("paint x -c 1 --count 2").get()[count] == "2")
    }

    @Test func afterTwoDashesEverythingIsPositional() throws {
        let arguments = try parsed("paint -- --all red").get()
        #expect(arguments[name] == "--all")
        #expect(arguments.all(colour) == ["red"])
        #expect(!arguments.has(all))
        #expect(try parsed("paint -").get()[name] == "-")
    }

    @Test func wordsOfAListKeepTheListsSpelling() throws {
        #expect(try parsed("paint x --mode TAKEOVER").get()[mode] == "takeOver")
        #expect(try parsed("paint x RED Blue").get().all(colour) == ["red", "blue"])
        #expect(
            problem("paint x --mode refus")
                == "--mode must be one of refuse, takeOver and is refus; did you mean refuse?")
        #expect(problem("paint x green") == "COLOUR must be one of red, blue and is green")
        #expect(problem("paint x red redd") == "COLOUR must be one of red, blue and is redd; did you mean red?")
    }

    @Test(arguments: [
        ("paint", "NAME is missing: A name"), ("paint x --file", "--file needs a value: -f, --file FILE..."),
        ("paint x -c", "-c needs a value: -c, --count N"), ("paint x --all=yes", "--all takes no value"),
        ("paint x --cuont 3", "There is no option --cuont; did you mean --count?"),
        ("paint x --something-else", "There is no option --something-else; see --help"),
        ("paint x -z", "There is no option -z; see --help"), ("strict", "--must is missing: Cannot do without"),
        ("strict --must a more", "What is more? tool strict takes no more arguments"),
        ("pain", "There is no command pain; did you mean paint?"), ("zzz", "There is no command zzz; see --help"),
        ("box", "Which command? open"), ("box opne", "There is no command opne; did you mean open?"),
        ("--count 3 paint x", "--count belongs behind the command, as in tool paint --count"),
    ])
    func slipsAreToldWithWhatWasMeant(_ line: String, _ expected: String) {
        #expect(problem(line) == expected)
    }

    @Test(arguments: [
        ("", "tool"), ("--help", "tool"), ("help", "tool"), ("help box", "tool box"), ("box --help", "tool box"),
        ("paint -h", "tool paint"), ("help box open", "tool box open"), ("strict --help", "tool strict"),
    ])
    func helpIsToBeHadOnEveryLevel(_ line: String, _ place: String) {
        #expect(problem(line) == "help of \(place)")
    }

    @Test func numbersAndPairsAreChecked() throws {
        let arguments = try parsed("paint x -c 5 -f a=b -f c==").get()
        #expect(try arguments.integer(count, atLeast: 1) == 5)
        #expect(try arguments.pairs(file) == ["a": "b", "c": "="])
        #expect(try arguments.integer(must, atLeast: 0) == nil)
        #expect(throws: UsageProblem("--count must be a number of 6 or more and is 5")) {
            try arguments.integer(count, atLeast: 6)
        }
        for line in ["paint x -f =b", "paint x -f ab"] {
            #expect(throws: UsageProblem.self) { try parsed(line).get().pairs(file) }
        }
    }
}
