import Glibc

/// What the kernel says of this process, for /metrics.
package enum ProcessMetrics {
    private static let resident = Metric("process_resident_memory_bytes", .gauge, "Resident memory")
    private static let cpu = Metric("process_cpu_seconds_total", .counter, "User and system CPU time")
    private static let openFiles = Metric("process_open_fds", .gauge, "Open file descriptors")

    /// Puts the present values into `metrics`.
    package static func update(_ metrics: Metrics) {
        if let pages = residentPages { metrics.set(resident, to: Double(pages * sysconf(Int32(_SC_PAGESIZE)))) }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        metrics.set(cpu, to: seconds(usage.ru_utime) + seconds(usage.ru_stime))
        if let count = countOfOpenFiles { metrics.set(openFiles, to: Double(count)) }
    }

    private static var residentPages: Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let fields = text.split(separator: " ")
        return fields.count > 1 ? Int(fields[1]) : nil
    }

    private static var countOfOpenFiles: Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return max(count - 3, 0)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
}
