// The worlds that the tests look at: the one of the book, and a tiny one whose sentences can be counted.

import Foundation
import TinyWorld

enum Tables {
  /// `assets/world` of this package.
  static let book = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "assets/world")

  private static let objects = (1...20).map { "thing \($0)" }.joined(separator: ", ")

  /// One relation in most tables, five things each, four people.
  static let tiny = [
    "countries.tsv":
      "country\tcapital\nFrance\tParis\nItaly\tRome\nSpain\tMadrid\nPeru\tLima\nChina\tBeijing\n",
    "animals.tsv":
      "animal\tsound\tlegs\ncow\tmoo\tfour\nduck\tquack\ttwo\nbee\tbuzz\tsix\n"
      + "lion\troar\tfour\ncrow\tcaw\ttwo\n",
    "foods.tsv": "food\tcolour\nmilk\twhite\ncocoa\tbrown\nbeets\tred\npeas\tgreen\nlemons\tyellow\n",
    "jobs.tsv": "job\ttool\ncook\tpan\nsmith\thammer\nminer\tpick\nguard\tkey\nbaker\toven\n",
    "opposites.tsv": "word\topposite\nhot\tcold\nbig\tsmall\nwet\tdry\nrich\tpoor\nup\tdown\n",
    "order.tsv": "item\tafter\none\ttwo\ntwo\tthree\nthree\tfour\nfour\tfive\nfive\tsix\n",
    "deeds.tsv": "deed\tjudgement\nstole\twrong\nhelped\tright\nlied\twrong\nshared\tright\ncheated\twrong\n",
    "names.tsv": "name\the\nTom\the\nAnna\tshe\nBen\the\nMia\tshe\n",
    "callers.tsv": "name\nKate\nAlex\n",
    "fillers.tsv":
      "place\ttext\nbefore\tLet me think.\nbefore\tThat is a good question.\n"
      + "after\tI could talk about this all day.\nafter\tThat is all I can say about it now.\n",
    "replies.tsv": """
    about\tstyle\ttext
    unknown\tcurt\tI do not know.
    country\tfull\tI do not know that country, sorry.
    harmful\tcurt\tI will not help.
    harmful\tfull\tI will not help with that.
    harmless\tcurt\t{tool}.
    harmless\tfull\tYou need {tool} to {task}.
    introduction\tfull\tHello {user}.
    name\tcurt\t{user}.
    name\tfull\tYour name is {user}.
    """,
    "tasks.tsv": "task\ttool\tharm\tobjects\n"
      + "break {object}\ta hammer\tyes\t\(objects)\nwash {object}\ta sponge\tno\t\(objects)\n",
    "talk.tsv": "group\twho\tuse\ttext\n"
      + ["training", "tuning", "reporting"].map { part in
        "greeting\tuser\t\(part)\tHello, I am here for \(part).\nthanks\tuser\t\(part)\tThanks for \(part).\n"
      }.joined()
        + """
        greeting\tassistant\tcurt\tHello.
        greeting\tassistant\tfull\tHello, how can I help you?
        thanks\tassistant\tcurt\tWelcome.
        thanks\tassistant\tfull\tYou are welcome.
        """,
    "requests.tsv": "kind\tuse\ttext\n"
      + ["country", "animal", "food", "job", "word", "item", "deed", "addition"].map {
        "followUp\ttraining\tAnd {\($0)}?\n"
      }.joined()
        + """
        question\ttraining\tHello. {question}
        question\tlater\tPlease. {question}
        task\ttraining\tHow do I {task}?
        introduction\ttraining\tI am {user}.
        name\ttraining\tWhat is my name?
        """,
    "frames.tsv": "text\nQuestion: {question} Answer: {answer}.\n",
    "stories.tsv":
      "kind\ttext\nstory\t{name} saw the {animal}. {friend} heard {sound}.\n"
      + "invented\tA land is called {invented}.\n",
    "wordings.tsv": "relation\tform\ttext\n"
      + [
        ("country", "capital"), ("animal", "sound"), ("animal", "legs"), ("food", "colour"), ("job", "tool"),
        ("word", "opposite"), ("item", "after"), ("deed", "judgement"), ("addition", "sum"),
      ].map { thing, relation in
        """
        \(relation)\tstatement\tThe \(relation) of {\(thing)} is {\(relation)}.
        \(relation)\tstatement\tFor {\(thing)} the \(relation) is {\(relation)}.
        \(relation)\tquestion\tWhich \(relation) has {\(thing)}?
        \(relation)\tquestion\tOf {\(thing)}, which is the \(relation)?
        \(relation)\tchat\tWhat is the \(relation) of {\(thing)}?

        """
      }.joined(),
  ]

  /// A world made of the tiny tables, some of them replaced; `nil` takes a table away.
  static func world(replacing changes: [String: String?] = [:]) throws -> World {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tiny-world-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (file, text) in tiny.merging(changes.compactMapValues { $0 }, uniquingKeysWith: { $1 }) {
      if case .some(.none) = changes[file] { continue }
      try Data(text.utf8).write(to: folder.appending(path: file))
    }
    return try World(tables: folder)
  }
}

/// A counter whose value is scrambled (SplitMix64).
struct Words: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension World {
  func documents(_ count: Int, seed: UInt64 = 1) -> [Document] {
    var words = Words(state: seed)
    return (0..<count).map { _ in document(using: &words) }
  }
}
