// Sixteen float32 numbers at a time: how rows of numbers are read, written and added up. Every vector operation of the
// book is built on these, so that all of them treat the end of a row alike and add in the same order.
// All of it is inlined into the loops of other modules: a call for each vector would take several times as long.

/// Sixteen numbers, one to a lane.
///
/// The processor's registers hold all of them, or a half or a quarter.
public typealias Vector = SIMD16<Float>

/// Calls `body` for each vector of a row of `count` numbers: for whole ones, then for one that is partly filled.
///
/// - Parameter body: gets the place of the vector's first number, and how many of its lanes lie in the row, 1 to 16.
///   (Two numbers, not a structure of both: then the compiler makes two loops of it, one for whole vectors alone.)
@inlinable @inline(__always)
public func forEachVector(_ count: Int, _ body: (_ at: Int, _ width: Int) -> Void) {
  var at = 0
  while at + 16 <= count {
    body(at, 16)
    at += 16
  }
  if at < count { body(at, count - at) }
}

extension UnsafePointer<Float> {
  /// The sixteen numbers from a place on.
  @inlinable @inline(__always)
  public func vector(at place: Int = 0) -> Vector {
    UnsafeRawPointer(self + place).loadUnaligned(as: Vector.self)
  }

  /// The first `width` numbers from a place on, the other lanes filled with `filler`.
  @inlinable @inline(__always)
  public subscript(place: Int, width: Int, filler filler: Float = 0) -> Vector {
    if width == 16 { return vector(at: place) }
    var vector = Vector(repeating: filler)
    for i in 0..<width { vector[i] = self[place + i] }
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

  /// The first `width` numbers from a place on; the other lanes read as 0 and are not stored.
  @inlinable @inline(__always)
  public subscript(place: Int, width: Int) -> Vector {
    get { UnsafePointer(self)[place, width] }
    nonmutating set {
      if width == 16 { return store(newValue, at: place) }
      for i in 0..<width { self[place + i] = newValue[i] }
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
