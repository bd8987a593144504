// Which token earned the reward: values, TD errors, and advantages that look more or less far ahead.
// Follows Schulman et al. 2016, "High-Dimensional Continuous Control Using Generalized Advantage Estimation".

import Basics
import Notebook
import Pictures
import Training

// cell: advantage
/// The TD errors: what a token brings, and how the guess changes.
func tdErrors(_ rewards: [Float], _ values: [Float]) -> [Float] {
  let after = Array(values.dropFirst()) + [0]
  return rewards.indices.map { t in rewards[t] + after[t] - values[t] }
}
/// Each TD error and all later ones, each times lambda once more.
func advantages(_ errors: [Float], lambda: Float) -> [Float] {
  errors.indices.map { t in
    errors[t...].reversed().reduce(0) { $1 + lambda * $0 }
  }
}
// cell: end

extension Lesson {
  func advantage(_ cell: Cell) throws {
    try cell.say(
      """
      The judge gives one number to a whole answer, and so does the group. Which token earned it? In PPO a second \
      network, the **value network**, guesses before each token what the answer will bring: the **value**. When the \
      guess jumps, something happened. That jump, with the token's own reward, is the **TD error** (temporal \
      difference). The **advantage** of a token adds all later TD errors, each times lambda once more. The field \
      calls it **GAE**.
      """
    )
    try cell.predict(
      "The answer is \"The capital is Rome\", and it is right. Which token gets the most credit? Does \"The\" get any, "
        + "if lambda is 0, and if it is 1?")
    let tokens = ["The", "capital", "is", "Rome", "<end>"]
    let rewards: [Float] = [0, 0, 0, 0, 1]
    let values: [Float] = [0.2, 0.2, 0.2, 0.1, 0.9]  // Rome, of all words, was not expected
    let errors = tdErrors(rewards, values)
    try cell.code()
    let lambdas: [Float] = [0, 0.95, 1]
    let columns = lambdas.map { advantages(errors, lambda: $0) }
    try cell.show(creditTable(tokens, [rewards, values, errors] + columns, lambdas))
    try cell.check(
      "the library gives the same three columns to a millionth (control: in another order)", lambdas,
      not: lambdas.reversed()
    ) {
      zip($0, columns).allSatisfy { lambda, column in
        isSame(generalizedAdvantages(rewards: rewards, values: values, lambda: lambda), column)
      }
    }
    try cell.check(
      "with lambda 1 it is the final reward, less the guess before (control: lambda 0.95)", columns[2],
      not: columns[1]
    ) { isSame($0, values.map { 1 - $0 }) }
    try cell.check("with lambda 0 \"The\" gets nothing (control: lambda 0.95)", columns[0], not: columns[1]) {
      $0[0] == 0
    }
  }

  private func isSame(_ some: [Float], _ others: [Float]) -> Bool {
    zip(some, others).allSatisfy { abs($0 - $1) < 1e-6 }
  }

  private func creditTable(_ tokens: [String], _ columns: [[Float]], _ lambdas: [Float]) -> Table {
    let (near, usual) = (columns[3], columns[4])
    let best = place(ofLargest: near)
    return Table(
      [.text("token"), .number("it brings"), .number("value before"), .number("TD error")]
        + lambdas.map { .number("lambda \($0.brief)") },
      tokens.indices.map { t in [tokens[t]] + columns.map { $0[t].fixed(2) } },
      caption:
        """
        With lambda 0 only the next guess counts, and the credit is "\(tokens[best])"'s. With \
        \(lambdas[1].brief) it is spread backwards: "\(tokens[0])" gets \(usual[0].fixed(2)) beside \
        \(usual[best].fixed(2)). With 1 all that came later counts in full, and the last token gets little, because \
        the reward was expected by then.
        """)
  }
}
