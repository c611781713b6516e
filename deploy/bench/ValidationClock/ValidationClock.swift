import CYAML
import Domain
import Glibc
import JSON
import Validation
import YAML

/// Times the stages of validation apart, in one process, on a file with many documents:
///
///     validation-clock FILE [ROUNDS]
///
/// Prints seconds as JSON: `events` (libyaml alone, the yardstick), `parse` (events to trees with positions), `objects`
/// (trees to a set), `schema` (the families that look at structure), `rules` (all others, indexes included), `one` (one
/// object laid over the set whose indexes stand), and the peak of resident memory in MB. The best of all rounds.
/// `parse`, `objects`, `schema` and `rules` use all cores, as the command does; `…_one_core` is the same with one, `…_cpu` what all
/// cores took together.
@main
enum ValidationClock {
    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard let path = words.first, let rounds = Int(words.count > 1 ? words[1] : "3"), rounds > 0 else {
            print("usage: validation-clock FILE [ROUNDS]")
            exit(2)
        }
        let bytes = try contents(path)
        var best: [String: Double] = [:]
        for _ in 0..<rounds {
            for (name, seconds) in try await round(bytes) { best[name] = min(best[name] ?? .infinity, seconds) }
        }
        var members = best.mapValues { JSONValue.double($0) }
        members["memory"] = .double(peakMemory)
        print(JSONValue.object(members).jsonText)
    }

    private static func round(_ bytes: [UInt8]) async throws -> [String: Double] {
        var times: [String: Double] = [:]
        let start = processSeconds
        times["events"] = try await time { try events(bytes) }.seconds
        times["events_cpu"] = processSeconds - start
        let limits = YAMLLimits(maximumBytes: 1 << 30, maximumDocuments: .max)
        times["parse_one_core"] = try await time { try YAMLParser.documents(bytes, limits: limits) }.seconds
        var began = processSeconds
        let (documents, parse) = try await time { try await YAMLParser.documentsConcurrently(bytes, limits: limits) }
        times["parse_cpu"] = processSeconds - began
        times["parse"] = parse
        let (objects, reading) = await time {
            await ObjectList.objectsConcurrently(of: documents) { index, document in
                ObjectList.objects(document.value, place: .init(file: "set.yaml", index: index), isJudged: true) {
                    document.positions.exactPosition(of: $0)
                }
            }
        }
        times["objects"] = reading
        let set = ValidationSet(objects)
        // What the schema's families take is taken again with all of them: it counts once.
        let soFar = processSeconds - began
        let schema = Set(["structure"] + Validator.schemaFamilies)
        times["schema"] = await time { await Validator.validateConcurrently(set) { schema.contains($0.name) } }.seconds
        began = processSeconds - soFar
        let (report, all) = await time { await Validator.validateConcurrently(ValidationSet(objects)) }
        times["rules"] = max(all - (times["schema"] ?? 0), 0)
        times["all"] = parse + reading + all
        times["all_cpu"] = processSeconds - began
        times["validate_one_core"] = await time { Validator.validate(ValidationSet(objects)) }.seconds
        times["findings"] = Double(report.findings.count)
        times["one"] = await one(of: objects, over: set)
        return times
    }

    /// The median over many policies of judging one that is new beside all others.
    private static func one(of objects: [KnownObject], over set: ValidationSet) async -> Double {
        let policies = objects.filter { $0.kind.group.hasSuffix("istio.io") || $0.kind.group.hasSuffix("linkerd.io") }
        let chosen = stride(from: 0, to: policies.count, by: max(policies.count / 100, 1)).map { policies[$0] }
        let context = ValidationSet(objects.map { KnownObject($0.tree, isJudged: false) })
        _ = chosen.first.map { Validator.validate(.laying([KnownObject($0.tree)], over: context)) }
        var times: [Double] = []
        for object in chosen {
            times.append(
                await time { Validator.validate(.laying([KnownObject(object.tree)], over: context)) }.seconds)
        }
        return times.sorted()[times.count / 2]
    }

    /// Every event that libyaml reads, thrown away.
    private static func events(_ bytes: [UInt8]) throws {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { throw Failure(text: "no parser") }
        defer { yaml_parser_delete(&parser) }
        try bytes.withUnsafeBufferPointer { text in
            yaml_parser_set_input_string(&parser, text.baseAddress, text.count)
            var isAtEnd = false
            while !isAtEnd {
                var event = yaml_event_t()
                guard yaml_parser_parse(&parser, &event) == 1 else { throw Failure(text: "not YAML") }
                isAtEnd = event.type == YAML_STREAM_END_EVENT
                yaml_event_delete(&event)
            }
        }
    }

    private struct Failure: Error { let text: String }

    private static func time<Value>(
        _ work: () async throws -> Value
    ) async rethrows -> (value: Value, seconds: Double) {
        let began = ContinuousClock.now
        let value = try await work()
        let parts = (ContinuousClock.now - began).components
        return (value, Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
    }

    /// What all threads of the process have used, in seconds: it does not depend on what else the machine does.
    private static var processSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static var peakMemory: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1024
    }

    private static func contents(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Failure(text: "cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }
}
