// The chat in which learners talk to the models that their computer trained: one call for a chapter.
// Follows the chat programs of nanochat (Karpathy 2025) and llama.cpp. Leaves out: a page in a browser.

import CommandLineKit
import Foundation
import TinyLM

/// A window to chat in.
public enum Chat {
  /// Talks until the person leaves or the input ends; not at all with `--no-input`.
  ///
  /// - Parameters:
  ///   - models: in the order in which they were trained; the last one speaks first.
  ///   - tokenizer: of all of them.
  ///   - capitals: puts the capitals back into answers.
  ///   - invocation: gives the seed, the width and the looks.
  ///   - examples: what somebody might say first, shown at a terminal.
  ///   - page: shows the page of the chapter, until it is told to stop; nil if the chat has none behind it.
  public static func run(
    _ models: [ChatModel], tokenizer: any Tokenizer, capitals: Capitals = Capitals(), invocation: Invocation,
    examples: [String] = [], page: ((_ isStopped: () -> Bool) throws -> Void)? = nil
  ) {
    guard invocation.allowsInput else { return Console.printError("no chat, because of --no-input") }
    var session = ChatSession(
      models, tokenizer: tokenizer, capitals: capitals, settings: ChatSettings(seed: invocation.seed),
      width: invocation.width, isPlain: invocation.isPlain)
    session.page = page
    let partner = ConsolePartner(isStyled: invocation.isStyled)
    var loop = ChatLoop(session, with: partner, examples: examples)
    loop.run()
    partner.interruption?.restore()
  }

  /// The same with the model in a folder of `transformers`: it completes text, or chats if its tokenizer has the tokens for it.
  ///
  /// - Throws: `FileProblem` if the folder holds no such model.
  public static func run(folder: URL, invocation: Invocation) throws {
    let read = try HuggingFaceFolder(reading: folder)
    let model = ChatModel(folder.lastPathComponent, read.model, knowsChat: ChatFormat.fits(read.tokenizer))
    run([model], tokenizer: read.tokenizer, invocation: invocation)
  }
}

/// The person at the terminal, or the program at the other end of the pipe.
private final class ConsolePartner: ChatPartner {
  let isTerminal = LineInput.isTerminal
  let isStyled: Bool
  /// nil through a pipe: there Ctrl-C ends the program as it ends any other.
  let interruption: Interruption?
  private let input: LineInput

  init(isStyled: Bool) {
    self.isStyled = isStyled
    interruption = isTerminal ? Interruption(keyboardOnly: true) : nil
    input = LineInput(interruption: interruption)
  }

  var isInterrupted: Bool { interruption?.isRequested == true }
  func resetInterruption() { interruption?.reset() }
  func read() -> LineInput.Arrival { input.next() }
  func write(_ text: String) { Console.write(text) }
  func remark(_ line: String) { Console.printError(line) }
}
