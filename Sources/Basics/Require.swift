// Contracts that speak. In an optimised build the standard library's `precondition` stops the program without its
// message; these always say what was wrong. The modules that are built with -O use nothing else.

/// Stops the program with a message unless `condition` is true.
///
/// - Parameters:
///   - condition: what the caller must make sure of.
///   - message: what was wrong, with the values.
@inlinable
public func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
  if !condition { stop(message(), file: file, line: line) }
}

/// Stops the program with a message, where a contract is already known to be broken.
///
/// - Parameter message: what was wrong, with the values.
public func stop(_ message: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
  fatalError(message, file: file, line: line)
}
