import Domain
import Glibc
import Validation
import YAML

/// Feeds the parser and all rules with documents that nobody would write, for as long as it is told:
///
///     validation-fuzz SECONDS SEED CURRENT FILE...
///
/// FILE...: valid documents to start from. CURRENT gets what is tried before it is tried, so that it is there after a
/// crash. A round that takes longer than two seconds is reported and ends with 1.
@main
enum ValidationFuzz {
    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count > 3, let seconds = Int64(words[0]), let seed = UInt64(words[1]) else {
            print("usage: validation-fuzz SECONDS SEED CURRENT FILE...")
            exit(2)
        }
        let seeds = words.dropFirst(3).compactMap { try? contents($0) }
        let documents = seeds.flatMap { (try? YAMLParser.documents($0)) ?? [] }.map(\.value)
        guard !documents.isEmpty else { exit(2) }
        var mutator = Mutator(seed: seed, texts: seeds, documents: documents)
        let began = ContinuousClock.now
        var (rounds, findings) = (0, 0)
        while ContinuousClock.now - began < .seconds(seconds) {
            let text = rounds.isMultiple(of: 3) ? mutator.brokenText() : mutator.brokenSet()
            try write(text, to: words[2])
            let start = ContinuousClock.now
            findings += judge(text)
            let taken = ContinuousClock.now - start
            guard taken < .seconds(2) else {
                print("a round took \(taken): \(words[2])")
                exit(1)
            }
            rounds += 1
        }
        print("\(rounds) rounds, \(findings) findings")
    }

    private static func judge(_ text: [UInt8]) -> Int {
        guard let documents = try? YAMLParser.documents(text) else { return 0 }
        let objects = documents.enumerated().map { index, document in
            KnownObject(document.value, place: .init(file: "fuzz", index: index)) {
                document.positions.exactPosition(of: $0)
            }
        }
        return Validator.validate(ValidationSet(objects)).findings.count
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw Unreadable() }
        defer { fclose(file) }
        fwrite(bytes, 1, bytes.count, file)
    }

    private struct Unreadable: Error {}

    private static func contents(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Unreadable() }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }
}
