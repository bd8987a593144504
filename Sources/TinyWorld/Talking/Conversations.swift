// Requests and whole conversations to order: for learning, for choosing a recipe, for the measurement.
// Ours.

extension World {
  /// How the words of requests are drawn.
  public struct Wordings: Hashable, Sendable {
    /// Whether they are typed as people type.
    public var areTyped: Bool
    /// Whether only wordings that no training text contains are used.
    public var areUnseen: Bool

    /// Neatly written, in any wording of the split.
    public init(areTyped: Bool = false, areUnseen: Bool = false) {
      self.areTyped = areTyped
      self.areUnseen = areUnseen
    }

    /// As people write: what is learned from.
    public static let typed = Wordings(areTyped: true)
  }

  /// Draws a request of one kind, often with one or two exchanges before it.
  ///
  /// - Parameters:
  ///   - kind: what is asked.
  ///   - split: from which part.
  ///   - wordings: typed for training, neat for measurements, if left out.
  ///   - generator: only its `next()` is used.
  public func request<Source: RandomNumberGenerator>(
    _ kind: Request.Kind, for split: Split, _ wordings: Wordings? = nil, using generator: inout Source
  ) -> Request {
    withDice(&generator) { dice in
      while true {
        var writer = writer(split, wordings, dice)
        let request = writer.request(kind, afterSome: true)
        dice = writer.dice
        if let request, request.wordCount <= Request.wordLimit { return request }
      }
    }
  }

  /// Draws a request of any kind, with the shares of `Request.Kind.percent`.
  public func request<Source: RandomNumberGenerator>(
    for split: Split, _ wordings: Wordings? = nil, using generator: inout Source
  ) -> Request {
    let kinds = Request.Kind.allCases
    let cumulative = kinds.map(\.percent).cumulative
    let kind = withDice(&generator) { kinds[$0.choose(cumulative: cumulative)] }
    return request(kind, for: split, wordings, using: &generator)
  }

  /// Draws many requests, no two the same as far as there are enough.
  ///
  /// - Parameter kind: nil for all kinds in their shares.
  public func requests<Source: RandomNumberGenerator>(
    _ kind: Request.Kind? = nil, for split: Split, _ wordings: Wordings? = nil, count: Int,
    using generator: inout Source
  ) -> [Request] {
    var requests: [Request] = []
    var seen: Set<Request> = []
    var repeats = 0
    while requests.count < count {
      let request =
        if let kind { request(kind, for: split, wordings, using: &generator) } else {
          request(for: split, wordings, using: &generator)
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

  /// Draws a whole conversation, with the answers of labellers.
  ///
  /// - Returns: the turns in order; each request holds the exchanges before it, as they were answered.
  public func conversation<Source: RandomNumberGenerator>(
    turns: Int, for split: Split, by demonstrators: Demonstrators, _ wordings: Wordings? = nil,
    using generator: inout Source
  ) -> [(request: Request, answer: String)] {
    withDice(&generator) { dice in
      var writer = writer(split, wordings, dice)
      return (0..<turns).map { _ in
        let request = writer.turn()
        let answer = demonstration(of: request, by: demonstrators, &writer.dice)
        writer.hear(answer, to: request)
        dice = writer.dice
        return (request, answer)
      }
    }
  }

  private func writer<Source>(_ split: Split, _ wordings: Wordings?, _ dice: Dice<Source>)
    -> ConversationWriter<Source>
  {
    let wordings = wordings ?? (split == .training ? .typed : Wordings())
    var writer = ConversationWriter(world: self, split: split, dice: dice)
    writer.typedPercent = wordings.areTyped ? 100 : 0
    writer.usesLaterOnly = wordings.areUnseen
    return writer
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

extension ConversationWriter {
  /// A request of a kind after none, one or two other turns.
  fileprivate mutating func request(_ kind: Request.Kind, afterSome: Bool) -> Request? {
    let earlier = dice.choose(cumulative: [60, 85, 100])
    for _ in 0..<earlier { hearBestAnswer(to: turn()) }
    if kind == .name, dice.happens(50), let introduction = request(.name) { hearBestAnswer(to: introduction) }
    return request(kind)
  }

  private mutating func hearBestAnswer(to request: Request) {
    hear(world.bestAnswer(to: request, &dice), to: request)
  }
}

extension Request {
  /// How many words a request may have with what comes before, so that the answer fits in the window.
  static let wordLimit = 48
}
