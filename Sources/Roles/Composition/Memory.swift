import CMalloc

/// How the process gets its memory.
enum Memory {
    /// Few heaps for all threads: a worker that watches a thousand canaries needs half as much memory then, since what
    /// one thread has freed is there for the next. Must come before most threads begin.
    static func shareHeaps() { _ = hotswap_limit_heaps(2) }
}
