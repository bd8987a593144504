// A value that is computed when it is first asked for, and kept. Like `lazy`, but its making may fail.

import CommandLineKit

/// Something that several cells need and that takes time to make.
///
/// ```swift
/// lazy var text = Later { [unowned self] in try Text(named: page.invocation.text("corpus")) }
/// ...
/// try text().tokens
/// ```
public final class Later<Value> {
  private let make: () throws -> Value
  private var value: Value?

  /// Says how to make it.
  public init(_ make: @escaping () throws -> Value) { self.make = make }

  /// Makes it at the first call; later calls give the same value.
  public func callAsFunction() throws -> Value {
    if let value { return value }
    let made = try make()
    value = made
    return made
  }
}
