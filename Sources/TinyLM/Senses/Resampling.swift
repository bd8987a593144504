// More or fewer numbers for the same curve: each new one is the mean of the stretch that it covers.
// Detail finer than the new grid is averaged away and cannot come back as a false pattern (a box filter).
// Leaves out better filters: for small pictures and short sounds this one is enough.

enum Resampling {
  /// The means of `count` equal stretches of a row of numbers.
  ///
  /// - Precondition: there is at least one number.
  static func means(of values: [Float], count: Int) -> [Float] {
    if values.count == count { return values }
    let stretch = Double(values.count) / Double(count)
    return (0..<count).map { i in
      let start = Double(i) * stretch
      return mean(of: values, from: start, to: min(start + stretch, Double(values.count)))
    }
  }

  /// The mean between two places; a number that is covered in part counts in part.
  private static func mean(of values: [Float], from start: Double, to end: Double) -> Float {
    let first = min(Int(start), values.count - 1)
    let last = min(max(first, Int(end.rounded(.up)) - 1), values.count - 1)
    if first == last { return values[first] }
    var sum = Double(values[first]) * (Double(first + 1) - start)
    for i in first + 1..<last { sum += Double(values[i]) }
    sum += Double(values[last]) * (end - Double(last))
    return Float(sum / (end - start))
  }
}
