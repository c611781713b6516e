import Domain
import JSON
import Runtime
import Validation

/// `validate FILE…`: judges documents without a server, so that it runs in a pre-commit hook and in CI.
enum ValidateCommand {
    static let command = Command(
        "validate", "Judges policies in files: alone, with one another, and beside what lives in a cluster",
        details: """
            Asks no HotSwap server. Without --cluster, what the files and --context hold is all that there is. Ends with 0 \
            where nothing, or nothing but warnings, is found, with 1 for errors, with 2 for a wrong option or a file that \
            cannot be read, with 3 where something could not be checked. docs/codes/ explains every code.
            """,
        examples: [
            Command.Example("validate policies/", "every .yaml, .yml and .json file of a folder"),
            Command.Example("validate - -o github --fail-on warning", "standard input, in a workflow of GitHub"),
            Command.Example("validate reviews.yaml --cluster west", "beside what the cluster holds"),
            Command.Example("validate reviews.yaml --cluster west --impact", "who loses access, which requests change"),
        ],
        positionals: [files],
        options: [
            ValidateOptions.cluster, ValidateOptions.kubeconfig, ValidateOptions.mesh, ValidateOptions.context,
            ValidateOptions.meshConfig, ValidateOptions.set, ValidateOptions.suppress, ValidateOptions.failOn,
            ImpactOptions.impact, ImpactOptions.replay, ImpactOptions.strategy, ReportFormat.option,
        ], run: run)

    private static let files = Positional(
        "FILE", repeats: true, completion: .files, "A file, a folder, or - for standard input")

    private static func run(_ call: Invocation) async throws {
        var options = try ValidateOptions(call)
        var reader = InputReader(call.surroundings)
        for path in call.arguments.all(files) {
            let isAnything = try await reader.read(path, isJudged: true)
            // A path with a slip in it must not be green for ever.
            if !isAnything { call.surroundings.terminal.complain(Self.nothing(in: path)) }
        }
        for path in call.arguments.all(ValidateOptions.context) { try await reader.read(path, isJudged: false) }
        let beside = try await Standing(of: call, beside: reader.objects, &options)
        let base = beside.set
        let set = ValidationSet.laying(reader.expected + reader.objects, over: base)
        var report = await Validator.validateConcurrently(set, settings: options.settings)
        await reader.possible.clear(&report, of: set, settings: options.settings)
        report.addBrokenUsers(
            of: .laying(reader.objects.filter { !$0.isJudged }, over: base), in: set, settings: options.settings)
        let lone = Validator.validate(ValidationSet(reader.lone), settings: options.settings) { $0.scope == .object }
        let unfinished = UnfinishedValues.judge(reader.unfinished, options.settings)
        report.documents += lone.documents + unfinished.documents + reader.unreadable
        report.unchecked += lone.unchecked + unfinished.unchecked
        report.documents.sort { $0.object.place.precedes($1.object.place, in: reader.files) }
        report.unchecked += reader.unchecked + beside.unchecked
        let known = reader.objects.filter { !$0.isJudged }.map(\.tree) + beside.objects
        let changes = ImpactReport(options.impact, reader.objects, known, options.settings)
        report = changes.adding(to: report)
        report = report.suppressing(options.suppressions)
        tellUseless(options.suppressions, report, call.surroundings.terminal)
        let replays = try changes.replays(call.surroundings)
        report.unchecked += changes.unanswered(replays)
        call.surroundings.terminal.print(
            options.format.text(
                of: report, options.settings, call.surroundings.terminal, impacts: changes.impacts, replays: replays))
        try end(report, options)
    }

    private static func nothing(in path: String) -> String {
        "\(path) holds no document to judge; of a folder every .yaml, .yml and .json file is read\n"
    }

    /// A suppression that covers nothing is a mistake, or no longer needed.
    private static func tellUseless(_ suppressions: [Suppression], _ report: ValidationReport, _ terminal: Terminal) {
        for suppression in suppressions where !report.suppressed.contains(where: { suppression.covers($0.finding) }) {
            let place = suppression.object.map { "@\($0)" } ?? ""
            terminal.complain(
                "--suppress \(suppression.code)\(place) covers nothing; what the mesh itself refuses stays an error\n")
        }
    }

    private static func end(_ report: ValidationReport, _ options: ValidateOptions) throws {
        let isBad = report.count(.error) > 0 || options.failsOnWarnings && report.count(.warning) > 0
        if isBad { throw CommandFailure(.failed, "") }
        if report.hasGaps { throw CommandFailure(.notFound, "") }
    }
}

extension KnownObject.Place {
    /// Whether this place comes before the other one where files were read in the order of `files`.
    func precedes(_ other: Self, in files: [String: Int]) -> Bool {
        let (one, two) = (files[file ?? ""] ?? 0, files[other.file ?? ""] ?? 0)
        return one == two ? index < other.index : one < two
    }
}
