import CMalloc
import Runtime

/// How the process gets its memory.
enum Memory {
    /// Few heaps for all threads: a worker that watches a thousand canaries needs half as much memory then, since what
    /// one thread has freed is there for the next. Must come before most threads begin.
    static func shareHeaps() {
        _ = hotswap_limit_heaps(2)
        _ = hotswap_map_from(256 << 10)
    }

    /// Gives back now and then what large jobs have left free between what stays: glibc itself gives back only the end
    /// of a heap. Of a worker that watches a thousand canaries that is a third of its memory, for milliseconds each
    /// time.
    static func giveBack(every pause: Duration) -> Service {
        Service("memory") { stop in
            let task = Task {
                while !Task.isCancelled {
                    try? await Task.sleep(for: pause)
                    _ = hotswap_give_back()
                }
            }
            await stop.wait()
            task.cancel()
            await task.value
        }
    }
}
