// The wordings and things that are held out, so that a later test asks for knowledge and not for a memorised sentence.
// Ours. Decided by a hash of the words themselves (FNV-1a), so that a new fact does not move the others.
//
// - By phrasing: of each fact's statements at most one wording never occurs, about 15 % of all pairs. The same wording
//   occurs for other facts, and the fact in other wordings. Stories are not counted as wordings: they may hold any fact.
// - By entity: 30 % of the things of each kind are never asked about in fine-tuning. In pretraining they do occur, in
//   statements and in questions of all wordings.
// - By rule: wordings marked "later" occur in no text to learn from, whatever they ask about.

enum HeldOut {
  static let shareOfPairs = 0.15
  static let shareOfThings = 0.30

  /// Fowler, Noll and Vo's 64-bit hash, variant 1a, then scrambled so that all its bits are good.
  static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return hash ^ (hash >> 29)
  }

  /// Which of `count` wordings of one form is never used for this fact, if any.
  static func wording(of fact: Fact, form: String, count: Int) -> Int? {
    let draw = hash("\(form) \(fact.relation) \(fact.subject)")
    let share = Double(draw >> 11) * 0x1p-53
    let chosen = Int(share / shareOfPairs)  // each wording owns an interval as wide as its share
    return chosen < count ? chosen : nil
  }

  /// The things never asked about: those with the lowest hashes.
  ///
  /// - Parameter isMirrored: the things stand in pairs, of which both or none are asked about.
  static func neverAsked(_ things: [String], kind: String, isMirrored: Bool) -> [Bool] {
    let size = isMirrored ? 2 : 1
    let groups = stride(from: 0, to: things.count, by: size).sorted {
      hash("\(kind) \(things[$0])") < hash("\(kind) \(things[$1])")
    }
    var never = [Bool](repeating: false, count: things.count)
    for first in groups.prefix(Int((Double(groups.count) * shareOfThings).rounded())) {
      for thing in first..<first + size { never[thing] = true }
    }
    return never
  }
}
