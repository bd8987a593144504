// Sixteen float32 numbers at a time: how rows of numbers are read, written and added up. Every vector operation of the
// book is built on these, so that all of them treat the end of a row alike and add in the same order.
// All of it is inlined into the loops of other modules: a call for each vector would take several times as long.

/// Sixteen numbers, one to a lane.
///
/// The processor's registers hold all of them, or a half or a quarter.
public typealias Vector = SIMD16<Float>

/// Where a vector stands in a row of numbers.
public struct Lanes {
  /// The place of its first number.
  public let first: Int
  /// How many of its lanes lie in the row, 1 to 16; the last vector of a row may hang over its end.
  public let width: Int

  /// The lanes from `first` on.
  @inlinable @inline(__always)
  public init(_ first: Int, width: Int) {
    self.first = first
    self.width = width
  }
}

/// Calls `body` for each vector of a row of `count` numbers: for whole ones, then for one that is partly filled.
@inlinable @inline(__always)
public func forEachVector(_ count: Int, _ body: (_ at: Lanes) -> Void) {
  var first = 0
  while first + 16 <= count {
    body(Lanes(first, width: 16))
    first += 16
  }
  if first < count { body(Lanes(first, width: count - first)) }
}

extension UnsafePointer<Float> {
  /// The sixteen numbers from a place on.
  @inlinable @inline(__always)
  public func vector(at place: Int = 0) -> Vector {
    UnsafeRawPointer(self + place).loadUnaligned(as: Vector.self)
  }

  /// The numbers in these lanes; beyond the end of the row, `filler`.
  @inlinable @inline(__always)
  public subscript(lanes: Lanes, filler filler: Float = 0) -> Vector {
    if lanes.width == 16 { return vector(at: lanes.first) }
    var vector = Vector(repeating: filler)
    for i in 0..<lanes.width { vector[i] = self[lanes.first + i] }
    return vector
  }
}

extension UnsafeMutablePointer<Float> {
  /// The sixteen numbers from a place on.
  @inlinable @inline(__always)
  public func vector(at place: Int = 0) -> Vector { UnsafePointer(self).vector(at: place) }

  /// Stores sixteen numbers from a place on.
  @inlinable @inline(__always)
  public func store(_ vector: Vector, at place: Int = 0) {
    UnsafeMutableRawPointer(self + place).storeBytes(of: vector, as: Vector.self)
  }

  /// The numbers in these lanes; what hangs over the end of the row reads as 0 and is not stored.
  @inlinable @inline(__always)
  public subscript(lanes: Lanes) -> Vector {
    get { UnsafePointer(self)[lanes] }
    nonmutating set {
      if lanes.width == 16 { return store(newValue, at: lanes.first) }
      for i in 0..<lanes.width { self[lanes.first + i] = newValue[i] }
    }
  }
}

extension Vector {
  /// The sum of the sixteen numbers, always in the same order.
  @inlinable @inline(__always)
  public var total: Float {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// The largest of the sixteen numbers.
  @inlinable @inline(__always)
  public var largest: Float {
    let eight = lowHalf.replacing(with: highHalf, where: lowHalf .< highHalf)
    let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.lowHalf .< eight.highHalf)
    return Swift.max(Swift.max(four.x, four.y), Swift.max(four.z, four.w))
  }
}
