// A model in a checkpoint: it comes back to the last bit, and what is wrong in it is said in words.

import Files
import Foundation
import TestSupport
import Testing
import TinyLM
import TinyTensor

@Suite struct SavedModelTests {
  private static func checkpoint(_ model: GPT) throws -> Checkpoint {
    let configuration = try JSONEncoder().encode(["model": model.configuration])
    return Checkpoint(
      stage: "test", seed: 1, step: 0, configuration: String(decoding: configuration, as: UTF8.self),
      tokenizer: "",
      tensors: model.savedTensors)
  }

  @Test(arguments: PositionEncoding.allCases) func everyBitComesBack(_ positions: PositionEncoding) throws {
    let model = randomModel(positions: positions)
    let found = try GPT(Checkpoint(bytes: Self.checkpoint(model).encoded()))
    #expect(found.configuration == model.configuration)
    #expect(found.savedTensors == model.savedTensors)
    let tokens = [3, 1, 4, 1, 5]
    #expect(found.logits(tokens, sequences: 1).values == model.logits(tokens, sequences: 1).values)
    #expect(found.parameters.allSatisfy { $0.tensor.requiresGradient })
  }

  private func happened(_ change: (inout Checkpoint) -> Void) throws -> String {
    var checkpoint = try Self.checkpoint(randomModel())
    change(&checkpoint)
    return FileTesting.problem { _ = try GPT(checkpoint) }?.happened ?? ""
  }

  @Test func checkpointsThatHoldNoModel() throws {
    #expect(
      try happened { $0.configuration = "{}" } == "its configuration does not give the sizes of a model.")
    #expect(
      try happened { $0.configuration = "not JSON" }
        == "its configuration does not give the sizes of a model.")
    #expect(
      try happened { $0.tensors.removeAll { $0.name == "transformer.wpe.weight" } }.contains(
        "too few numbers"))
    #expect(
      try happened { $0.tensors[1].name = "transformer.wpe.heavy" }
        == "it holds no tensor transformer.wpe.weight.")
    #expect(
      try happened { $0.tensors[1].shape = [4, 64] }
        == "transformer.wpe.weight has shape [4, 64], but [8, 32] is needed.")
    #expect(
      try happened { $0.tensors[1].values[3] = .nan }
        == "transformer.wpe.weight holds a number that is not finite.")
  }

  @Test func sizesThatCannotBe() throws {
    func sizes(_ old: String, _ new: String) throws -> String {
      try happened {
        #expect($0.configuration.contains(old), "the test does not know the configuration any more")
        $0.configuration = $0.configuration.replacingOccurrences(of: old, with: new)
      }
    }
    #expect(try sizes("\"heads\":2", "\"heads\":5") == "width 32 cannot be cut into 5 equal heads")
    #expect(try sizes("\"layers\":2", "\"layers\":0").contains("layers must be 1 to"))
    #expect(try sizes("\"layers\":2", "\"layers\":1000000").contains("too few numbers"))
    #expect(try sizes("\"width\":32", "\"width\":\(Int.max)").contains("width must be 1 to"))
    #expect(try sizes("\"learned\"", "\"guessed\"").contains("does not give the sizes"))
  }
}
