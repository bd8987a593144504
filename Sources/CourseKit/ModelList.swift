// What `--models` and `--forget` do.

import Basics
import CommandLineKit
import Foundation
import Notebook
import Training

extension Course {
  /// Lets a page answer `--models` and `--forget`, and say what it stands on.
  public static func manageModels(on page: Page, of course: @escaping () throws -> Course) {
    if page.invocation.has("models") { page.instead { try course().listModels() } }
    if page.invocation.has("forget") { page.instead { try course().forget() } }
    if page.invocation.base != nil { page.begin { try course().standing() } }
  }

  private func listModels() throws -> ExitCode {
    let models = store.all()
    for model in models {
      Console.printLine(model.name)
      let lines = wrap(try facts(about: model), width: invocation.width, indent: "    ")
      lines.forEach(Console.printLine)
    }
    Console.printLine(
      models.isEmpty
        ? "No model is kept yet."
        : "\(models.count == 1 ? "1 model" : "\(models.count) models"), \(size(models)).")
    return .success
  }

  private func size(_ models: [StoredModel]) -> String {
    "\((Double(models.reduce(0) { $0 + $1.bytes }) / 1e6).fixed(1)) MB"
  }

  private func facts(about model: StoredModel) throws -> String {
    let made = try made(of: model)
    let steps = "\(model.checkpoint.step.grouped) steps\(model.isFinished ? "" : ", interrupted")"
    let date = model.date.formatted(.iso8601.year().month().day().dateSeparator(.dash))
    return "\(made); \(steps); \(date); \(size([model]))"
  }

  /// What a model was made with, in a few words: that it is the book's, or in what it differs from that.
  func made(of model: StoredModel) throws -> String {
    let settings = model.origin.settingsByName
    let extra =
      (model.origin.isQuick ? ["quick"] : [])
      + (settings["seed"] ?? "1" == "1" ? [] : ["seed \(settings["seed"]!)"])
    let ending = extra.isEmpty ? "" : " (\(extra.joined(separator: ", ")))"
    let book = try theBook(of: model.origin).bookOrigin(of: model.origin.stage)
    if book?.key == model.origin.key { return "the book's" + ending }
    let difference = book.flatMap(model.origin.difference) ?? model.origin.data.joined(separator: ", ")
    let parents = model.origin.parents.compactMap { store.model(ofKey: $0)?.name }
    let named = parents.reduce(difference) { $0.replacing(String($1.suffix(12)), with: $1) }
    return (model.isOfTheBook ? "the book's, beside the chain, " : Self.experiment) + named + ending
  }

  private static let experiment = "an experiment, "

  /// The book's chain with the seed and the budgets of a model.
  private func theBook(of origin: Origin) throws -> Course {
    let seed = origin.settingsByName["seed"] ?? "1"
    let arguments = ["--seed", seed] + (origin.isQuick ? ["--quick"] : [])
    return try Course(Invocation(of: invocation.command, arguments), root, chapter: chapter)
  }

  private func forget() throws -> ExitCode {
    guard let name = invocation.option("forget")?.description else { return .wrongUsage }
    let models =
      name == "experiments"
      ? try store.all().filter { try made(of: $0).hasPrefix(Self.experiment) }
      : [try store.model(named: name)]
    models.forEach(store.forget)
    for model in models { Console.printLine("Removed: \(model.name)") }
    if models.isEmpty { Console.printLine("There are no experiments.") }
    return .success
  }
}
