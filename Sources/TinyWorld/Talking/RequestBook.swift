// The topics of each split, worked out once: nothing is in two splits.
// Ours. Decided by a hash of the words themselves, as in HeldOut, so that a new row does not move the others.
// Leaves out wordings: those marked "later" are in validation and test only.

/// All lists that the generator of requests draws from.
struct RequestBook {
  /// Numbers of facts: [relation], of each split and of all together.
  private var facts: [Split: [[Int]]] = [:]
  private let allFacts: [[Int]]
  private var things: [Split: [[Int]]] = [:]
  private let relationsOfKind: [[Int]]
  private let kinds: [Int]  // cumulative weight in requests
  private let kindsToRead: [Int]  // the same in text to read, where tasks are facts like others
  /// Tasks, those of one verb together.
  private(set) var harmful: [Split: [[UserTask]]] = [:]
  private(set) var harmless: [Split: [[UserTask]]] = [:]
  private(set) var users: [Split: [String]] = [:]
  /// Relations of the kinds of which a made-up thing can be asked.
  let inventable: [Int]

  /// How often users ask about a kind of thing; tasks are requests of their own.
  private static func weight(ofKind kind: String) -> Int {
    switch kind {
    case "task": 0
    case "animal": 12
    case "country": 10
    case "food": 10
    case "word": 8
    case "addition", "item": 6
    case "job": 4
    case "subtraction": 3
    default: 2
    }
  }

  init(_ encyclopedia: Encyclopedia, _ talk: TalkBook, neverAsked: [[Bool]]) throws {
    inventable = encyclopedia.relations.indices.filter {
      ["country", "animal", "food", "job"].contains(encyclopedia.kinds[encyclopedia.relations[$0].kind].name)
    }
    allFacts = encyclopedia.relations.map(\.facts)
    relationsOfKind = encyclopedia.kinds.map(\.relations)
    kinds = encyclopedia.kinds.map { Self.weight(ofKind: $0.name) }.cumulative
    kindsToRead = encyclopedia.kinds.map { $0.name == "task" ? 10 : Self.weight(ofKind: $0.name) }.cumulative
    let parts = zip(encyclopedia.kinds, neverAsked).map { Self.parts(of: $0, never: $1) }
    for split in Split.allCases {
      facts[split] = encyclopedia.relations.map { relation in
        relation.facts.filter { parts[relation.kind][encyclopedia.thingOfFact[$0]] == split }
      }
      things[split] = encyclopedia.kinds.indices.map { kind in
        encyclopedia.kinds[kind].things.indices.filter { parts[kind][$0] == split }
      }
    }
    for own in talk.tasks.grouped {
      let part = Self.part(of: own[0].verb)
      if own[0].isHarmful {
        harmful[part, default: []].append(own)
      } else {
        harmless[part, default: []].append(own)
      }
    }
    // People of the documents are known by name; whoever is to be new to the model is in no text.
    users[.training] = talk.users.known
    let others = talk.users.others.sorted { HeldOut.hash("user \($0)") < HeldOut.hash("user \($1)") }
    for (place, name) in others.enumerated() {
      users[place % 8 == 1 ? .validation : place % 8 == 3 ? .test : .training, default: []].append(name)
    }
    try requireEnough(encyclopedia)
  }

  /// The things of a kind that a split asks about; all if there are none.
  func askedThings(_ kind: Int, _ split: Split) -> [Int] {
    let own = things[split]![kind]
    return own.isEmpty ? things[.training]![kind] : own
  }

  /// A fact to ask about.
  func drawFact<Source>(_ pool: ConversationWriter<Source>.Pool, _ dice: inout Dice<Source>) -> Int {
    let lists = lists(pool)
    var weights = kinds
    if case .everything = pool { weights = kindsToRead }
    while true {
      let before = dice.nats
      let kind = dice.choose(cumulative: weights)
      let relations = relationsOfKind[kind].filter { !lists[$0].isEmpty }
      if !relations.isEmpty { return dice.pick(lists[dice.pick(relations)]) }
      dice.nats = before
    }
  }

  /// A fact of one relation to ask about; nil if there is none.
  func drawFact<Source>(_ pool: ConversationWriter<Source>.Pool, of relation: Int, _ dice: inout Dice<Source>)
    -> Int?
  {
    let list = lists(pool)[relation]
    return list.isEmpty ? nil : dice.pick(list)
  }

  private func lists<Source>(_ pool: ConversationWriter<Source>.Pool) -> [[Int]] {
    switch pool {
    case .everything: allFacts
    case .split(let split): facts[split]!
    }
  }

  /// Requires that no list is empty: a learner may have shortened a table.
  private func requireEnough(_ encyclopedia: Encyclopedia) throws {
    for split in Split.allCases {
      let lists = [
        ("countries.tsv", "things", facts[split]!.contains { !$0.isEmpty }),
        ("tasks.tsv", "harmful tasks", harmful[split] != nil),
        ("tasks.tsv", "harmless tasks", harmless[split] != nil),
        ("callers.tsv", "names", users[split] != nil),
        ("animals.tsv", "animals", encyclopedia.kinds.firstIndex { $0.name == "animal" } != nil),
      ]
      for (file, what, isThere) in lists where !isThere {
        throw WorldProblem(
          file: file, line: 0, what: "no \(what) are left for \(split.rawValue)", need: "Add some rows")
      }
    }
    for relation in encyclopedia.relations where relation.answers.count < 2 {
      throw encyclopedia.kinds[relation.kind].table.headProblem(
        "\(relation.name) has \(relation.answers.count) different answers",
        "Write a second one, for answers that are wrong")
    }
  }

  /// Of the things never asked in training, every second one in the order of their hashes is for the test.
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

  /// 70 % training, 15 % validation, 15 % test.
  static func part(of text: String) -> Split {
    switch HeldOut.hash("part \(text)") % 100 {
    case ..<70: .training
    case ..<85: .validation
    default: .test
    }
  }
}

extension [UserTask] {
  /// Tasks that differ in their object only, together.
  fileprivate var grouped: [[UserTask]] {
    var groups: [[UserTask]] = []
    for task in self {
      if let last = groups.last?.first,
        (last.verb, last.tool, last.isHarmful) == (task.verb, task.tool, task.isHarmful)
      {
        groups[groups.count - 1].append(task)
      } else {
        groups.append([task])
      }
    }
    return groups
  }
}
