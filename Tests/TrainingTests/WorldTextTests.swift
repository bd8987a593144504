import Testing
import TinyLM
import TinyTensor
import TinyWorld
import Training

@Suite struct WorldTextTests {
  @Test func theTextIsDocumentsAndItsFloorIsTheirs() throws {
    let (world, tokenizer) = (WritingTests.world, WritingTests.tokenizer)
    let text = try WorldText(
      world, tokenizer: tokenizer, trainingTokens: 1000, validationTokens: 1000, seed: 4)
    var generator = SeededGenerator(seed: 4, stream: "validation text")
    let documents = (0..<1000).map { _ in world.document(using: &generator) }
    let end = Int32(tokenizer.id(ofSpecial: endOfText)!)
    #expect(text.corpus.separator == end)
    #expect(
      text.corpus.validation.split(separator: end).map { tokenizer.decode($0.map(Int.init)) }
        == documents.map { " " + $0.text.asRead })
    let nats = documents.reduce(0) { $0 + $1.nats }
    #expect(abs(text.floor * Double(text.corpus.validation.count - 1) - nats) < 1e-6)
  }

  @Test func trainingAndValidationAreOtherDocuments() throws {
    let text = try WorldText(
      WritingTests.world, tokenizer: WritingTests.tokenizer, trainingTokens: 1000, validationTokens: 1000,
      seed: 4)
    #expect(text.corpus.training.prefix(500) != text.corpus.validation.prefix(500))
  }
}
