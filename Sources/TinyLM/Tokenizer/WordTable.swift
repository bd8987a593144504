// A hash table from words (short runs of bytes) to numbers: open addressing, the bytes of all words in one array.
// The standard dictionary would need an object for each word that is looked up.

/// Words, each numbered in the order in which it was first met.
struct WordTable {
  private(set) var count = 0
  private var bytes: [UInt8] = []
  private var ends: [Int] = []  // where each word ends in `bytes`
  private var hashes: [UInt64] = []
  private var slots: [Int32]  // number + 1 of the word, 0 where there is none

  init(capacity: Int) { slots = Array(repeating: 0, count: capacity.nextPowerOfTwo * 2) }

  /// The bytes of a word.
  func word(_ number: Int) -> ArraySlice<UInt8> { bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]] }

  /// The number of a word; a new one if it was never met.
  ///
  /// - Returns: whether it is new, too.
  mutating func number(of word: UnsafeBufferPointer<UInt8>) -> (number: Int, isNew: Bool) {
    let hash = Self.hash(word)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash, isEqual(number, word) { return (number, false) }
      slot = (slot + 1) & (slots.count - 1)
    }
    add(word, hash, slot)
    return (count - 1, true)
  }

  private func isEqual(_ number: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = number == 0 ? 0 : ends[number - 1]
    guard ends[number] - start == word.count else { return false }
    for i in 0..<word.count where bytes[start + i] != word[i] { return false }
    return true
  }

  private mutating func add(_ word: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ slot: Int) {
    bytes.append(contentsOf: word)
    ends.append(bytes.count)
    hashes.append(hash)
    count += 1
    slots[slot] = Int32(count)
    if count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }

  /// Eight bytes at a time, each mixed by a multiplication.
  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(word)
    var hash = UInt64(word.count)
    var i = 0
    while i + 8 <= raw.count {
      hash = mix(hash ^ raw.loadUnaligned(fromByteOffset: i, as: UInt64.self))
      i += 8
    }
    var rest: UInt64 = 0
    while i < raw.count {
      rest = rest << 8 | UInt64(raw[i])
      i += 1
    }
    return mix(hash ^ rest)
  }

  private static func mix(_ x: UInt64) -> UInt64 {
    let y = x &* 0x9E37_79B9_7F4A_7C15
    return y ^ (y >> 32)
  }
}

extension Int {
  fileprivate var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
