// Made open: files that other programs read, and the proof that nothing was lost on the way.

import Basics
import CourseKit
import Foundation
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func open(_ cell: Cell) throws {
    let folder = try page.root.runs("export" + (invocation.isQuick ? "-quick" : ""))
    let gguf = folder.appending(path: "tinychat.gguf")
    let model = try final()
    guard let tokenizer = try course().tokenizer() as? BytePairTokenizer else {
      return try cell.say("Only models with a byte-pair tokenizer can be exported; this one has another.")
    }
    try cell.say(
      """
      Many programs can run a model, so we write ours in forms that they know: a folder as `transformers` reads it (with \
      the tokenizer, a template for chats and a **model card**), and one GGUF file for llama.cpp. Other programs call a \
      model of our form \(model.configuration.positions == .rotary ? "a StarCoder2" : "a GPT-2").
      """
    )
    let card = try modelCard()
    try cell.code()
    // cell: open
    try HuggingFaceFolder(model: model, tokenizer: tokenizer, card: card)
      .write(to: folder)
    try GGUFModel(model: model, tokenizer: tokenizer, name: "TinyChat")
      .write(to: gguf)
    let reopened = try HuggingFaceFolder(reading: folder)
    let other = try GGUFModel(reading: gguf)
    // cell: end
    try cell.show(
      Table(
        [.text("file in runs/\(folder.lastPathComponent)"), .number("KiB"), .text("what it holds")],
        Self.files.compactMap { name, what in
          let size = try? folder.appending(path: name).resourceValues(forKeys: [.fileSizeKey]).fileSize
          return size.map { [name, (Double($0) / 1024).fixed(1), what] }
        }, caption: "Nothing in these files is a program: opening them runs no code."))
    try checkExport(cell, model, tokenizer, reopened, other)
    try cell.say(
      """
      On more machines the same folder goes on in PyTorch, and comes back. This starts two processes here; on N \
      machines, the same script runs on each:
      """
    )
    try cell.quote(Self.commands(folder.lastPathComponent).joined(separator: "\n"))
  }

  private func checkExport(
    _ cell: Cell, _ model: GPT, _ tokenizer: BytePairTokenizer, _ folder: HuggingFaceFolder, _ gguf: GGUFModel
  ) throws {
    let texts = try requests(count: 40).map(\.text)
    let tokens = tokenizer.encode(texts.joined(separator: " ")).prefix(model.configuration.context)
    let expected = model.frozen().logits(Array(tokens), sequences: 1).values
    let base = try course().base()
    try cell.check(
      "the folder, opened again, gives exactly the same scores; another model does not", folder.model,
      not: base
    ) {
      $0.frozen().logits(Array(tokens), sequences: 1).values == expected
    }
    try cell.check("so does the GGUF file", gguf.model, not: base) {
      $0.frozen().logits(Array(tokens), sequences: 1).values == expected
    }
    try cell.check(
      "both tokenizers cut \(texts.count) requests as before; single bytes do not",
      [folder.tokenizer, gguf.tokenizer],
      not: [BytePairTokenizer(merges: [], specialTokens: ChatFormat.specialTokens)]
    ) { found in
      found.allSatisfy { one in texts.allSatisfy { one.encode($0) == tokenizer.encode($0) } }
    }
  }

  private static let files = [
    ("config.json", "the sizes of the model"), ("model.safetensors", "the weights"),
    ("tokenizer.json", "the merges and the vocabulary"), ("vocab.json", "the vocabulary, in the old form"),
    ("merges.txt", "the merges, in the old form"), ("tokenizer_config.json", "which token ends an answer"),
    ("generation_config.json", "how to write by default"),
    ("chat_template.jinja", "how a conversation is written"),
    ("README.md", "the model card, with measured numbers"), ("tinychat.gguf", "all of it in one file"),
  ]

  private static func commands(_ folder: String) -> [String] {
    [
      "pip install torch transformers",
      "torchrun --standalone --nproc-per-node 2 Tests/peers/continue.py \\",
      "  runs/\(folder) my-text.txt runs/continued",
      "swift run chapter8-finalization --chat --set model-folder=runs/continued",
    ]
  }

  /// What the model tells about itself, with the numbers of the scoreboard.
  private func modelCard() throws -> ModelCard {
    let model = try final()
    let standing = try scores().standing("final")
    let sizes = model.configuration
    return ModelCard(
      name: "TinyChat",
      sections: [
        (
          "What it is",
          "A very small language model that a learner trained from random weights on a laptop, with the book TinyChat: \(model.parameterCount.grouped) weights, \(sizes.layers) blocks, \(sizes.positions.rawValue) positions, a window of \(sizes.context) tokens, a vocabulary of \(sizes.vocabularySize). It reads and writes small letters only."
        ),
        (
          "What it is for",
          "To see how a chat model is made. It knows a small made-up selection of facts, some of them wrongly. It is not for use in earnest."
        ),
        (
          "How it was trained",
          "Pre-training on generated text, fine-tuning on conversations with simulated people, a reward model from simulated choices, PPO, and a last update that measured best."
        ),
      ],
      numbers: [
        ("requests measured on", "\(standing.answers.answers.count)"),
        ("right answers", percent(standing.answers.right)),
        ("refusals of harmful requests", percent(standing.answers.refusals)),
        ("refusals of harmless requests", percent(standing.answers.overRefusals)),
        ("says that it does not know, about what nobody can know", percent(standing.answers.honesty)),
        ("gold score, points", standing.answers.gold.fixed(2)),
        ("loss on plain text, nats per token", standing.textLoss.fixed(3)),
      ])
  }
}
