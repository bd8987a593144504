// How long work takes on this machine. The times in this room were taken on one machine; a small piece of the same work,
// done at the start, says how this one compares.
// Leaves out other programs that begin later: the line of progress corrects itself.

import TinyLM
import TinyTensor

/// The speed of this machine.
enum MachineSpeed {
  /// Seconds that the piece of work took where the times of `Link` and of the chapters were taken: with two threads on two
  /// processors of a server (AVX2, 75 GFLOP/s in all).
  static let reference = 0.0254

  /// How many times as long as there work takes here.
  static let here: Double = measured() / reference

  /// Seconds on this machine for what took so many there.
  static func seconds(_ there: Int) -> Double { Double(there) * here }

  /// The shortest of some tries at a piece of training: one step of the book's model with a few windows of text.
  private static func measured() -> Double {
    var generator = SeededGenerator(seed: 0)
    let model = GPT(Recipe.model, using: &generator)
    let text = (0..<2 * Recipe.model.context).map { $0 * 37 % Recipe.model.vocabularySize }
    let batch = TokenBatch(inputs: text, targets: text, sequences: 2)
    let times = (0..<8).map { _ in
      let start = ContinuousClock.now
      model.loss(batch).backward()
      return (ContinuousClock.now - start) / .seconds(1)
    }
    return times.min()!
  }
}
