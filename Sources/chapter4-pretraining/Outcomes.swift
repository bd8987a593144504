// What predicting the next token has taught: grammar, facts, patterns; and that it is more than repeating. Each is
// counted on the small world, where the truth is known.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  /// What the model is asked to finish: a sentence for each fact.
  ///
  /// Wherever there is one, it is in a wording in which the model was never told this fact.
  var prompts: [RecallPrompt] { get throws { try source().world!.recallPrompts } }

  func grammarThenFacts(_ cell: Cell) throws {
    try cell.say(
      """
      The same training, measured in another way. At each stop, how many of the model's sentences are built \
      like sentences of the world, and how many facts can it recall? Sums are left out, since they are worked \
      out, and so is what is right or wrong, since every other guess is right there.
      """
    )
    let glimpses = try run().journal
    let grammar = glimpses.map { (x: Double($0.step), y: 100 * ($0.grammatical ?? 0)) }
    let facts = glimpses.map { (x: Double($0.step), y: 100 * ($0.recall ?? 0)) }
    let widest = glimpses.indices.max { grammar[$0].y - facts[$0].y < grammar[$1].y - facts[$1].y } ?? 0
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("right", unit: "%"),
        [Series("grammatical sentences", grammar), Series("facts recalled", facts)],
        caption:
          "At step \(glimpses[widest].step.grouped), \(grammar[widest].y.fixed(0)) % of its sentences are "
          + "grammatical, and it knows \(facts[widest].y.fixed(0)) % of the facts."))
    let mean = { (curve: [(x: Double, y: Double)]) in curve.reduce(0) { $0 + $1.y } / Double(curve.count) }
    try cell.check(
      "grammar runs ahead: over all stops, more sentences are grammatical than facts are known",
      (grammar, facts),
      not: (facts, grammar)
    ) { mean($0.0) > mean($0.1) }
  }

  func grammar(_ cell: Cell) throws {
    try cell.say(
      """
      The first outcome is grammar. The world has a parser, which takes a sentence apart and says whether \
      the world could have said it. It does not mind what is true.
      """
    )
    let (before, after) = (try writing(of: untrained().model), try writing())
    let good = after.sentences.first { $0.reading != nil }, bad = after.sentences.first { $0.reading == nil }
    try cell.quote(
      [
        ("before", String(before.sentences.first?.text.prefix(70) ?? "")), ("parsed", good?.text ?? "none"),
        ("not parsed", bad?.text ?? "none"),
      ])
    let share = 100 * after.grammatical
    try cell.show(
      ("sentences the model wrote", after.sentences.count.grouped),
      ("of which the parser takes", "\(share.fixed(1)) %"))
    cell.record(Metric("grammatical", after.grammatical, better: .higher))
    try cell.normal(
      "grammatical (%)", share, in: 85...100, digits: 1,
      ifNot: "train longer: --set steps, or choose a lower temperature")
    let needed = invocation.isQuick ? 0.1 : 0.9
    try cell.check(
      "more than \((100 * needed).fixed(0)) % of the sentences are grammatical", after, not: before
    ) { $0.grammatical > needed }
  }

  func facts(_ cell: Cell) throws {
    try cell.say(
      """
      The second outcome is facts. The beginning of a true sentence is given, and the model finishes it with \
      its likeliest tokens. Wherever possible the wording is one in which it was never told this fact.
      """
    )
    let prompts = try prompts
    let recall = try FactRecall(of: run().model, tokenizer: source().tokenizer, prompts: prompts)
    let share = 100 * recall.share(except: FactRecall.notRecalled)
    let weakest = recall.relations.min {
      Double($0.right) / Double($0.asked) < Double($1.right) / Double($1.asked)
    }
    try cell.quote("\(prompts[0].text) ->\(prompts[0].expected)", label: "for example")
    try cell.show(
      BarChart(
        "facts recalled, by kind (%)",
        recall.relations.map { ($0.name, 100 * Double($0.right) / Double($0.asked)) }, digits: 0,
        caption:
          """
          It recalls \(share.fixed(1)) % of all facts, sums and right or wrong not counted; the weakest kind is \
          "\(weakest?.name ?? "none")".
          """
      ))
    cell.record(Metric("factRecall", recall.share(except: FactRecall.notRecalled), better: .higher))
    try cell.normal(
      "facts recalled (%)", share, in: 80...100, digits: 1,
      ifNot: "train longer (steps), or let the tokens be larger (vocabulary)")
    let ignorant = try FactRecall(of: untrained().model, tokenizer: source().tokenizer, prompts: prompts)
    let needed = invocation.isQuick ? 0.05 : 0.75
    try cell.check(
      "it recalls more than \((100 * needed).fixed(0)) % of the facts", recall, not: ignorant
    ) { $0.share(except: FactRecall.notRecalled) > needed }
  }

  func patterns(_ cell: Cell) throws {
    try cell.say(
      """
      The third outcome is patterns: what to do, whatever the words are. Some \
      stories are about a land or a toy with a name that nobody has heard \
      before. No weight can know that name. The model must look back and copy it.
      """
    )
    let stories = try copyingTasks(count: 300)
    let copied = try copies(stories, by: run().model)
    let (story, answer) = (stories[0], copied[0])
    try cell.quote([("it reads", story.beginning), ("it goes on", answer), ("the name", story.name)])
    let share = { (answers: [String]) in
      Double(zip(answers, stories).count { $0.0.hasPrefix($0.1.name) }) / Double(stories.count)
    }
    try cell.show(
      ("stories with a new name", "\(stories.count)"),
      ("in which the model uses it again", "\((100 * share(copied)).fixed(0)) %"))
    cell.record(Metric("namesCopied", share(copied), better: .higher))
    let untrained = try copies(stories, by: untrained().model)
    try cell.check(
      "it copies at least a third of the names that it sees for the first time", copied, not: untrained
    ) {
      share($0) >= 1 / 3.0
    }
  }

  func notParroting(_ cell: Cell) throws {
    try cell.say(
      """
      Does it only repeat what it has read? Some facts were kept out of the text in one wording each. We give the \
      model the beginnings of these sentences. Whatever it adds, the whole is a sentence that it has never read.
      """
    )
    let (world, seen) = (try source().world!, try seen())
    let prompts = try prompts.filter {
      $0.isHeldOut && !FactRecall.notRecalled.contains($0.fact.relation)
        && !seen.contains($0.text + $0.expected + ".")
    }
    let finished = try FactRecall(of: run().model, tokenizer: source().tokenizer, prompts: prompts).share()
    // A model that knows how such sentences go, but not what is true, names any answer of the right kind.
    var generator = generator("guesses")
    let guesses = prompts.map { prompt in
      let answers = world.answers(to: prompt.fact.relation)
      return answers[generator.below(answers.count)] == prompt.fact.answer ? 1.0 : 0
    }
    try cell.show(
      ("sentences that it has never read", prompts.count.grouped),
      ("of these, it completes truly", "\((100 * finished).fixed(0)) %"),
      ("any answer of the right kind would be true in", "\((100 * mean(guesses)).fixed(0)) %"))
    cell.record(Metric("novelCorrect", finished, better: .higher))
    try showNewClaims(cell)
    try cell.check(
      "more than three in four sentences that it has never read come out true (control: guesses)", finished,
      not: mean(guesses)
    ) { $0 > 0.75 }
  }

  /// The claims of its own writing that the training text does not contain, even about other people.
  private func showNewClaims(_ cell: Cell) throws {
    let writing = try writing()
    let (claims, novel) = (writing.claims, writing.novelClaims)
    try cell.say(
      """
      And when it writes what it likes? Of \(claims.count.grouped) claims, \((100 * writing.correct).fixed(0)) % \
      are true, and \(novel.count.grouped) are new. The text tells nearly everything that is true, so a true \
      sentence is seldom new, and a new one is often a slip.
      """
    )
    let (right, wrong) = (
      novel.first { $0.reading?.isTrue == true }, novel.first { $0.reading?.isTrue == false }
    )
    try cell.quote([("new, true", right?.text ?? "none"), ("new, false", wrong?.text ?? "none")])
  }
}

// MARK: - Measuring

extension Lesson {
  /// Documents that a model wrote, sentence by sentence.
  func writing(of model: GPT) throws -> Writing {
    var generator = generator("documents")
    let (text, world) = (try source(), try source().world!)
    return Writing(
      by: model, tokenizer: text.tokenizer, world: world, seen: try seen(),
      documents: invocation.isQuick ? 100 : 400,
      using: &generator)
  }

  /// Stories up to where their invented name comes the second time.
  private func copyingTasks(count: Int) throws -> [(beginning: String, name: String)] {
    let world = try source().world!
    var generator = generator("stories with new names")
    var tasks: [(beginning: String, name: String)] = []
    while tasks.count < count {
      let document = world.document(using: &generator)
      guard document.kind == .invented, let task = Self.copyingTask(document.text, people: world.people)
      else { continue }
      tasks.append(task)
    }
    return tasks
  }

  /// The text before the second occurrence of a name that is no person's, and the name, as the model reads them.
  private static func copyingTask(_ text: String, people: [String]) -> (beginning: String, name: String)? {
    let words = text.split(separator: " ").map { $0.trimmingSuffix { !$0.isLetter } }
    var seen: Set<Substring> = []
    for (place, word) in words.enumerated() {
      let isName = place > 0 && word.first?.isUppercase == true && !people.contains(String(word))
      if isName, seen.contains(word) {
        return (text.split(separator: " ").prefix(place).joined(separator: " ").asRead, String(word).asRead)
      }
      if isName { seen.insert(word) }
    }
    return nil
  }

  /// What a model writes after each beginning.
  private func copies(_ tasks: [(beginning: String, name: String)], by model: GPT) throws -> [String] {
    let source = try source()
    var generator = generator("copies")
    var generation = Generation(
      model, prompts: try tasks.map { try source.encode(beginning: $0.beginning) }, limit: 8,
      sampling: .greedy, using: &generator)
    let lengths = generation.tokens.map(\.count)
    generation.finish()
    return zip(generation.tokens, lengths).map {
      source.tokenizer.decode(Array($0.dropFirst($1))).trimmingPrefix(" ").description
    }
  }
}

extension Substring {
  /// The text without the characters at its end for which `isLeftOut` holds.
  fileprivate func trimmingSuffix(_ isLeftOut: (Character) -> Bool) -> Substring {
    var text = self
    while let last = text.last, isLeftOut(last) { text.removeLast() }
    return text
  }
}
