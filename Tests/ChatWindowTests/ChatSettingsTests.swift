// Settings by name, and what they mean to the sampler.

import Testing
import TinyLM

@testable import ChatWindow
@testable import CommandLineKit

@Suite struct ChatSettingsTests {
  @Test func theSampler() throws {
    var settings = ChatSettings(temperature: 0.5)
    #expect(settings.sampling == Sampling(temperature: 0.5))
    #expect(settings.choosing == "temperature 0.5")
    #expect(try settings.set("TOPK", to: "7") == "topK")
    #expect(try settings.set("topP", to: "0.25") == "topP")
    #expect(settings.sampling == Sampling(temperature: 0.5, topK: 7, topP: 0.25))
    #expect(settings.choosing == "temperature 0.5, topK 7, topP 0.25")
  }

  @Test func valuesOutOfRangeChangeNothing() {
    var settings = ChatSettings()
    let wrong = [
      ("temperature", "-1"), ("temperature", "nan"), ("temperature", "inf"), ("topK", "-1"), ("topK", "1.5"),
      ("topP", "0"), ("topP", "1.1"), ("length", "0"), ("length", ""), ("seed", "-1"),
      ("seed", "99999999999999999999"),
    ]
    for (name, text) in wrong {
      #expect(throws: Failure.self, "\(name) \(text)") { try settings.set(name, to: text) }
    }
    #expect(settings == ChatSettings())
  }

  /// Whatever `/set` lets through, the sampler takes.
  @Test func theEndsOfTheRangesWork() throws {
    var settings = ChatSettings()
    for (name, text) in [
      ("temperature", "0"), ("temperature", "10"), ("topK", "1000000"), ("topP", "0.01"), ("topP", "1"),
      ("length", "100000"), ("seed", "\(Int.max)"),
    ] {
      _ = try settings.set(name, to: text)
      #expect(settings.sampling.probabilities([1, 2, 3]).reduce(0, +) > 0.99, "\(name) \(text)")
    }
    #expect(settings.seed == UInt64(Int.max))
    #expect(ChatSettings(seed: .max).seed == UInt64(Int.max))
  }
}
