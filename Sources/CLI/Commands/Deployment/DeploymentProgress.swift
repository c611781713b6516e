import Domain
import JSON

/// The progress of a deployment as it is shown: on a screen a picture that is drawn anew, in a pipe a line for each
/// thing that has changed. Where the output goes to a program, the lines go beside it.
actor DeploymentProgress {
    private let output: Output
    private let picture: DeploymentPicture
    private var shown: JSONValue = .null
    private var drawnLines = 0
    /// The number of the last event that was shown.
    private(set) var lastEvent: String?

    init(_ deployment: JSONValue, _ output: Output) {
        self.output = output
        picture = DeploymentPicture(deployment)
    }

    private var isDrawn: Bool { output.terminal.isScreen && output.format == .table }

    /// Shows a status change.
    func show(_ event: ServerEvent) {
        lastEvent = event.id ?? lastEvent
        guard !isDrawn, let change = try? JSONParser.parse(event.data) else { return }
        line(change.text("at"), picture.line(change: change))
    }

    /// Shows an answer of `/status`, unless a newer one was shown already.
    func show(_ status: JSONValue) {
        guard isNewer(status), status != shown else { return }
        if isDrawn {
            draw(picture.lines(status, output.terminal))
        } else {
            for text in picture.changes(from: shown, to: status) { line(status.text("updatedAt"), text) }
        }
        shown = status
    }

    private func isNewer(_ status: JSONValue) -> Bool {
        let (old, new) = (shown["sequence"]?.int ?? -1, status["sequence"]?.int ?? 0)
        return new > old || (new == old && status.text("updatedAt") >= shown.text("updatedAt"))
    }

    private func draw(_ lines: [String]) {
        let back = drawnLines > 0 ? "\u{1B}[\(drawnLines)A\u{1B}[J" : ""
        output.terminal.print(back + lines.map { $0 + "\n" }.joined())
        drawnLines = lines.count
    }

    private func line(_ time: String, _ text: String) {
        let whole = DisplayText.oneLine("\(time) \(text)") + "\n"
        if output.format == .table { output.terminal.print(whole) } else { output.terminal.complain(whole) }
    }
}
