/// Guesses what a person meant.
package enum Spelling {
    /// The word of `known` that is nearest to `word`, where one is near enough to be a slip: a third of its letters,
    /// upper and lower case being the same. The first of equals.
    package static func nearest(to word: String, in known: [String]) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        let allowed = (word.utf8.count + 2) / 3
        let near = known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
        return near.min { $0.distance < $1.distance }.flatMap { $0.distance <= allowed ? $0.word : nil }
    }

    /// How many letters must be put in, taken out or exchanged.
    private static func distance(_ one: String, _ other: String) -> Int {
        let other = Array(other.utf8)
        var row = Array(0...other.count)
        for (line, letter) in one.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in other.indices {
                let replaced = diagonal + (other[column] == letter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[other.count]
    }
}
