import Domain
import JSON

/// The progress of a deployment as it is shown: on a screen a picture that is drawn anew, in a pipe a line for each
/// thing that has changed. Where the output goes to a program, the lines go beside it.
actor DeploymentProgress {
    private let output: Output
    private let picture: DeploymentPicture
    private var shown: JSONValue = .null
    /// A status whose events have not come yet: they are to stand in front of what it shows.
    private var waiting: JSONValue?
    /// The number of the last status change that stands there.
    private var told: Int64 = -1
    /// Whom the deployment waits for, as it was said last.
    private var saidOfWaiting: String?
    /// What has happened before the first look is old news.
    private var isFromNow: Bool
    private var drawnLines = 0
    /// The number of the last event that was shown.
    private(set) var lastEvent: String?

    /// - Parameter isFromNow: What has happened before the first look is old news.
    init(_ deployment: JSONValue, _ output: Output, isFromNow: Bool = false) {
        self.output = output
        picture = DeploymentPicture(deployment)
        self.isFromNow = isFromNow
    }

    private var isDrawn: Bool { output.terminal.isScreen && output.format == .table }

    /// Shows a status change.
    func show(_ event: ServerEvent) {
        lastEvent = event.id ?? lastEvent
        guard !isDrawn, let change = try? JSONParser.parse(event.data) else { return }
        if let count = change["unchecked"]?.int { return showUnchecked(count, change) }
        let number = change["sequence"]?.int ?? event.id.flatMap(Int64.init) ?? .max
        guard number > told else { return }
        if let waiting, number > sequence(waiting) { write(waiting) }
        told = number
        let own = (at: change.text("at"), text: picture.line(change: change))
        guard let waiting, sequence(waiting) <= told else { return lines([own]) }
        lines([own] + news(of: waiting))
    }

    /// What a validation could not check; the report has all of it.
    private func showUnchecked(_ count: Int64, _ event: JSONValue) {
        let first = event["first"] ?? .null
        let more = count > 1 ? " (and \(count - 1) more, see deployments report)" : ""
        line(
            event.text("at"),
            "\(event.text("cluster")): not checked: \(first.text("what")): \(first.text("why"))\(more)")
    }

    /// Shows an answer of `/status`, unless a newer one was shown already.
    func show(_ status: JSONValue) {
        guard isNewer(status), status != shown else { return }
        if isFromNow {
            (isFromNow, told, lastEvent) = (false, sequence(status) - 1, String(sequence(status)))
            if !isDrawn { return write(status) }
        }
        if isDrawn {
            draw(picture.lines(status, output.terminal))
            shown = status
        } else {
            // A stream that does not come is not waited for longer than until the next look.
            if let waiting { write(waiting) }
            if sequence(status) <= told { write(status) } else { waiting = status }
        }
    }

    /// Shows what is still held back: nothing more comes.
    func end() {
        if let waiting { write(waiting) }
    }

    private func write(_ status: JSONValue) { lines(news(of: status)) }

    /// What an answer of `/status` says that was not shown yet.
    private func news(of status: JSONValue) -> [(at: String, text: String)] {
        waiting = nil
        guard isNewer(status), status != shown else { return [] }
        var news: [(at: String, text: String)] = []
        let waitsFor = picture.waitingLine(status)
        if sequence(status) > told {
            told = sequence(status)
            news.append((status.text("updatedAt"), picture.line(change: status)))
        } else if let waitsFor, waitsFor != saidOfWaiting {
            news.append((status.text("updatedAt"), waitsFor))
        }
        saidOfWaiting = waitsFor
        news += picture.changes(from: shown, to: status)
        shown = status
        return news
    }

    /// In the order in which they have happened; of one moment, the status first.
    private func lines(_ news: [(at: String, text: String)]) {
        let ordered = news.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        for (_, change) in ordered { line(change.at, change.text) }
    }

    private func sequence(_ status: JSONValue) -> Int64 { status["sequence"]?.int ?? 0 }

    private func isNewer(_ status: JSONValue) -> Bool {
        let (old, new) = (shown["sequence"]?.int ?? -1, status["sequence"]?.int ?? 0)
        return new > old || (new == old && status.text("updatedAt") >= shown.text("updatedAt"))
    }

    private func draw(_ lines: [String]) {
        let back = drawnLines > 0 ? "\u{1B}[\(drawnLines)A\u{1B}[J" : ""
        output.terminal.print(back + lines.map { $0 + "\n" }.joined())
        drawnLines = lines.count
    }

    /// `11:59:55Z` of `2026-09-21T11:59:55.000000Z`; other texts as they are.
    static func clock(_ time: String) -> String {
        guard let start = time.firstIndex(of: "T"), time.last == "Z" else { return time }
        return time[time.index(after: start)...].prefix { $0 != "." && $0 != "Z" } + "Z"
    }

    private func line(_ time: String, _ text: String) {
        let whole = DisplayText.oneLine("\(Self.clock(time)) \(text)") + "\n"
        if output.format == .table { output.terminal.print(whole) } else { output.terminal.complain(whole) }
    }
}
