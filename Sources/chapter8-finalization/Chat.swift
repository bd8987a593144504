// Talking with the models: after the first run, at the end of the page, or at once.

import ChatWindow
import CommandLineKit
import CourseKit
import Foundation

extension Lesson {
  /// Whether a person at the terminal waits for models that are not trained yet.
  func isFirstRun() throws -> Bool { try page.isWatched && course().hasMuchToTrain() }

  /// Tells the training while it happens, and talks; the page is a command of the chat.
  func show() throws -> ExitCode {
    try Show(page, course()).run()
    Console.printLine("")
    try chat()
    return .success
  }

  /// Talks with the models of all stages, the final one first.
  func chat() throws {
    let course = try course()
    let models = [
      ChatModel("base", try course.base(), knowsChat: false),
      ChatModel("sft", try course.assistant(), knowsChat: true),
      ChatModel("rlhf", try course.policy(), knowsChat: true),
      ChatModel("final", try course.final(), knowsChat: true),
    ]
    Chat.run(
      models, tokenizer: try course.tokenizer(), capitals: course.capitals, invocation: invocation,
      examples: course.examples(),
      page: page.show)
  }

  /// The same without the page; with a folder, the model in it.
  func chatAtOnce() throws -> ExitCode {
    let folder = invocation.text("model-folder")
    guard !folder.isEmpty else {
      try chat()
      return .success
    }
    try Chat.run(folder: URL(filePath: folder), invocation: invocation)
    return .success
  }
}
