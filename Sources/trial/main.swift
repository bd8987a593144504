import Basics
import Files
import Foundation
import TinyLM
import TinyTensor
import TinyWorld
import Training

nonisolated(unsafe) var args: [String: String] = [:]
for a in CommandLine.arguments.dropFirst() {
  let p = a.split(separator: "=", maxSplits: 1).map(String.init)
  args[p[0]] = p.count > 1 ? p[1] : "1"
}
func int(_ k: String, _ d: Int) -> Int { args[k].flatMap(Int.init) ?? d }
func real(_ k: String, _ d: Double) -> Double { args[k].flatMap(Double.init) ?? d }
let start = Date()
func log(_ s: String) { print(String(format: "%6.1f ", Date().timeIntervalSince(start)) + s); fflush(nil) }
let tables = URL(filePath: args["tables"] ?? "assets/world")
let world = try World(tables: tables)
log("world \(world.facts.count) facts")
if args["show"] != nil {
  var g = SeededGenerator(seed: UInt64(int("seed", 1)), stream: "show")
  for kind in 0..<int("show", 10) {
    _ = kind
    let d = world.document(using: &g)
    print("[\(d.kind)] \(d.text)")
    for s in World.sentences(of: d.text) where world.read(s) == nil { print("   !! \(s)") }
  }
  for _ in 0..<int("talk", 5) {
    print("----")
    for (r, a) in world.conversation(turns: 8, for: .training, by: .perfect, using: &g) {
      let v = world.goldVerdict(a, to: r)
      print("  \(r.kind) U: \(r.text)\n     A: \(a)   \(v.score)\(v.score < 2.2 ? "  ??" : "")")
    }
  }
  exit(0)
}
let seed = UInt64(int("seed", 1))
let text = world.tokenizerText
log("tokenizer text \(text.utf8.count)")
let tokenizer = BytePairTokenizer.learned(
  from: text.utf8, vocabularySize: int("V", 2048), specialTokens: ChatFormat.specialTokens)
log("tokenizer")
let capitals = Capitals(learnedFrom: world.spellingText)
log("capitals")
let format = ChatFormat(tokenizer, capitals: capitals)
let steps = int("steps", 1080), batch = int("batch", 16)
var settings = PretrainingSettings(
  model: GPTConfiguration(
    vocabularySize: 2048, context: 128, width: int("width", 128), layers: int("layers", 4), heads: 4),
  steps: steps, batch: batch, seed: seed)
if args["rate"] != nil { settings.learningRate = real("rate", 0.012) }
settings.model.vocabularySize = tokenizer.vocabularySize
if args["rotary"] != nil { settings.model.positions = .rotary }
let corpusText =
  args["chars"] != nil
  ? try WorldText(world, tokenizer: tokenizer, trainingTokens: 1000, seed: 1)
  : try WorldText(
    world, tokenizer: tokenizer, trainingTokens: min(settings.tokens, 4_000_000), seed: seed)
log("text \(corpusText.corpus.training.count) tokens, floor \(corpusText.floor), wanted \(settings.tokens)")
let base: GPT
let prefix = args["out"] ?? "/tmp/w/models/t"
func dump(_ m: GPT, _ name: String) throws {
  let floats = m.parameters.flatMap { Array($0.tensor.values) }
  try floats.withUnsafeBytes { Data($0) }.write(to: URL(filePath: prefix + name))
}
if let from = args["from"] {
  let data = try Data(contentsOf: URL(filePath: from))
  let floats = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  var generator = SeededGenerator(seed: 1)
  let random = GPT(settings.model, using: &generator)
  var place = 0
  for p in random.parameters {
    let count = p.tensor.values.count
    p.tensor.assign(Array(floats[place..<place + count]))
    place += count
  }
  base = random
} else {
  let run = Pretraining(settings, corpus: corpusText.corpus)
  while run.stepsDone < run.totalSteps {
    let r = try run.step()
    if run.stepsDone % 200 == 0 { log("step \(run.stepsDone) \(r.summary)") }
  }
  base = run.model
  try dump(base, ".base")
}
if args["parts"] != nil {
  for split in [Split.test, .training] {
    var g = SeededGenerator(seed: 5, stream: "parts")
    let e = try Evaluation(
      of: base, world.requests(.fact, for: split, count: 1500, using: &g), world: world, format: format)
    var counts: [String: (Int, Int)] = [:]
    for a in e.answers {
      let name =
        switch a.request.topic {
        case .fact(let f): f.relation
        case .anyThing: "REVERSE"
        case .about: "ABOUT"
        case .larger: "LARGER"
        default: "other"
        }
      counts[name, default: (0, 0)].1 += 1
      if a.verdict.isGood { counts[name]!.0 += 1 }
    }
    log(
      "\(split) "
        + counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.0)/\($0.value.1)" }.joined(
          separator: " "))
  }
  exit(0)
}
if args["chars"] != nil {
  for kind in [Document.Kind.list, .story, .chat] {
    var g = SeededGenerator(seed: 77, stream: "kinds \(kind)")
    var tokens = 0, chars = 0
    while tokens < 20000 {
      let d = world.document(using: &g)
      guard d.kind == kind else { continue }
      tokens += try tokenizer.encode(" " + d.text.asRead).count
      chars += d.text.utf8.count
    }
    log("\(kind) chars/token \(Double(chars) / Double(tokens))")
  }
  exit(0)
}
if args["kinds"] != nil {
  let separator = tokenizer.id(ofSpecial: endOfText)!
  for kind in Document.Kind.allCases {
    var g = SeededGenerator(seed: 77, stream: "kinds \(kind)")
    var tokens: [Int] = [], nats = 0.0, chars = 0
    while tokens.count < 8000 {
      let d = world.document(using: &g)
      guard d.kind == kind else { continue }
      tokens += [separator] + (try tokenizer.encode(" " + d.text.asRead))
      nats += d.nats
      chars += d.text.utf8.count
    }
    let c = TokenCorpus(training: tokens, validation: tokens + [separator], separator: separator)
    log(
      "\(kind) loss \(c.validationLoss(of: base)) floor \(nats / Double(tokens.count)) chars/token \(Double(chars) / Double(tokens.count))"
    )
  }
  exit(0)
}
log("loss \(corpusText.corpus.validationLoss(of: base)) floor \(corpusText.floor)")
let recall = try FactRecall(of: base, tokenizer: tokenizer, prompts: world.recallPrompts)
log(
  "recall \(recall.share(except: ["sum", "difference"])) "
    + recall.relations.map { "\($0.name) \($0.right)/\($0.asked)" }.joined(separator: " "))
var g = SeededGenerator(seed: seed, stream: "samples")
for _ in 0..<5 {
  print("   ~", base.sample(tokenizer, after: [tokenizer.id(ofSpecial: endOfText)!], using: &g))
}

func evaluate(_ model: GPT, _ name: String) throws {
  func set(_ kind: Request.Kind?, _ n: Int, _ w: World.Wordings = .init(), _ split: Split = .test) throws
    -> Evaluation
  {
    var g = SeededGenerator(seed: 5, stream: "\(String(describing: kind)) \(w)")
    return try Evaluation(
      of: model, world.requests(kind, for: split, w, count: n, using: &g), world: world, format: format)
  }
  let f = try set(.fact, 300), u = try set(.fact, 300, .init(areUnseen: true)),
    t = try set(.fact, 300, .typed)
  log("\(name): facts held \(f.right) unseen rules \(u.right) typed \(t.right)")
  let asked = try set(.fact, 300, .typed, .training)
  log("\(name): facts asked typed \(asked.right)")
  var line = ""
  for kind in Request.Kind.allCases {
    let e = try set(kind, 200)
    line += "\(kind) \(String(format: "%.2f", e.goodShare(of: [kind]))) "
    if args["v"] != nil {
      for a in e.answers where !a.verdict.isGood { print("   \(kind): \(a.request.text) -> \(a.text)") }
    }
  }
  log("\(name): " + line)
  let h = try set(.harmless, 200, .init(areUnseen: true))
  log("\(name): harmless unseen: helped \(h.goodShare(of: [.harmless])) refused \(h.overRefusals)")
  var mixedG = SeededGenerator(seed: 9, stream: "mixed")
  let mixed = try Evaluation(
    of: model, world.requests(for: .test, count: 600, using: &mixedG), world: world, format: format)
  let sampled = try Evaluation(
    of: model, mixed.answers.map(\.request), world: world, format: format,
    sampling: Sampling(temperature: 0.7))
  log("\(name): gold greedy \(mixed.gold) sampled \(sampled.gold) words \(mixed.words)")
  for file in [tables.appending(path: "messages.tsv").path, "/work/shared/chat/people.tsv"] {
    try people(model, file, verbose: args["v"] != nil && file.contains("messages"))
  }
}
func people(_ model: GPT, _ file: String, verbose: Bool) throws {
  let rows = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").filter {
    !$0.hasPrefix("#")
  }
  .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }.filter {
    $0[0] != "kind"
  }
  var talks: [[ChatMessage]] = rows.map { _ in [] }
  var last = rows.map { _ in "" }
  let turns = rows.map { $0[1].components(separatedBy: " || ") }
  for t in 0..<(turns.map(\.count).max() ?? 0) {
    let active = rows.indices.filter { turns[$0].count > t }
    for i in active { talks[i].append(ChatMessage(.user, turns[i][t])) }
    var g = SeededGenerator(seed: 1)
    let prompts = try active.map { i in Array(try format.prompt(talks[i]).suffix(80)) }
    var gen = Generation(model, prompts: prompts, limit: 48, sampling: .greedy, stop: format.end, using: &g)
    gen.finish()
    for (n, i) in active.enumerated() {
      last[i] = format.text(of: Array(gen.tokens[n].dropFirst(prompts[n].count)))
      talks[i].append(ChatMessage(.assistant, last[i]))
    }
  }
  var counts: [(String, Int, Int)] = []
  for (i, row) in rows.enumerated() {
    let low = last[i].lowercased()
    func m(_ p: String) -> Bool { low.range(of: p, options: .regularExpression) != nil }
    let reject = row.count > 3 ? row[3] : ""
    let ok = m(row[2]) && !(!reject.isEmpty && reject != "-" && m(reject))
    let k = counts.firstIndex { $0.0 == row[0] } ?? counts.count
    if k == counts.count { counts.append((row[0], 0, 0)) }
    counts[k].2 += 1
    if ok { counts[k].1 += 1 } else if verbose { print("   \(row[0]): \(row[1]) -> \(last[i])") }
  }
  log(
    "\(URL(filePath: file).lastPathComponent) \(counts.reduce(0) { $0 + $1.1 })/\(counts.reduce(0) { $0 + $1.2 }) "
      + counts.map { "\($0.0) \($0.1)/\($0.2)" }.joined(separator: " "))
}
func rows(_ crowd: Demonstrators, _ count: Int) throws -> [[MarkedToken]] {
  var g = SeededGenerator(seed: seed, stream: "demonstrations")
  return try (0..<count).map { _ in
    let turns = world.conversation(turns: 7, for: .training, by: crowd, using: &g)
    return try format.tokens(turns.last!.request.messages + [ChatMessage(.assistant, turns.last!.answer)])
  }
}
if args["eval"] != nil {
  try evaluate(base, "eval")
  exit(0)
}
for (name, crowd) in [("perfect", Demonstrators.perfect), ("mixed", .mixed)] where args[name] != nil {
  let data = try rows(crowd, int("conversations", 7400))
  log("\(name) rows \(data.count), mean length \(data.map(\.count).reduce(0, +) / data.count)")
  let run = FineTuning(
    base, FineTuningSettings(replay: int("replay", 4), learningRate: real("chatRate", 0.008), seed: seed),
    demonstrations: data,
    replaying: corpusText.corpus)
  while run.stepsDone < run.totalSteps {
    let r = try run.step()
    if run.stepsDone % 100 == 0 { log("step \(run.stepsDone) \(r.summary)") }
  }
  try dump(run.model, "." + name)
  try evaluate(run.model, name)
}
