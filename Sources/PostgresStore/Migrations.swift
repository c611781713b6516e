extension Migration {
    /// Every step in its order. A test compares the list with the folder: embedded files cannot be listed at run time.
    package static let all: [Migration] = [
        Migration(1, "foundation", PackageResources.v0001_foundation_sql)
    ]
}
