// Gold scores: answers written elsewhere get the same as those that the evaluation let a model write.

import Testing
import TinyLM
import TinyTensor
import TinyWorld

@testable import Training

@Suite struct EvaluationTests {
  private static let world = WritingTests.world
  private static let tokenizer = BytePairTokenizer(merges: [], specialTokens: ChatFormat.specialTokens)
  private static let format = ChatFormat(tokenizer)

  private static func requests(_ kind: Request.Kind) -> [Request] {
    var generator = SeededGenerator(seed: 1, stream: "requests")
    return world.requests(kind, for: .validation, count: 5, using: &generator)
  }

  private static func rightAnswer(_ request: Request) -> String {
    var generator = SeededGenerator(seed: 3, stream: "answers")
    return world.answer(to: request, outcome: .right, style: .curt, using: &generator)
  }

  private static func rollout(_ answer: String, to request: Request, isEnded: Bool = true) throws -> Rollout {
    let tokens = tokenizer.encode(" " + answer) + (isEnded ? [format.end] : [])
    return Rollout(prompt: try format.prompt(request), answer: tokens, isEnded: isEnded)
  }

  @Test func answersThatWereWrittenElsewhere() throws {
    let requests = Self.requests(.fact)
    let answers = requests.map(Self.rightAnswer)
    let right = try zip(answers, requests).map { try Self.rollout($0, to: $1) }
    let evaluation = Evaluation(of: right, to: requests, world: Self.world, format: Self.format)
    #expect(evaluation.right == 1)
    #expect(evaluation.answers.map(\.text) == answers)
    let others = Array(right.dropFirst() + right.prefix(1))  // each gets the answer to the next one
    #expect(Evaluation(of: others, to: requests, world: Self.world, format: Self.format).right < 1)
  }

  /// The model writes small letters, and the gold scorer knows sentences as they are spelled.
  @Test(arguments: Split.allCases) func answersGetTheirCapitalsBack(split: Split) {
    let spelling = Self.world.spellingText
    let capitals = Capitals(learnedFrom: spelling)
    var generator = SeededGenerator(seed: 5, stream: "conversations")
    for _ in 0..<300 {
      for (request, answer) in Self.world.conversation(turns: 5, for: split, by: .perfect, using: &generator)
      {
        let restored = capitals.restored(answer.asRead)
        let verdicts = [answer, restored].map { Self.world.goldVerdict($0, to: request) }
        let name = answer.asRead.dropFirst("Hello, ".count).prefix { $0.isLetter }
        withKnownIssue("a made-up name may be a word of a list, such as fala", isIntermittent: true) {
          #expect(verdicts[0] == verdicts[1], "\(restored), not \(answer)")
        } when: {
          answer.hasPrefix("Hello, ") && spelling.contains("Say \(name).")
        }
      }
    }
  }

  @Test func anAnswerWithoutAnEndIsWorthLess() throws {
    let requests = Array(Self.requests(.fact).prefix(1))
    let scores = try [true, false].map { isEnded in
      let answer = try Self.rollout(Self.rightAnswer(requests[0]), to: requests[0], isEnded: isEnded)
      return Evaluation(of: [answer], to: requests, world: Self.world, format: Self.format).gold
    }
    #expect(scores[0] > scores[1])
  }

  @Test func aModelIsJudgedByWhatItWrites() throws {
    var generator = SeededGenerator(seed: 2, stream: "model")
    let sizes = GPTConfiguration(
      vocabularySize: Self.tokenizer.vocabularySize, context: 512, width: 8, layers: 1, heads: 1)
    let model = GPT(sizes, using: &generator)
    let requests = Self.requests(.harmful)
    let answers = try Evaluation(of: model, requests, world: Self.world, format: Self.format)
    let again = Evaluation(
      of: try answers.answers.map {
        Rollout(prompt: try Self.format.prompt($0.request), answer: $0.tokens, isEnded: $0.isEnded)
      }, to: requests, world: Self.world, format: Self.format)
    #expect(again.answers.map(\.verdict) == answers.answers.map(\.verdict))
    #expect(answers.answers.allSatisfy { $0.tokens.count <= Evaluation.longestAnswer })
  }
}
