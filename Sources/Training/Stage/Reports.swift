// What the steps of a training did. Of a long training only every second report is kept, then every fourth, and so on:
// a file that is saved every ten seconds must not grow with the number of steps.

/// The reports of a training: the first one, the last one, and at most some thousands between them, equally far apart.
public struct Reports<Report: StepReport>: Sendable {
  /// How many steps were reported.
  public private(set) var steps = 0
  private var kept: [Report] = []

  /// Nothing was reported yet.
  public init() {}

  /// No more are kept.
  static var limit: Int { 4096 }

  /// One of this many steps is kept: the least power of two for which all fit.
  private var stride: Int {
    var stride = 1
    while (steps + stride - 1) / stride >= Self.limit { stride *= 2 }
    return stride
  }

  /// Adds what the next step did.
  public mutating func append(_ report: Report) {
    let before = stride
    if steps > 0, (steps - 1) % before != 0 { kept.removeLast() }  // it was kept only as the last one
    steps += 1
    kept.append(report)
    guard stride > before else { return }
    let last = kept.count - 1
    kept = kept.indices.filter { $0 % 2 == 0 || $0 == last }.map { kept[$0] }
  }
}

extension Reports: RandomAccessCollection {
  /// The place of the first report.
  public var startIndex: Int { 0 }
  /// The place after the last report.
  public var endIndex: Int { kept.count }
  /// A report that is kept.
  public subscript(place: Int) -> Report { kept[place] }
}

extension Reports: Codable {}
