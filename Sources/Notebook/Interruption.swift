// Ctrl-C during training. The first one only raises a flag, and the loop that polls it finishes its step and
// saves; the second one ends the program at once. The handler touches one atomic number and nothing else, since
// it may interrupt the main thread in the middle of anything.

import Synchronization

/// Watches for Ctrl-C (and `kill`) as long as it lives.
///
/// One at a time.
///
/// ```swift
/// let interruption = Interruption()
/// while stage.step < stage.lastStep && !interruption.isRequested { stage.advance() }
/// ```
public final class Interruption {
  private static let requests = Atomic<Int>(0)
  private var previous: [(signal: Int32, handler: SignalHandler?)] = []

  /// Starts watching.
  ///
  /// - Parameter keyboardOnly: whether `kill` ends the program as ever.
  public init(keyboardOnly: Bool = false) {
    Self.requests.store(0, ordering: .relaxed)
    let signals = keyboardOnly ? Platform.keyboardSignals : Platform.stopSignals
    previous = signals.map { ($0, Platform.handle($0, with: Self.count)) }
  }

  /// Whether somebody asked the program to stop since the watching began.
  public var isRequested: Bool { Self.requests.load(ordering: .relaxed) > 0 }

  /// Forgets the requests until now: what they asked for has been done, and the program goes on.
  public func reset() { Self.requests.store(0, ordering: .relaxed) }

  /// Stops watching: from now on Ctrl-C does what it did before.
  public func restore() {
    for (signal, handler) in previous { Platform.handle(signal, with: handler) }
    previous = []
  }

  deinit { restore() }

  private static let count: SignalHandler = { signal in
    let earlier = Interruption.requests.wrappingAdd(1, ordering: .relaxed).oldValue
    if earlier > 0 { Platform.exitAtOnce(ExitCode.interrupted.rawValue) }
    Platform.handle(signal, with: Interruption.count)  // Windows forgets a handler once it was called
  }
}
