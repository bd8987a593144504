// All that differs from one operating system to the next: the standard streams, whether a stream is a terminal,
// signals, and leaving the program. Follows POSIX; Windows has the same C functions under other names.

@preconcurrency import Foundation

#if canImport(WinSDK)
  import WinSDK
#endif

/// A C signal handler: it gets the number of the signal, and can capture nothing.
typealias SignalHandler = @convention(c) (Int32) -> Void

package enum Platform {
  /// The signals that end a program: Ctrl-C, Ctrl-\, `kill`, a closed window, a closed pipe.
  ///
  /// On Windows `swift run` stays between the terminal and the program. Ctrl-C ends `swift run` at once, so the prompt
  /// may be back while the training still saves.
  #if canImport(WinSDK)
    static let stopSignals = [SIGINT, SIGTERM]
    static let closedPipe: Int32? = nil
  #else
    static let stopSignals = [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE]
    static let closedPipe: Int32? = SIGPIPE
  #endif
  static var keyboardSignal: Int32 { SIGINT }

  /// Makes each printed line leave at once, so that a crash loses none.
  ///
  /// A closed pipe ends the program quietly.
  static func prepareStreams() {
    #if canImport(WinSDK)
      setvbuf(stdout, nil, _IONBF, 0)
    #else
      setvbuf(stdout, nil, _IOLBF, 0)
      signal(SIGPIPE, SIG_DFL)
    #endif
  }

  static func write(_ text: String) { fputs(text, stdout) }

  static func flushOutput() { fflush(stdout) }

  /// Whether all that was written to standard output has arrived.
  static var outputArrived: Bool { fflush(stdout) == 0 && ferror(stdout) == 0 }

  /// The system's words for an error of its own, such as "No space left on device".
  static func words(for error: POSIXError) -> String { String(cString: strerror(error.code.rawValue)) }

  package static func writeError(_ text: String) {
    fputs(text, stderr)
    fflush(stderr)
  }

  /// The next bytes of the standard input, up to `count` of those that are there; none at its end.
  ///
  /// - Returns: nil if none came for a moment, or a signal came first.
  static func readInput(atMost count: Int) -> [UInt8]? {
    guard inputIsReady else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    #if canImport(WinSDK)
      let length = _read(0, &bytes, numericCast(count))
    #else
      let length = read(0, &bytes, count)
    #endif
    if length < 0, errno == EINTR || errno == EAGAIN { return nil }
    return Array(bytes.prefix(max(0, Int(length))))
  }

  /// Whether there is something to read, or the end of it; waits half a second for it, or until a signal comes.
  ///
  /// (A signal ends this waiting, but not `read`, which would wait on.)
  private static var inputIsReady: Bool {
    #if canImport(WinSDK)
      return true
    #elseif canImport(Darwin)
      // Its `poll` knows no devices and calls /dev/tty invalid (its manual; console-rs, pull request 169).
      var input = fd_set()
      input.fds_bits.0 = 1  // the bit of stream 0
      var time = timeval(tv_sec: 0, tv_usec: 500_000)
      return select(1, &input, nil, nil, &time) > 0
    #else
      var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      return poll(&input, 1, 500) > 0
    #endif
  }

  /// Columns of the terminal behind a stream; nil if it is none or does not say.
  static func columns(of descriptor: Int32) -> Int? {
    #if canImport(WinSDK)
      return nil
    #else
      var size = winsize()
      guard isTerminal(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
        return nil
      }
      return Int(size.ws_col)
    #endif
  }

  /// Whether a stream (0 input, 1 output, 2 errors) is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool {
    #if canImport(WinSDK)
      return _isatty(descriptor) != 0
    #else
      return isatty(descriptor) != 0
    #endif
  }

  /// Sets the handler of a signal; nil restores the system's default.
  ///
  /// - Returns: the previous handler.
  @discardableResult
  static func handle(_ number: Int32, with handler: SignalHandler?) -> SignalHandler? {
    signal(number, handler)
  }

  /// Lets the signals that end a program reach it.
  ///
  /// A program that is started from a thread which blocks them, as those of Dispatch do, would never get them.
  static func acceptSignals() {
    #if !canImport(WinSDK)
      var signals = sigset_t()
      sigemptyset(&signals)
      for signal in stopSignals { sigaddset(&signals, signal) }
      pthread_sigmask(Int32(SIG_UNBLOCK), &signals, nil)
    #endif
  }

  /// Whether a handler means that the signal is ignored, as SIGHUP is under `nohup`.
  static func isIgnored(_ handler: SignalHandler?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Sends the program a signal, which is handled before this returns.
  static func send(_ number: Int32) { raise(number) }

  /// Calls a handler whenever the program goes on after a pause (Ctrl-Z and `fg`, or `kill -CONT`).
  static func whenContinued(_ handler: @escaping SignalHandler) {
    #if !canImport(WinSDK)
      handle(SIGCONT, with: handler)
    #endif
  }

  /// Ends the program without cleaning up: all that a signal handler may do.
  static func exitAtOnce(_ code: Int32) -> Never { _exit(code) }
}
