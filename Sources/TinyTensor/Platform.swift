// What differs from one operating system to the next, all in this file: giving up the processor for a moment,
// and asking for large memory pages.

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
