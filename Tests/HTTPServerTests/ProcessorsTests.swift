import Glibc
import Testing

@testable import HTTPServer

struct ProcessorsTests {
    private func quota(_ files: [String: String]) -> Double? { Processors.cgroupQuota { files[$0] } }

    @Test func withoutControlGroupsNothingIsLimited() {
        #expect(quota([:]) == nil)
        #expect(quota(["/proc/self/cgroup": "0::/\n"]) == nil)
        #expect(quota(["/proc/self/cgroup": "nonsense\n0::\n:::\n"]) == nil)
    }

    @Test func theLeastQuotaOfAGroupAndThoseAroundItCounts() {
        let group = ["/proc/self/cgroup": "0::/kube/pod1\n"]
        func with(_ files: [String: String]) -> Double? { quota(group.merging(files) { $1 }) }
        #expect(with(["/sys/fs/cgroup/kube/pod1/cpu.max": "150000 100000\n"]) == 1.5)
        #expect(with(["/sys/fs/cgroup/kube/pod1/cpu.max": "max 100000\n"]) == nil)
        #expect(
            with(["/sys/fs/cgroup/kube/pod1/cpu.max": "max 100000\n", "/sys/fs/cgroup/kube/cpu.max": "50000 100000\n"])
                == 0.5)
        for (own, outer) in [("50000", "150000"), ("150000", "50000")] {
            let files = [
                "/sys/fs/cgroup/kube/pod1/cpu.max": "\(own) 100000\n", "/sys/fs/cgroup/cpu.max": "\(outer) 100000\n",
            ]
            #expect(with(files) == 0.5)
        }
        // What a container with a namespace of its own sees.
        #expect(quota(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "200000 100000\n"]) == 2)
        for nonsense in ["", "1", "0 0", "-1 100000", "nan 1", "1 2 3"] {
            #expect(with(["/sys/fs/cgroup/cpu.max": nonsense]) == nil)
        }
    }

    @Test func versionOneIsReadToo() {
        let files = [
            "/proc/self/cgroup": "5:memory:/docker/a\n4:cpu,cpuacct:/docker/a\n",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "300000\n",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        ]
        #expect(quota(files) == 3)
        #expect(quota(files.merging(["/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n"]) { $1 }) == nil)
    }

    /// A thread's affinity is that of what it starts, and no more than the machine has.
    @Test func affinityCounts() {
        let all = Processors.available
        #expect(all >= 1 && all <= sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
}
