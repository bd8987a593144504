// What a person sees of a tensor, how tensors are compared, and how their rows are taken.

import Testing
import TinyTensor

@Suite struct PrintingTests {
  @Test func rowsAreAligned() {
    let x = Tensor([[1, -2.5, 3], [10, 0.25, 0]], requiresGradient: true)
    #expect(
      "\(x)" == """
        Tensor [2, 3], a parameter
           1.0000  -2.5000   3.0000
          10.0000   0.2500   0.0000
        """)
    #expect(
      "\(x.matrixProduct(Tensor([[1], [0], [-20]])))" == """
        Tensor [2, 1] from matrixProduct
          -59
           10
        """)
    #expect("\(Tensor(3.5))" == "Tensor []\n  3.5000")
    #expect("\(Tensor([1, 2]))" == "Tensor [2]\n  1  2")
    #expect("\(Tensor([], shape: [2, 0]))" == "Tensor [2, 0]")
  }

  @Test func largeAndSmallNumbers() {
    #expect("\(Tensor([1e-5, -2]))" == "Tensor [2]\n   0.0000  -2.0000")
    #expect("\(Tensor([1e-5, -3e-4]))" == "Tensor [2]\n   1.000e-05  -3.000e-04")
    #expect("\(Tensor([1, .nan, -.infinity]))" == "Tensor [3]\n     1   nan  -inf")
    #expect("\(Tensor([1e9, 2]))" == "Tensor [2]\n  1.000e+09  2.000e+00")
  }

  @Test func ofALargeTensorTheCorners() {
    let x = Tensor((0..<1000).map(Float.init), shape: [10, 100])
    #expect(
      "\(x)" == """
        Tensor [10, 100]
            0    1    2  ...   97   98   99
          100  101  102  ...  197  198  199
          200  201  202  ...  297  298  299
          ...  ...  ...  ...  ...  ...  ...
          700  701  702  ...  797  798  799
          800  801  802  ...  897  898  899
          900  901  902  ...  997  998  999
        """)
  }

  @Test func matricesOfHigherRanksHaveTheirPlaces() {
    #expect(
      "\(Tensor((0..<8).map(Float.init), shape: [2, 2, 2]))" == """
        Tensor [2, 2, 2]
        [0]:
          0  1
          2  3
        [1]:
          4  5
          6  7
        """)
    let many = "\(Tensor(repeating: 1, shape: [9, 2, 1, 1]))"
    #expect(many.contains("[0, 1]:") && many.contains("[8, 1]:") && !many.contains("[4, 0]:"))
  }
}

@Suite struct ComparingTests {
  @Test func differences() {
    let x = Tensor([1, 2, .infinity])
    #expect(x.maxDifference(from: Tensor([1, 2.5, .infinity])) == 0.5)
    #expect(x.maxDifference(from: Tensor([1, 2, -.infinity])) == .infinity)
    #expect(x.maxDifference(from: Tensor([.nan, 2, .infinity])).isNaN)
    #expect(Tensor([.nan, 9]).maxDifference(from: Tensor([1, 1])).isNaN, "whatever comes after it")
  }

  @Test func closeness() {
    let x = Tensor([[1, 2]])
    #expect(x.isClose(to: Tensor([[1.25, 1.75]]), within: 0.25))
    #expect(!x.isClose(to: Tensor([[1.25, 1.75]]), within: 0.2))
    #expect(!x.isClose(to: Tensor([1, 2])), "another shape")
    #expect(!Tensor([Float.nan]).isClose(to: Tensor([Float.nan]), within: .infinity))
  }
}

@Suite struct SubscriptTests {
  private let x = Tensor((0..<12).map(Float.init), shape: [3, 2, 2])

  @Test func rowsAndRanges() {
    #expect(x[1].shape == [2, 2] && x[1].values == [4, 5, 6, 7])
    #expect(x[2][0].values == [8, 9] && x[2][0][1].item == 9)
    #expect(x[1..<3].shape == [2, 2, 2] && x[1..<3].values == (4..<12).map(Float.init))
    #expect(
      x[..<1].values == [0, 1, 2, 3] && x[2...].values == [8, 9, 10, 11] && x[0...0].shape == [1, 2, 2])
    #expect(x[1..<1].shape == [0, 2, 2])
  }

  @Test func singleNumbers() {
    let y = x.copy()
    let matrix = Tensor([[1, 2], [3, 4]])
    y[2, 1, 0] = -1
    matrix[1, 0] = 7
    #expect(y.values == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, 11] && y[2, 1, 0] == -1)
    #expect(matrix.values == [1, 2, 7, 4] && matrix[1, 0] == 7)
    let row = Tensor([1, 2, 3])
    row[2] = 5
    let number: Float = row[2]
    #expect(number == 5)
  }

  @Test func rowsThatAreNotThere() async {
    let row = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Tensor([[1, 2]])
      let row: Tensor = x[1]
      print(row)
    }
    #expect(says("index 1", "[1, 2]", in: row))
    let range = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      print(Tensor([[1, 2]])[0..<2])
    }
    #expect(says("0..<2", "[1, 2]", in: range))
    let place = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      print(Tensor([[1, 2]])[0, 2])
    }
    #expect(says("[0, 2]", "[1, 2]", in: place))
    let deep = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      print(Tensor(repeating: 1, shape: [2, 2, 2])[0, 2, 1])
    }
    #expect(says("[0, 2, 1]", "[2, 2, 2]", in: deep))
  }
}
