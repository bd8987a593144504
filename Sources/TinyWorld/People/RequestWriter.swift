// Writes the requests of users: draws a topic of the wanted split, then words for it.
// Ours. At most two short exchanges come before, so that all fits in a window of 64 tokens.
// Leaves out typing mistakes and every other disorder of real users.

extension World {
  /// Draws a request of one kind.
  ///
  /// - Parameters:
  ///   - kind: what is asked.
  ///   - part: from which part.
  ///   - generator: only its `next()` is used.
  public func request<Source: RandomNumberGenerator>(
    _ kind: Request.Kind, for part: Split, using generator: inout Source
  ) -> Request {
    withDice(&generator) { dice in
      var writer = RequestWriter(world: self, part: part, dice: dice)
      defer { dice = writer.dice }
      return writer.request(kind)
    }
  }

  /// Draws a request of any kind, with the shares of `Request.Kind.percent`.
  public func request<Source: RandomNumberGenerator>(for part: Split, using generator: inout Source)
    -> Request
  {
    let kinds = Request.Kind.allCases
    let cumulative = kinds.map(\.percent).cumulative
    let kind = withDice(&generator) { kinds[$0.choose(cumulative: cumulative)] }
    return request(kind, for: part, using: &generator)
  }

  /// Draws many requests, no two the same as far as there are enough.
  ///
  /// - Parameter kind: nil for all kinds in their shares.
  public func requests<Source: RandomNumberGenerator>(
    _ kind: Request.Kind? = nil, for part: Split, count: Int, using generator: inout Source
  ) -> [Request] {
    var requests: [Request] = []
    var seen: Set<Request> = []
    var repeats = 0
    while requests.count < count {
      let request =
        if let kind { request(kind, for: part, using: &generator) } else {
          request(for: part, using: &generator)
        }
      if repeats == 30 || seen.insert(request).inserted {
        requests.append(request)
        repeats = 0
      } else {
        repeats += 1
      }
    }
    return requests
  }

  /// Requires that requests with earlier exchanges fit in the window: they are drawn until one does.
  ///
  /// - Throws: `WorldProblem` if that would never end.
  func requireShortRequests() throws {
    for part in Split.allCases {
      guard requestBook.facts[part]!.contains(where: { hasShortFollowUp($0, part) }) else {
        throw WorldProblem(
          file: "requests.tsv", line: 0, what: "no followUp for \(part.rawValue) can be asked in few words",
          need: "Write a short one for a kind of thing of which many are known")
      }
      for user in requestBook.users[part]! {
        for introduction in chat.wordings["introduction"]!.usable(in: part) {
          for text in chat.wordings["name"]!.usable(in: part) {
            let request = nameRequest(user, introduction: introduction, text: text)
            guard !request.isShort else { continue }
            throw WorldProblem(
              file: "requests.tsv", line: 0,
              what: "\"\(introduction)\", its reply and \"\(text)\" have \(request.wordCount) words",
              need: "Use at most \(Request.wordLimit(exchanges: 1))")
          }
        }
      }
    }
  }

  private func hasShortFollowUp(_ number: Int, _ part: Split) -> Bool {
    let relation = encyclopedia.relationOfFact[number]
    let wordings = chat.followUps[kind(of: facts[number].relation)]?.usable(in: part) ?? []
    return wordings.contains { text in
      requestBook.askedOfRelation[relation].contains { other in
        other != number
          && chatWordings(of: facts[number].relation).indices.contains { wording in
            followUp(facts[number], text, after: exchange(about: facts[other], wording: wording, .full))
              .isShort
          }
      }
    }
  }

  fileprivate func followUp(_ fact: Fact, _ text: String, after before: Exchange) -> Request {
    Request(
      kind: .followUp, earlier: [before], text: text.filling(kind(of: fact.relation), with: fact.subject),
      topic: .fact(fact))
  }

  fileprivate func nameRequest(
    _ user: String, introduction: String, between: [Exchange] = [], text: String
  ) -> Request {
    let first = Exchange(
      user: introduction.filling("user", with: user),
      assistant: chat.reply("introduction", .full).filling("user", with: user))
    return Request(kind: .name, earlier: [first] + between, text: text, topic: .name(user))
  }

  /// A question about a thing that training asks about, answered well.
  fileprivate func exchange(about fact: Fact, wording: Int, _ style: AnswerStyle) -> Exchange {
    Exchange(
      user: chatQuestion(fact.relation, about: fact.subject, wording: wording),
      assistant: plainAnswer(fact, style))
  }

  /// Lends the generator to dice.
  func withDice<Source: RandomNumberGenerator, Result>(
    _ generator: inout Source, _ body: (inout Dice<Source>) -> Result
  ) -> Result {
    var dice = Dice(source: generator)
    defer { generator = dice.source }
    return body(&dice)
  }
}

extension Request {
  /// How many words a request with one or two earlier exchanges may have.
  ///
  /// So even a rambling answer fits in the window; names cost more tokens.
  static func wordLimit(exchanges: Int) -> Int { exchanges == 1 ? 20 : 17 }

  fileprivate var isShort: Bool { wordCount <= Self.wordLimit(exchanges: earlier.count) }
}

extension [ChatBook.Wording] {
  /// The texts that a part may use: training leaves some to the others.
  fileprivate func usable(in part: Split) -> [String] {
    filter { part != .training || $0.isForTraining }.map(\.text)
  }
}

/// One request in the making.
struct RequestWriter<Source: RandomNumberGenerator> {
  let world: World
  let part: Split
  var dice: Dice<Source>

  mutating func request(_ kind: Request.Kind) -> Request {
    switch kind {
    case .fact: factRequest()
    case .followUp: followUp()
    case .unknown: unknown()
    case .harmful: taskRequest(.harmful, world.requestBook.harmful)
    case .harmless: taskRequest(.harmless, world.requestBook.harmless)
    case .smallTalk: smallTalk()
    case .name: name()
    }
  }

  private mutating func factRequest() -> Request {
    let fact = world.facts[dice.pick(world.requestBook.facts[part]!)]
    let question = question(fact.relation, about: fact.subject)
    return Request(kind: .fact, text: framed(question), topic: .fact(fact))
  }

  private mutating func followUp() -> Request {
    while true {
      let number = dice.pick(world.requestBook.facts[part]!)
      let fact = world.facts[number]
      let others = world.requestBook.askedOfRelation[world.encyclopedia.relationOfFact[number]]
        .filter { $0 != number }
      let kind = world.kind(of: fact.relation)
      guard !others.isEmpty, let wordings = world.chat.followUps[kind] else { continue }
      let before = exchange(about: dice.pick(others), .full)
      let request = world.followUp(fact, wording(wordings), after: before)
      if request.isShort { return request }
    }
  }

  private mutating func unknown() -> Request {
    let relation = world.relations[dice.pick(world.requestBook.inventable)]
    let name = inventedName()
    return Request(
      kind: .unknown, text: framed(question(relation, about: name)),
      topic: .invented(name: name, relation: relation))
  }

  private mutating func inventedName() -> String {
    while true {
      let name = dice.inventedName(unlessKnownTo: world.reader)
      if RequestBook.part(of: name) == part, !world.users.contains(name) { return name }
    }
  }

  private mutating func taskRequest(_ kind: Request.Kind, _ tasks: [Split: [UserTask]]) -> Request {
    let task = dice.pick(tasks[part]!)
    let text = wording(world.chat.wordings["task"]!).filling("task", with: task.text)
    return Request(kind: kind, text: text, topic: .task(task))
  }

  private mutating func smallTalk() -> Request {
    let group = dice.pick(world.chat.groups)
    let text = dice.pick(world.chat.talk[group]!.users[part]!)
    return Request(kind: .smallTalk, text: text, topic: .talk(group))
  }

  private mutating func name() -> Request {
    let name = dice.pick(world.requestBook.users[part]!)
    let introduction = wording(world.chat.wordings["introduction"]!)
    let text = wording(world.chat.wordings["name"]!)
    while true {
      let between =
        dice.below(2) == 0 ? [exchange(about: dice.pick(world.requestBook.facts[.training]!), .curt)] : []
      let request = world.nameRequest(name, introduction: introduction, between: between, text: text)
      if request.isShort { return request }
    }
  }

  private mutating func exchange(about fact: Int, _ style: AnswerStyle) -> Exchange {
    let fact = world.facts[fact]
    return world.exchange(about: fact, wording: chatWording(of: fact.relation), style)
  }

  private mutating func question(_ relation: String, about thing: String) -> String {
    world.chatQuestion(relation, about: thing, wording: chatWording(of: relation))
  }

  private mutating func chatWording(of relation: String) -> Int {
    dice.below(world.chatWordings(of: relation).count)
  }

  /// Half of the questions stand alone.
  private mutating func framed(_ question: String) -> String {
    guard dice.below(2) == 0 else { return question }
    return wording(world.chat.wordings["question"]!).filling("question", with: question)
  }

  private mutating func wording(_ wordings: [ChatBook.Wording]) -> String {
    dice.pick(wordings.usable(in: part))
  }
}
