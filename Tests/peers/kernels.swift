// Runs the kernels of the engine on numbers from a seeded generator and prints a line for each: its name, and a hash of
// the bits of its results. Tests/peers/same-bits compiles it with the engine for two processors and compares the lines.
// Leaves out giving memory back: kernels take pointers, and the program ends soon.

@main
struct Kernels {
  static func main() {
    multiplyMatrices()
    multiplyBytes()
    workOnRows()
    applyFunctions()
    computeInDoubles()
    passGradientsOn()
    attendWithCache()
    train("AdamW", with: { AdamW($0, weightDecay: 0.1) })
    train("Muon", with: { Muon($0, weightDecay: 0.1) })
  }
}

// MARK: names, numbers and hashes

/// Numbers that go into a kernel, and the hash of those that come out (FNV-1a with 64 bits).
struct Trial {
  private var generator = SeededGenerator(seed: 1)
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Prints the name of a kernel with the hash of all that `body` adds.
  static func run(_ name: String, _ body: (inout Trial) -> Void) {
    var trial = Trial()
    body(&trial)
    print("\(name): \(String(trial.hash, radix: 16))")
  }

  /// Numbers between -limit and limit.
  mutating func numbers(_ count: Int, limit: Double = 2) -> UnsafeMutablePointer<Float> {
    let numbers = UnsafeMutablePointer<Float>.allocate(capacity: count)
    for i in 0..<count { numbers[i] = Float((2 * generator.uniform() - 1) * limit) }
    return numbers
  }

  mutating func tensor(_ shape: [Int], requiresGradient: Bool = false) -> Tensor {
    let count = shape.reduce(1, *)
    let values = UnsafeBufferPointer(start: numbers(count), count: count)
    return Tensor(Array(values), shape: shape, requiresGradient: requiresGradient)
  }

  mutating func bytes(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
    for i in 0..<count { bytes[i] = UInt8(generator.below(256)) }
    return bytes
  }

  mutating func normal() -> Float { generator.normal() }

  /// Adds the bits of a result to the hash.
  ///
  /// All NaNs count as one: which of them comes out is the processor's choice.
  mutating func add(_ value: Float) { add(value.isNaN ? Float.nan.bitPattern : value.bitPattern) }
  mutating func add(_ value: Double) { add(value.isNaN ? Double.nan.bitPattern : value.bitPattern) }
  mutating func add(_ values: UnsafePointer<Float>, _ count: Int) { for i in 0..<count { add(values[i]) } }
  mutating func add(_ tensor: Tensor) { tensor.values.forEach { add($0) } }

  private mutating func add(_ bits: some FixedWidthInteger & UnsignedInteger) {
    for shift in stride(from: 0, to: bits.bitWidth, by: 8) {
      hash = (hash ^ UInt64(truncatingIfNeeded: bits >> shift & 0xFF)) &* 0x100_0000_01B3
    }
  }
}

// MARK: products

/// Every tile, orientation and start: single rows, edges, more rows than a block has, and a depth beyond one block.
func multiplyMatrices() {
  let sizes = [(1, 75, 70), (1, 16, 3), (6, 16, 8), (7, 33, 21), (23, 65, 9), (250, 17, 5), (9, 40, 800)]
  for (tileName, tile) in [("8 x 32", RegisterTile.wide), ("6 x 16", .narrow)] {
    for (name, first, second) in [
      ("A B", false, false), ("AᵀB", true, false), ("A Bᵀ", false, true), ("AᵀBᵀ", true, true),
    ] {
      Trial.run("\(name), tile \(tileName)") { trial in
        for (rows, columns, depth) in sizes {
          let a = MatrixView(trial.numbers(rows * depth), stride: first ? rows : depth, transposed: first)
          let b = MatrixView(
            trial.numbers(depth * columns), stride: second ? depth : columns, transposed: second)
          for start in [MatrixStart.zero, .current, .row(trial.numbers(columns))] {
            let c = trial.numbers(rows * columns)
            MatrixKernel.multiplyBlock(
              0..<rows, 0..<columns, depth: depth, a, b, into: c, stride: columns, start: start, tile: tile)
            trial.add(c, rows * columns)
          }
        }
      }
    }
  }
}

func multiplyBytes() {
  for isTransposed in [false, true] {
    Trial.run("bytes: \(isTransposed ? "x Bᵀ" : "x B")") { trial in
      for (rows, columns) in [(1, 1), (5, 64), (64, 5), (7, 150), (70, 200)] {
        let b = ByteView(
          bytes: trial.bytes(rows * columns), scales: trial.numbers(rows), rows: rows, columns: columns)
        let (x, y) = (trial.numbers(max(rows, columns)), trial.numbers(max(rows, columns)))
        isTransposed ? ByteKernel.multiplyTransposed(x, b, into: y) : ByteKernel.multiply(x, b, into: y)
        trial.add(y, isTransposed ? rows : columns)
      }
    }
  }
}

// MARK: rows

typealias Row = UnsafeMutablePointer<Float>

/// Runs a kernel on rows x and y of several lengths: what it returns and what it leaves in y.
func run(_ name: String, longest: Int = 100, _ kernel: (_ x: Row, _ y: Row, _ count: Int) -> Float) {
  Trial.run(name) { trial in
    for count in [1, 15, 16, 17, longest] {
      let (x, y) = (trial.numbers(count), trial.numbers(count))
      trial.add(kernel(x, y, count))
      trial.add(y, count)
    }
  }
}

/// The same for a kernel that returns nothing.
func run(_ name: String, _ kernel: (_ x: Row, _ y: Row, _ count: Int) -> Void) {
  run(name) { x, y, count -> Float in
    kernel(x, y, count)
    return 0
  }
}

func workOnRows() {
  let inParts = (16 << 16) + 5  // so long that it is added up in two parts
  run("maximum of a row") { x, _, count in RowKernel.maximum(x, count) }
  run("sum of a row", longest: inParts) { x, _, count in RowKernel.sum(x, count) }
  run("dot product", longest: inParts) { x, y, count in RowKernel.dot(x, y, count) }
  run("exponentials") { x, y, count in
    RowKernel.exponentials(x, minus: 0.3, scale: 0.7, times: 1.1, into: y, count)
  }
  run("sum of exponentials") { x, _, count in RowKernel.sumOfExponentials(x, minus: 0.3, count) }
  run("scaled row") { x, y, count in RowKernel.scale(x, by: 0.7, into: y, count) }
  run("added row") { x, y, count in RowKernel.add(x, times: 0.7, to: y, count) }
  run("gradient of softmax") { x, y, count in
    RowKernel.softmaxGradient(x, y, mean: 0.3, scale: 0.7, into: y, count)
  }
  run("logarithm of softmax") { x, y, count in RowKernel.logSoftmax(x, into: y, count) }
  Trial.run("sums of columns") { trial in
    let sums = trial.numbers(37)
    RowKernel.addColumnSums(trial.numbers(50 * 37), rows: 50, columns: 37, to: sums)
    trial.add(sums, 37)
  }
}

// MARK: functions of one number

func applyFunctions() {
  apply("relu", ReLU.self)
  apply("tanh", Tanh.self)
  apply("sigmoid", Sigmoid.self)
  apply("log sigmoid", LogSigmoid.self)
  apply("gelu", GELU.self)
  apply("exp", Exp.self)
  apply("log", Log.self)
  apply("square root", SquareRoot.self)
}

/// A function and its derivative, for numbers of all sizes, with infinities and NaNs, and for many that are near 0.
func apply<Function: PointwiseFunction>(_ name: String, _: Function.Type) {
  let (sizes, near) = (1 << 15, 1 << 14)
  let count = sizes + near
  Trial.run(name) { trial in
    let (x, y, dy, dx) = (
      trial.numbers(count, limit: 12), trial.numbers(count), trial.numbers(count), trial.numbers(count)
    )
    for i in 0..<sizes { x[i] = Float(bitPattern: UInt32(i) << 17) }
    Function.apply(x, into: y, count)
    Function.applyGradient(x: x, y: y, dy: dy, into: dx, count)
    trial.add(y, count)
    trial.add(dx, count)
  }
}

/// The mathematics of schedules, positions and random numbers.
func computeInDoubles() {
  let functions: [(String, (Double) -> Double)] = [
    ("exp", PortableMath.exp), ("log", PortableMath.log),
    ("sin", PortableMath.sin), ("cos", PortableMath.cos),
  ]
  for (name, function) in functions {
    Trial.run("\(name) of a double") { trial in
      for i in -2000..<2000 { trial.add(function(Double(i) * 0.3701)) }
    }
  }
  Trial.run("normal numbers") { trial in
    for _ in 0..<1000 { trial.add(trial.normal()) }
  }
}

// MARK: tensors

/// What a function of tensors gives, and the gradients of its inputs.
func differentiate(_ name: String, _ shapes: [[Int]], _ function: ([Tensor]) -> Tensor) {
  Trial.run(name) { trial in
    let inputs = shapes.map { trial.tensor($0, requiresGradient: true) }
    let y = function(inputs)
    trial.add(y)
    (y * trial.tensor(y.shape)).sum().backward()
    for input in inputs { if let gradient = input.gradient { trial.add(gradient) } }
  }
}

func passGradientsOn() {
  differentiate("arithmetic", [[7, 19], [19], [7, 1]]) { ($0[0] + $0[1]) * $0[2] - $0[1] / ($0[2] + 3) }
  differentiate("layer", [[9, 70], [70, 35], [35]]) { $0[0].linear($0[1], bias: $0[2]) }
  differentiate("softmax", [[5, 37]]) { $0[0].softmax() }
  differentiate("cross-entropy", [[4, 37]]) { $0[0].crossEntropy([36, 0, 5, 17], weights: [1, 0.3, 0, 2]) }
  differentiate("layer norm", [[70, 37], [37], [37]]) { $0[0].layerNorm(weight: $0[1], bias: $0[2]) }
  differentiate("rotary positions", [[5, 24]]) {
    $0[0].rotated(headSize: 8, columns: 16, positions: [0, 1, 2, 70, 900])
  }
  differentiate("attention", [[2, 70, 3 * 18]]) { $0[0].attention(heads: 2) }
  differentiate("plain attention", [[2, 9, 3 * 18]]) { $0[0].plainAttention(heads: 2) }
}

/// Some positions at once, then one after another.
func attendWithCache() {
  Trial.run("attention with a cache") { trial in
    let cache = KeyValueCache(sequences: 1, capacity: 50, width: 18)
    for new in [40, 1, 1, 5] {
      trial.add(cache.attend(trial.tensor([1, new, 3 * 18]), sequences: [0], heads: 2))
    }
  }
}

/// The weights of a small network after some steps.
func train<Method: Optimizer>(_ name: String, with method: ([Tensor]) -> Method) {
  Trial.run("training with \(name)") { trial in
    let x = trial.tensor([12, 20])
    let weights = [[20, 35], [35, 20]].map { trial.tensor($0, requiresGradient: true) }
    let optimizer = method(weights)
    for _ in 0..<8 {
      let y = x.matrixProduct(weights[0]).gelu().matrixProduct(weights[1])
      y.crossEntropy(Array(0..<12)).backward()
      optimizer.step(learningRate: 0.01, gradientScale: 1 / max(1, weights.gradientNorm()))
      optimizer.clearGradients()
    }
    weights.forEach { trial.add($0) }
  }
}
