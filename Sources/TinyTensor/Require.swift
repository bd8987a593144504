// Contracts that speak. In an optimised build the standard library's `precondition` stops the program without its
// message; this one always says what was wrong.

/// Stops the program with a message unless `condition` is true.
///
/// - Parameters:
///   - condition: what the caller must make sure of.
///   - message: what was wrong, with the values.
public func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
  if !condition { fatalError(message(), file: file, line: line) }
}
