// The differences between operating systems, all in this file: which cores and caches there are, giving up the
// processor for a moment, and asking for large memory pages.

import Foundation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(WinSDK)
  import WinSDK
#endif

enum Platform {
  /// How many cores there are; where some are slower, as in Apple's processors, how many are not.
  ///
  /// Each thread gets an equal slice of the work, so one slow core would keep all others waiting.
  static let fastCores: Int = {
    #if canImport(Darwin)
      var count: Int32 = 0
      var size = MemoryLayout<Int32>.size
      if sysctlbyname("hw.perflevel0.logicalcpu", &count, &size, nil, 0) == 0, count > 0 { return Int(count) }
    #endif
    return ProcessInfo.processInfo.activeProcessorCount
  }()

  /// Bytes of a fast core's first cache, or 32 KB where the system does not say.
  static let firstCache = cache(1) ?? 1 << 15

  /// Bytes of its second cache, at most 2 MB, since it may be shared; or 512 KB where the system does not say.
  static let secondCache = min(1 << 21, cache(2) ?? 1 << 19)

  /// Bytes of a cache for data.
  private static func cache(_ level: Int) -> Int? {
    var bytes = 0
    #if canImport(Darwin)
      var size = MemoryLayout<Int>.size
      let name = level == 1 ? "l1dcachesize" : "l2cachesize"
      for prefix in ["hw.perflevel0.", "hw."] where bytes <= 0 {
        sysctlbyname(prefix + name, &bytes, &size, nil, 0)
      }
    #elseif canImport(Glibc)
      bytes = sysconf(Int32(level == 1 ? _SC_LEVEL1_DCACHE_SIZE : _SC_LEVEL2_CACHE_SIZE))
    #endif
    return bytes > 0 ? bytes : nil
  }

  /// Tells the system that somebody waits for what this thread does: macOS moves others to its slow cores.
  static func preferFastCores(_ thread: Thread) {
    #if canImport(Darwin)
      thread.qualityOfService = .userInitiated
    #endif
  }

  /// Lets another thread run on this core.
  static func yield() {
    #if canImport(WinSDK)
      _ = SwitchToThread()
    #else
      _ = sched_yield()
    #endif
  }

  /// Asks for 2 MB pages under a large buffer: far fewer address look-ups in a matrix product.
  static func preferLargePages(_ start: UnsafeMutableRawPointer, byteCount: Int) {
    #if os(Linux)
      let largePage = 1 << 21
      let first = (UInt(bitPattern: start) + 4095) & ~4095
      let end = (UInt(bitPattern: start) + UInt(byteCount)) & ~4095
      guard byteCount >= largePage, end > first else { return }
      _ = madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), Int32(MADV_HUGEPAGE))
    #endif
  }
}
