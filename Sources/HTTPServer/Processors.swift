import CLinux
import Glibc

/// The processors this process may use.
package enum Processors {
    /// How many event loops can run at once, at least 1: the processors of this process's affinity, or fewer where the
    /// CPU quota of a container (cgroup v2 or v1) is less. A part of a processor counts as one.
    package static var available: Int {
        let count = Double(linux_processor_count())
        return max(1, Int(min(count, cgroupQuota(readFile) ?? count).rounded(.up)))
    }

    /// The processors' worth of time that the process's control group and those around it leave it; nil without a limit.
    ///
    /// - Parameter read: gives the text of a file; nil when there is none.
    static func cgroupQuota(_ read: (String) -> String?) -> Double? {
        var quotas: [Double] = []
        for line in (read("/proc/self/cgroup") ?? "").split(separator: "\n") {
            // Such as `0::/a/b` (version 2) and `4:cpu,cpuacct:/a/b` (version 1), cgroups(7).
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let controllers = parts[1].split(separator: ",")
            if parts[0] == "0", controllers.isEmpty {
                quotas += folders(parts[2], in: "/sys/fs/cgroup").compactMap { folder in
                    read("\(folder)/cpu.max").flatMap { quota($0.split(whereSeparator: \.isWhitespace)) }
                }
            } else if controllers.contains("cpu") {
                quotas += folders(parts[2], in: "/sys/fs/cgroup/\(parts[1])").compactMap { folder in
                    guard let quota = read("\(folder)/cpu.cfs_quota_us"),
                        let period = read("\(folder)/cpu.cfs_period_us")
                    else { return nil }
                    return self.quota((quota + " " + period).split(whereSeparator: \.isWhitespace))
                }
            }
        }
        return quotas.min()
    }

    /// The folder of a control group, then those of the groups around it, up to the root. In a container the path may be
    /// the host's, and the root is what the container sees of its own group.
    private static func folders(_ path: Substring, in root: String) -> [String] {
        let names = path.split(separator: "/")
        return (0...names.count).map { ([root] + names.dropLast($0).map(String.init)).joined(separator: "/") }
    }

    /// `max` or -1 stand for no limit.
    private static func quota(_ words: [Substring]) -> Double? {
        guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), quota > 0, period > 0
        else { return nil }
        return quota / period
    }

    private static func readFile(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // The largest of them, /proc/self/cgroup, has a line for each of a dozen controllers.
        return withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 1) { buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
