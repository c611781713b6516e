import Glibc
import Testing

@testable import CLI

@Suite struct CompletionTests {
    /// The script, tried in a real bash.
    @Test(arguments: [
        ("hotswap pol", "policy"), ("hotswap policy d", "delete diff dry-run"),
        ("hotswap policy list -o ", "json table yaml"),
        ("hotswap policy list --output y", "yaml"), ("hotswap policy list --output = j", "json"),
        ("hotswap policy list --output =", "json table yaml"),
        ("hotswap completion ", "bash fish zsh"), ("hotswap deploy --on-f", "--on-failure"),
        ("hotswap deploy --on-conflict t", "takeOver"), ("hotswap deploy --reason ", ""),
        ("hotswap policy tag a 1 s", "stable"),
        ("hotswap status -", "--ca-file --config --help --output --server --token-file --watch"),
        // A value that looks like a command is none.
        ("hotswap policy list --owner create --na", "--name --namespace"),
    ])
    func bashOffersWhatFits(_ line: String, _ expected: String) async throws {
        #expect(try await bash(line) == expected)
    }

    @Test func theOtherShellsGetEveryCommandAndOption() async {
        let zsh = await Session().run("completion zsh").output
        let fish = await Session().run("completion fish").output
        #expect(zsh.hasPrefix("#compdef hotswap\n"))
        #expect(zsh.contains("('hotswap policy') offers=('create:Creates a policy from each document of the files'"))
        #expect(
            zsh.contains("('hotswap policy list --output'|'hotswap policy list -o') compadd -- 'table' 'json' 'yaml'"))
        #expect(zsh.contains(#"'--revision:Only if this is still the policy'\''s revision"#))
        #expect(fish.contains("complete -c hotswap -n '__hotswap_at hotswap policy' -a create -d 'Creates a policy"))
        #expect(fish.contains("-s f -l file -r -F -d"))
        #expect(fish.contains("-s o -l output -x -a 'table json yaml'"))
        #expect(fish.contains(#"still the policy\'s revision"#))
        for line in CommandTree.client.commandLines {
            #expect(zsh.contains("('hotswap \(line)')") && fish.contains("__hotswap_at hotswap \(line)'"), "\(line)")
        }
    }

    @Test func otherShellsAreRefused() async {
        let outcome = await Session().run("completion tcsh")
        #expect(outcome.exitCode == .usage)
        #expect(outcome.errors.contains("SHELL must be one of bash, zsh, fish and is tcsh"))
    }

    /// What the script offers for a line with the cursor at its end, in alphabetical order.
    private func bash(_ line: String) async throws -> String {
        let script = await Session().run("completion bash").output
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map { Shell.quoted(String($0)) }
        let program = """
            \(script)
            COMP_WORDS=(\(words.joined(separator: " "))) COMP_CWORD=\(words.count - 1)
            _hotswap
            printf '%s\\n' "${COMPREPLY[@]}" | sort | xargs
            """
        var path = Array("/tmp/hotswap-completion-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        defer { unlink(path) }
        ProcessSurroundings.write(program, to: descriptor)
        close(descriptor)
        let name = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let pipe = try #require(popen("bash \(name) 2>&1", "r"))
        defer { pclose(pipe) }
        var said = ""
        var buffer = [CChar](repeating: 0, count: 4096)
        while fgets(&buffer, Int32(buffer.count), pipe) != nil {
            said += String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return said.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
