import Domain
import Glibc
import Ports
import Runtime
import Testing

@testable import CLI

@Suite struct ProcessSurroundingsTests {
    @Test func filesAreReadWhole() throws {
        var path = Array("/tmp/hotswap-file-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        defer { unlink(path) }
        let text = String(repeating: "0123456789", count: 20_000)
        ProcessSurroundings.write(text, to: descriptor)
        close(descriptor)
        let name = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        #expect(try ProcessSurroundings.readFile(name) == Array(text.utf8))
    }

    @Test func whatCannotBeReadIsNamed() {
        #expect(throws: ConfigurationProblem("Cannot read /nowhere/at/all: No such file or directory")) {
            try ProcessSurroundings.readFile("/nowhere/at/all")
        }
        #expect(throws: ConfigurationProblem("Cannot read /tmp: Is a directory")) {
            try ProcessSurroundings.readFile("/tmp")
        }
    }

    @Test func foldersAreListedAndFilesAreNone() throws {
        #expect(try ProcessSurroundings.listFolder("/proc/self/task")?.isEmpty == false)
        #expect(try ProcessSurroundings.listFolder("/proc/self/stat") == nil)
        #expect(throws: ConfigurationProblem("Cannot read /nowhere: No such file or directory")) {
            try ProcessSurroundings.listFolder("/nowhere")
        }
    }

    @Test func linksToFoldersAreNoWayIntoThem() throws {
        var path = Array("/tmp/hotswap-folder-XXXXXX".utf8CString)
        _ = mkdtemp(&path)
        let folder = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            for name in ["loop", "file"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        symlink(folder, "\(folder)/loop")
        symlink("/proc/self/stat", "\(folder)/file")
        #expect(try ProcessSurroundings.listFolder(folder) == ["file"])
        #expect(try ProcessSurroundings.listFolder("\(folder)/loop") == ["file"])
        let identity = ProcessSurroundings.fileIdentity("/proc/self/stat")
        #expect(identity != nil && ProcessSurroundings.fileIdentity("\(folder)/file") == identity)
        #expect(ProcessSurroundings.fileIdentity(folder) != identity)
        #expect(ProcessSurroundings.fileIdentity("\(folder)/none") == nil)
    }

    @Test func whatHasNoEndIsRefused() {
        #expect(throws: ConfigurationProblem("/dev/zero is larger than 256 MiB")) {
            try ProcessSurroundings.readFile("/dev/zero")
        }
    }

    @Test func aReaderThatHasGoneEndsTheOutputOnly() {
        // No descriptor of this number is open.
        ProcessSurroundings.write("lost", to: 987_654)
    }

    @Test func coloursNeedAScreenAndLeave() {
        let environment = ProcessSurroundings.environment
        #expect(environment["PATH"]?.isEmpty == false)
        // The output of tests goes into a pipe or a file.
        guard isatty(STDOUT_FILENO) == 0 else { return }
        let terminal = ProcessSurroundings.terminal(environment)
        #expect(!terminal.isScreen && !terminal.hasColours)
    }

    @Test func theProcessIsAUsableSurrounding() throws {
        let surroundings = Surroundings.process(
            kubeconfig: { path, _ in
                Surroundings.KubeCluster(server: path, certificateAuthority: nil, credentials: .null)
            }, liveCluster: { path, _ in Surroundings.LiveCluster(name: path, objects: [], unread: []) })
        #expect(try surroundings.kubeconfig("x", nil).server == "x")
        #expect(surroundings.ids.next(Session.self) != surroundings.ids.next(Session.self))
        _ = surroundings.transport(nil)
    }
}
