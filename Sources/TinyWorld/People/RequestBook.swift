// The topics of each split, worked out once: nothing is in two splits.
// Ours. Decided by a hash of the words themselves, as in HeldOut, so that a new row does not move the others.
// Leaves out wordings: most of them are in all splits, and a third only in tuning and reporting.

/// All lists that the generator of requests draws from.
struct RequestBook {
  /// Numbers of facts, by part.
  private(set) var facts: [Split: [Int]] = [:]
  /// Numbers of facts that training asks about, by relation.
  private(set) var askedOfRelation: [[Int]] = []
  private(set) var harmful: [Split: [UserTask]] = [:]
  private(set) var harmless: [Split: [UserTask]] = [:]
  private(set) var users: [Split: [String]] = [:]
  /// Relations of the kinds of which the assistant can say "I do not know that ...".
  let inventable: [Int]

  init(_ encyclopedia: Encyclopedia, _ phrasebook: Phrasebook, _ chat: ChatBook, neverAsked: [[Bool]]) throws
  {
    inventable = encyclopedia.relations.indices.filter {
      chat.replies[encyclopedia.kinds[encyclopedia.relations[$0].kind].name] != nil
    }
    let parts = zip(encyclopedia.kinds, neverAsked).map { Self.parts(of: $0, never: $1) }
    for fact in encyclopedia.facts.indices {
      let kind = encyclopedia.relations[encyclopedia.relationOfFact[fact]].kind
      facts[parts[kind][encyclopedia.thingOfFact[fact]], default: []].append(fact)
    }
    askedOfRelation = encyclopedia.relations.map { relation in
      relation.facts.filter { parts[relation.kind][encyclopedia.thingOfFact[$0]] == .training }
    }
    for task in chat.tasks {
      let part = Self.part(of: task.text)
      if task.isHarmful { harmful[part, default: []].append(task) }
      if !task.isHarmful { harmless[part, default: []].append(task) }
    }
    let known = chat.users.known.sorted { HeldOut.hash("user \($0)") < HeldOut.hash("user \($1)") }
    for (place, name) in known.enumerated() {
      users[place % 4 == 1 ? .validation : place % 4 == 3 ? .test : .training, default: []].append(name)
    }
    users[.training, default: []] += chat.users.others
    try requireEnough()
    try Self.requireAskable(encyclopedia, phrasebook)
  }

  /// Requires that each relation can be asked about, and answered wrongly.
  private static func requireAskable(_ encyclopedia: Encyclopedia, _ phrasebook: Phrasebook) throws {
    for (number, relation) in encyclopedia.relations.enumerated() {
      guard phrasebook.wordings.contains(where: { $0.relation == number && $0.form == .chat }) else {
        throw WorldProblem(
          file: "wordings.tsv", line: 0, what: "\(relation.name) has no wording of the form chat",
          need: "Users ask about everything, so write one")
      }
      guard relation.answers.count > 1 else {
        throw encyclopedia.kinds[relation.kind].table.headProblem(
          "\(relation.name) has \(relation.answers.count) different answers",
          "Write a second one, for answers that are wrong")
      }
    }
  }

  /// Requires that no list is empty: a learner may have shortened a table.
  private func requireEnough() throws {
    for part in Split.allCases {
      let lists = [
        ("countries.tsv", "things", facts[part]?.count), ("tasks.tsv", "harmful tasks", harmful[part]?.count),
        ("tasks.tsv", "harmless tasks", harmless[part]?.count), ("names.tsv", "names", users[part]?.count),
      ]
      for (file, what, count) in lists where count == nil {
        throw WorldProblem(
          file: file, line: 0, what: "no \(what) are left for \(part.rawValue)", need: "Add some rows")
      }
    }
    guard !inventable.isEmpty else {
      throw WorldProblem(
        file: "replies.tsv", line: 0, what: "nothing can be unknown", need: "Write a reply about \"country\"")
    }
  }

  /// Of the things never asked in training, every second one in the order of their hashes is for reporting.
  private static func parts(of kind: Encyclopedia.Kind, never: [Bool]) -> [Split] {
    var parts = [Split](repeating: .training, count: kind.things.count)
    let kept = kind.things.indices.filter { never[$0] }
      .sorted { hash(kind, kind.things[$0]) < hash(kind, kind.things[$1]) }
    for (place, thing) in kept.enumerated() { parts[thing] = place % 2 == 0 ? .test : .validation }
    return parts
  }

  private static func hash(_ kind: Encyclopedia.Kind, _ thing: String) -> UInt64 {
    HeldOut.hash("part \(kind.name) \(thing)")
  }

  /// 70 % training, 15 % tuning, 15 % reporting.
  static func part(of text: String) -> Split {
    switch HeldOut.hash("part \(text)") % 100 {
    case ..<70: .training
    case ..<85: .validation
    default: .test
    }
  }
}
