// The tensor: a grid of numbers that remembers how it was computed, so that it can say how each number it was
// computed from should change. The idea of micrograd (Karpathy 2020), with a grid in place of a single number.
// Leaves out: other number types, other devices, second derivatives.

import Basics

/// A grid of float32 numbers of any rank, with its gradient.
///
/// A tensor made with `requiresGradient: true` is a parameter: whatever is computed from it keeps a record, and
/// `backward()` on the result fills in `gradient`. A tensor computed from none keeps no record and costs no memory
/// beyond its values.
public final class Tensor {
  /// The size along each axis; `[]` for a single number.
  public let shape: [Int]
  /// Whether `backward()` computes a gradient for this tensor.
  public let requiresGradient: Bool
  /// The gradient of the loss for each number of this tensor, in the same shape; `nil` before `backward()`.
  public var gradient: Tensor?

  /// The numbers, row by row, in the memory that `storage` keeps alive.
  @usableFromInline let start: UnsafeMutablePointer<Float>
  private(set) var storage: Storage
  private var record: Record?
  /// A faster way to multiply a single row by this matrix; `nil` for most tensors, and after a change.
  var rowMultiplier: (any RowMultiplier)?

  /// The record of how a tensor was computed: from what, and how to pass its gradient on to them.
  private struct Record {
    let operation: Operation
    let inputs: [Tensor]
    /// How often the numbers of the inputs and of the result had been changed by then, all together.
    let changes: Int
    let passGradient: (Tensor) -> Void
  }

  init(storage: Storage, shape: [Int], requiresGradient: Bool = false) {
    require(
      storage.count == shape.reduce(1, *),
      "shape \(shape) needs \(shape.reduce(1, *)) numbers, got \(storage.count)")
    self.storage = storage
    start = storage.start
    self.shape = shape
    self.requiresGradient = requiresGradient
  }

  /// The result of an operation.
  ///
  /// - Parameters:
  ///   - result: its numbers.
  ///   - passGradient: takes the gradient of the loss for this result and adds to the inputs' gradients.
  init(
    _ operation: Operation, _ result: Tensor, from inputs: [Tensor],
    passGradient: @escaping (_ gradient: Tensor) -> Void
  ) {
    storage = result.storage
    start = result.start
    shape = result.shape
    requiresGradient = inputs.contains(where: \.requiresGradient)
    if requiresGradient {
      let changes = inputs.reduce(storage.changes) { $0 + $1.storage.changes }
      record = Record(operation: operation, inputs: inputs, changes: changes, passGradient: passGradient)
    }
  }

  /// How many numbers there are.
  public var count: Int { storage.count }
  /// How many axes there are.
  public var rank: Int { shape.count }
  /// The operation that made this tensor; `nil` for a parameter, an input, or after `backward()` has used it.
  public var operation: Operation? { record?.operation }
  /// The tensors that this one was computed from; empty where `operation` is `nil`.
  public var inputs: [Tensor] { record?.inputs ?? [] }

  /// The size of the last axis.
  var columns: Int { shape.last ?? 1 }
  /// The number of rows, all axes but the last taken together.
  var rows: Int { shape.dropLast().reduce(1, *) }
}

// MARK: gradients

extension Tensor {
  /// Fills in `gradient` for every parameter that this number was computed from.
  ///
  /// Walks the record once, from the result to the parameters; each tensor passes its gradient on when all who use
  /// it have added theirs. The record is used up on the way, and its memory given back. Gradients of parameters add
  /// up over calls until they are set to `nil`.
  ///
  /// Passing gradients on reads the numbers again that the result was computed from. So a parameter may be changed
  /// before the computation and after `backward()`, but not in between: that is noticed, and stops the program.
  ///
  /// - Precondition: this tensor is a single number that was computed from a parameter, and no number that it was
  ///   computed from has been changed since.
  public func backward() {
    require(count == 1, "backward() needs a single number, got shape \(shape)")
    require(requiresGradient, "nothing that this number was computed from requires a gradient")
    // cell: backward
    addGradient(Tensor(repeating: 1, shape: shape))
    for tensor in recordedTensors().reversed() {
      guard let record = tensor.record else { continue }
      if let gradient = tensor.gradient { record.passGradient(gradient) }
      tensor.record = nil
      tensor.gradient = nil
    }
    // cell: end
  }

  /// All recorded tensors behind this one in order, each after everything it was computed from.
  private func recordedTensors() -> [Tensor] {
    var order: [Tensor] = []
    var seen: Set<ObjectIdentifier> = []
    var path: [(tensor: Tensor, nextInput: Int)] = [(self, 0)]
    seen.insert(ObjectIdentifier(self))
    while let (tensor, next) = path.last {
      let inputs = tensor.inputs
      guard next < inputs.count else {
        tensor.requireUnchangedNumbers()
        order.append(path.removeLast().tensor)
        continue
      }
      path[path.count - 1].nextInput += 1
      let input = inputs[next]
      if input.record != nil, seen.insert(ObjectIdentifier(input)).inserted { path.append((input, 0)) }
    }
    return order
  }

  /// Stops the program if passing the gradient on would read other numbers than its value was computed from.
  private func requireUnchangedNumbers() {
    guard let record else { return }
    require(
      record.inputs.reduce(storage.changes) { $0 + $1.storage.changes } == record.changes,
      "numbers that \(record.operation) \(shape) was computed from, of shapes \(record.inputs.map(\.shape)), "
        + "have been changed since: call backward() before the parameters are changed, or compute the loss again"
    )
  }

  /// Says that the numbers are about to be changed in place: for all tensors that share them.
  @usableFromInline func willChange() {
    rowMultiplier = nil
    storage.changes += 1
  }

  /// Adds to this tensor's gradient.
  ///
  /// The first one is taken as it is, without a copy.
  func addGradient(_ more: @autoclosure () -> Tensor) {
    guard requiresGradient else { return }
    let more = more()
    require(more.count == count, "gradient of shape \(more.shape) for a tensor of shape \(shape)")
    guard gradient != nil else {
      gradient = more.shape == shape ? more : Tensor(storage: more.storage, shape: shape)
      return
    }
    addToGradient { sum in
      Workers.slices(of: more.count, grain: 1024, cost: 1) { slice in
        RowKernel.add(more.start + slice.lowerBound, times: 1, to: sum + slice.lowerBound, slice.count)
      }
    }
  }

  /// Lets `body` add to this tensor's gradient in place; it begins at zero.
  func addToGradient(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    guard requiresGradient else { return }
    body(ownedGradient().start)
  }

  /// Lets `body` compute this tensor's gradient.
  ///
  /// It begins at zero the first time, and adds to what is there after that.
  func addGradient(_ body: (UnsafeMutablePointer<Float>, MatrixStart) -> Void) {
    guard requiresGradient else { return }
    if gradient != nil { return body(ownedGradient().start, .current) }
    let first = Tensor(storage: Storage(uninitialized: count), shape: shape)
    body(first.start, .zero)
    gradient = first
  }

  /// The gradient in memory that no other tensor reads.
  private func ownedGradient() -> Tensor {
    guard var current = gradient else {
      let fresh = Tensor(repeating: 0, shape: shape)
      gradient = fresh
      return fresh
    }
    gradient = nil
    let mine =
      isKnownUniquelyReferenced(&current) && isKnownUniquelyReferenced(&current.storage)
      ? current : current.copy()
    gradient = mine
    return mine
  }

  /// Gives the same numbers without a record: a constant for what is computed from it.
  ///
  /// Both share the memory: a change of one is a change of both.
  public func detached() -> Tensor {
    let constant = Tensor(storage: storage, shape: shape)
    constant.rowMultiplier = rowMultiplier
    return constant
  }

  /// Gives the same numbers as a parameter, in the same memory: an update of one is an update of both.
  public func asParameter() -> Tensor { Tensor(storage: storage, shape: shape, requiresGradient: true) }

  /// Gives a tensor with memory of its own and the same numbers.
  public func copy() -> Tensor {
    let copy = Storage(uninitialized: count)
    copy.start.update(from: start, count: count)
    return Tensor(storage: copy, shape: shape)
  }
}

// MARK: making and reading

extension Tensor {
  /// A tensor of the given numbers, row by row.
  ///
  /// - Precondition: `shape` has room for exactly `values.count` numbers.
  public convenience init(_ values: [Float], shape: [Int], requiresGradient: Bool = false) {
    let storage = Storage(uninitialized: values.count)
    values.withUnsafeBufferPointer {
      if let base = $0.baseAddress { storage.start.update(from: base, count: $0.count) }
    }
    self.init(storage: storage, shape: shape, requiresGradient: requiresGradient)
  }

  /// A tensor of one axis.
  public convenience init(_ values: [Float], requiresGradient: Bool = false) {
    self.init(values, shape: [values.count], requiresGradient: requiresGradient)
  }

  /// A matrix, from its rows.
  ///
  /// - Precondition: all rows are equally long.
  public convenience init(_ rows: [[Float]], requiresGradient: Bool = false) {
    let columns = rows.first?.count ?? 0
    require(rows.allSatisfy { $0.count == columns }, "rows of lengths \(rows.map(\.count)) make no matrix")
    self.init(rows.flatMap { $0 }, shape: [rows.count, columns], requiresGradient: requiresGradient)
  }

  /// A single number.
  public convenience init(_ value: Float, requiresGradient: Bool = false) {
    self.init([value], shape: [], requiresGradient: requiresGradient)
  }

  /// A tensor whose numbers are still to be filled in; until then they are whatever was in the memory.
  public convenience init(uninitialized shape: [Int], requiresGradient: Bool = false) {
    self.init(
      storage: Storage(uninitialized: shape.reduce(1, *)), shape: shape, requiresGradient: requiresGradient)
  }

  /// A tensor that holds one value everywhere.
  public convenience init(repeating value: Float, shape: [Int], requiresGradient: Bool = false) {
    self.init(
      storage: Storage(repeating: value, count: shape.reduce(1, *)), shape: shape,
      requiresGradient: requiresGradient)
  }

  /// Random numbers from a normal distribution with mean 0.
  ///
  /// - Parameter deviation: the standard deviation.
  public convenience init(
    normal shape: [Int], deviation: Float = 1, requiresGradient: Bool = false,
    using generator: inout SeededGenerator
  ) {
    let storage = Storage(uninitialized: shape.reduce(1, *))
    for i in stride(from: 0, to: storage.count, by: 2) {
      let (first, second) = generator.normalPair()
      storage.start[i] = first * deviation
      if i + 1 < storage.count { storage.start[i + 1] = second * deviation }
    }
    self.init(storage: storage, shape: shape, requiresGradient: requiresGradient)
  }

  /// All numbers, row by row.
  public var values: [Float] { Array(UnsafeBufferPointer(start: start, count: count)) }

  /// The number of a tensor that holds just one.
  ///
  /// - Precondition: `count` is 1.
  public var item: Float {
    require(count == 1, "item needs a single number, got shape \(shape)")
    return start[0]
  }

  /// Replaces all numbers in place.
  ///
  /// This is for parameters that are loaded from a file or updated by hand.
  ///
  /// - Precondition: `values.count` equals `count`.
  public func assign(_ values: [Float]) {
    require(values.count == count, "shape \(shape) needs \(count) numbers, got \(values.count)")
    willChange()
    values.withUnsafeBufferPointer {
      if let base = $0.baseAddress { start.update(from: base, count: $0.count) }
    }
  }

  /// Lets `body` read the numbers in place, row by row.
  public func withUnsafeValues<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try body(UnsafeBufferPointer(start: start, count: count))
  }

  /// Lets `body` read and write the numbers in place, row by row.
  public func withUnsafeMutableValues<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    willChange()
    return try body(UnsafeMutableBufferPointer(start: start, count: count))
  }

  /// The first number that is infinite or not a number, as its place in `values`; `nil` if all are finite.
  public var firstNonFinite: Int? {
    UnsafeBufferPointer(start: start, count: count).firstIndex { !$0.isFinite }
  }
}
