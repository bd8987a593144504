// The worlds that the tests look at: the one of the book, and a tiny one whose sentences can be counted.

import Foundation
import Testing

@testable import TinyWorld

enum Tables {
  /// `assets/world` of this package.
  static let book = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "assets/world")

  /// The world of the book, read once.
  static let world = try! World(tables: book)

  private static func tasks(_ verb: String, _ tool: String, harm: String) -> String {
    (1...20).map { "\(verb)\($0) {object}\t\($0 % 2 == 0 ? tool : "a rope")\t\(harm)\tthe box, my bag\n" }
      .joined()
  }

  /// One relation in most tables, five things each, four people.
  static let tiny = [
    "countries.tsv":
      "country\tcapital\nFrance\tParis\nItaly\tRome\nSpain\tMadrid\nPeru\tLima\nChina\tBeijing\n",
    "animals.tsv": "animal\tsound\tlegs\ncow\tmoo\tfour\nduck\tquack\ttwo\nbee\tbuzz\tsix\n"
      + "lion\troar\tfour\ncrow\tcaw\ttwo\n",
    "foods.tsv": "food\tcolour\nmilk\twhite\ncocoa\tbrown\nbeets\tred\npeas\tgreen\nlemons\tyellow\n",
    "jobs.tsv": "job\ttool\ncook\tpan\nsmith\thammer\nminer\tpick\nguard\tkey\nbaker\toven\n",
    "opposites.tsv": "word\topposite\nhot\tcold\nbig\tsmall\nwet\tdry\nrich\tpoor\nup\tdown\n",
    "order.tsv": "item\tafter\none\ttwo\ntwo\tthree\nthree\tfour\nfour\tfive\nfive\tsix\n",
    "deeds.tsv": "deed\tjudgement\nsteal\twrong\nhelp\tright\nlie\twrong\nshare\tright\ncheat\twrong\n",
    "things.tsv": "thing\ttint\nsnow\twhite\nthe sky\tblue\ngrass\tgreen\nblood\tred\ncoal\tblack\n",
    "amounts.tsv":
      "amount\tcount\nlegs of a dog\tfour\ndays in a week\tseven\neyes\ttwo\nwheels\tthree\nmoons\tone\n",
    "tasks.tsv": "task\tneed\tharm\tobjects\n" + tasks("hurt", "a match", harm: "yes")
      + tasks("mend", "a sponge", harm: "no"),
    "grammar.tsv": "word\twhat\tform\nmilk\tmass\t-\ncocoa\tmass\t-\n",
    "names.tsv": "name\the\nTom\the\nAnna\tshe\nBen\the\nMia\tshe\n",
    "callers.tsv": "name\nKate\nAlex\nBella\nZoe\n",
    "words.tsv": "list\twords\nnoun\tlamp, apple, box\n",
    "groups.tsv": "group\tweight\tafter\nhello\t2\t-\nthanks\t1\t-\nwhynot\t1\tharmful\n",
    "talk.tsv": "group\twho\tuse\ttext\n"
      + ["hello", "thanks", "whynot"].map { group in
        "\(group)\tuser\ttraining\tsay \(group) [now|]\n\(group)\tuser\tlater\tmay i say \(group)\n"
          + "\(group)\tassistant\tcurt\tShort \(group).\n\(group)\tassistant\tfull\tHere is a whole \(group).\n"
      }.joined(),
    "unknown.tsv": "group\tuse\ttext\noutside\ttraining\twho made {a noun}\noutside\tlater\tis {a noun} old\n"
      + "howto\ttraining\thow do i draw {a noun}\n",
    "making.tsv":
      "kind\twho\tuse\ttext\njoke\tuser\ttraining\ta joke\njoke\tassistant\tfull\tA box walks in.\n"
      + "story\tuser\ttraining\ta story of {a animal}\nstory\tassistant\tfull\t{name} saw {a animal}. {he} ran.\n"
      + "count\tuser\ttraining\tcount to {n}\nlist\tuser\ttraining\tname three {list}\n",
    "lists.tsv": "list\tanswer\nbirds\tThree birds are the duck, the crow and the owl.\n",
    "replies.tsv": """
    about\tstyle\ttext
    unknown\tcurt\tI do not know.
    unknown\tfull\tI do not know that at all.
    howTo\tfull\tI do not know how to do that.
    harmful\tcurt\tI will not help.
    harmful\tfull\tI will not help with that.
    whyNot\tfull\tI want nobody to get hurt.
    introduction\tfull\tHello, {user}! It is nice to meet you.
    name\tcurt\t{user}.
    name\tfull\tYour name is {user}.
    noName\tcurt\tYou never told me.
    noName\tfull\tYou have not told me your name.
    compare\tfull\t{x} is bigger than {y}.
    introduction\tuser\ti am {user}
    name\tuser\twhat is my name
    """,
    "asking.tsv": """
    place\tuse\ttext
    lead\ttraining\ttell me {clause}
    phrase\ttraining\tgive me {phrase}
    opener\ttraining\thello
    closer\ttraining\tplease
    about\ttraining\ttell me about {x}
    next\ttraining\tand {x}
    compare\ttraining\twhich is bigger, {x} or {y}
    """,
    "fillers.tsv": "place\ttext\nbefore\tLet me think.\nbefore\tThat is a good question.\n"
      + "after\tI could talk about this all day.\nafter\tThat is all I can say about it now.\n",
    "typing.tsv": "from\tto\nyou\tu\n",
    "messages.tsv": "kind\tmessages\taccept\treject\nfact\tgive me rome || and now\trome\t-\n",
    "kept.tsv": "fingerprint\n00000000000000ff\n",
    "frames.tsv": "text\n{question} {sentence}\n",
    "stories.tsv": "kind\ttext\nstory\t{name} saw the {animal}. {friend} heard {sound}.\n"
      + "invented\tA land is called {invented}.\n",
    "wordings.tsv": "relation\tform\tuse\ttext\n"
      + [
        ("country", "capital"), ("animal", "sound"), ("animal", "legs"), ("food", "colour"), ("job", "tool"),
        ("word", "opposite"), ("item", "after"), ("deed", "judgement"), ("thing", "tint"),
        ("amount", "count"),
        ("task", "need"), ("task", "conduct"), ("addition", "sum"), ("subtraction", "difference"),
      ].map { thing, relation in
        """
        \(relation)\tstatement\ttraining\tThe \(relation) of {\(thing)} is {\(relation)}.
        \(relation)\tstatement\ttraining\tFor {\(thing)} the \(relation) is {\(relation)}.
        \(relation)\tanswer\ttraining\tThe \(relation) of {\(thing)} is {\(relation)}.
        \(relation)\task\ttraining\twhat is the \(relation) of {\(thing)}
        \(relation)\task\tlater\twhich \(relation) has {\(thing)}
        \(relation)\tbook\ttraining\tOf {\(thing)}, which is the \(relation)?

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

  /// What is said of a changed table; "no problem" if it makes a world.
  static func message(_ file: String, _ text: String?) -> String {
    do {
      _ = try world(replacing: [file: text])
      return "no problem"
    } catch { return "\(error)" }
  }

  /// What is said of a tiny table with one more row, and that row's line.
  static func message(_ file: String, adding row: String) -> (text: String, line: Int) {
    let lines = tiny[file]!.split(separator: "\n")
    return (message(file, (lines + [row[...]]).joined(separator: "\n") + "\n"), lines.count + 1)
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

  /// Conversations of five turns with the best answers.
  func conversations(
    _ count: Int, for split: Split, _ wordings: Wordings? = nil, seed: UInt64 = 1
  ) -> [[(request: Request, answer: String)]] {
    var words = Words(state: seed)
    return (0..<count).map { _ in conversation(turns: 5, for: split, by: .perfect, wordings, using: &words) }
  }
}
