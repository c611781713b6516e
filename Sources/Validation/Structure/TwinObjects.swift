import Domain

/// Two documents of one object: the one that is applied last wins, and nobody said which one that is.
enum TwinObjects {
    static let family = RuleFamily(
        "twin objects", codes: [.twinObject], kinds: nil, scope: .set
    ) { subject in
        let object = subject.object
        // What it is judged beside may hold its old version: that one is replaced.
        let same = subject.set.twins(object.key).filter { $0 !== object && $0.isJudged }
        guard !object.name.isEmpty, let other = same.first else { return [] }
        let place = other.place.file.map { "\($0), document \(other.place.index + 1)," } ?? "another document"
        return [
            Remark(
                .twinObject, subject.root["metadata"]["name"], "is the name of the same object in \(place) too",
                hint: "keep one of them: the one that is applied last would replace the other")
        ]
    }
}
