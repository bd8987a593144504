// The signals that would end a training: Ctrl-C, `kill`, a closed window, a closed pipe. The first one only raises a
// flag, and the loop that polls it finishes its step and saves; a second Ctrl-C ends the program at once. The handler
// touches one atomic number and nothing else, since it may interrupt the main thread in the middle of anything.

import Synchronization

/// Watches, as long as it lives, for the signals that end a program.
///
/// One at a time. A signal that is ignored stays ignored: under `nohup`, a training outlives its window.
///
/// ```swift
/// let interruption = Interruption()
/// while loss > goal, !interruption.isRequested { loss = trainOneStep() }
/// save()
/// interruption.restore()
/// ```
public final class Interruption {
  /// The signal that came first; 0 if none did.
  private static let first = Atomic<Int32>(0)
  private var previous: [(signal: Int32, handler: SignalHandler?)] = []

  /// Starts watching.
  ///
  /// - Parameter keyboardOnly: whether only Ctrl-C is watched; all other signals then end the program as usual.
  public init(keyboardOnly: Bool = false) {
    reset()
    for signal in keyboardOnly ? [Platform.keyboardSignal] : Platform.stopSignals {
      let handler = Platform.handle(signal, with: Self.note)
      if Platform.isIgnored(handler) {
        Platform.handle(signal, with: handler)
      } else {
        previous.append((signal, handler))
      }
    }
  }

  /// Whether the program was asked to stop since the watching began.
  public var isRequested: Bool { Self.first.load(ordering: .relaxed) != 0 }

  /// Forgets the requests so far: they have been met, and the program goes on.
  public func reset() { Self.first.store(0, ordering: .relaxed) }

  /// Stops watching: from now on each signal does what it did before.
  public func restore() {
    for (signal, handler) in previous { Platform.handle(signal, with: handler) }
    previous = []
  }

  /// Ends the program, if a closed pipe was the reason to stop, as that signal does: without a word, since nobody reads.
  static func leaveQuietly() {
    if let pipe = Platform.closedPipe, first.load(ordering: .relaxed) == pipe { Platform.send(pipe) }
  }

  deinit { restore() }

  private static let note: SignalHandler = { signal in
    let earlier = Interruption.first.compareExchange(expected: 0, desired: signal, ordering: .relaxed)
      .original
    // A window that closes sends more than one signal, and each write to a closed pipe sends another: no hurry.
    if earlier != 0, signal == Platform.keyboardSignal { Platform.exitAtOnce(ExitCode.interrupted.rawValue) }
    Platform.handle(signal, with: Interruption.note)  // Windows forgets a handler once it was called
  }
}
