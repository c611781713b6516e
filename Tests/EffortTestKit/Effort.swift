import Glibc

/// The processor time that `work` takes of this thread: what others take of the machine, and its standing still, do not
/// count.
package func effort(_ work: () throws -> Void) rethrows -> Duration {
    func used() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let began = used()
    try work()
    return used() - began
}
