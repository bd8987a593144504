// The learner's own sounds: WAV, which every recorder writes.
// Follows Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0" (RIFF WAVE), and the
// extensible format. Leaves out compressed sound, and the size in the RIFF header, which many programs get wrong.

import Foundation

/// Sound files.
public enum SoundFile {
  /// The largest file that is taken, in bytes.
  private static let largestFile = 64 << 20
  /// How much of a sound is heard, in seconds.
  fileprivate static let mostSeconds = 60

  /// Reads a WAV file: 8 to 32 bits a sample or floating point, one channel or two, which are averaged.
  ///
  /// - Returns: the first minute of it.
  /// - Throws: `FileProblem` if the file is missing, too large, or no such sound.
  public static func read(_ url: URL) throws -> Waveform {
    try sound(of: FileBytes.read(url, limit: largestFile), file: url.path)
  }

  /// The sound that some bytes are.
  ///
  /// - Parameter file: the name for the message.
  static func sound(of bytes: Data, file: String) throws -> Waveform {
    let bytes = Array(bytes)
    func refuse(_ happened: String) -> FileProblem {
      FileProblem(
        file: file, happened: "this is no WAV sound that can be read: " + happened,
        remedy: "Save the sound again as WAV, PCM with 16 bits.")
    }
    guard bytes.count >= 12, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8)
    else { throw refuse("it does not begin with RIFF and WAVE.") }
    var format: WaveFormat?
    var place = 12
    while place + 8 <= bytes.count {
      let size = Int(bytes.word(at: place + 4, bytes: 4))
      let content = place + 8
      guard size <= bytes.count - content else {
        throw refuse("a part claims \(size) bytes, but \(bytes.count - content) are left.")
      }
      let part = bytes[content..<content + size]
      if bytes[place..<place + 4].elementsEqual("fmt ".utf8) {
        format = try WaveFormat(part, refuse)
      } else if bytes[place..<place + 4].elementsEqual("data".utf8) {
        guard let format else { throw refuse("the samples come before their format.") }
        return try format.waveform(part, refuse)
      }
      place = content + size + size % 2  // parts begin at even places
    }
    throw refuse("it holds no samples.")
  }

  /// A WAV file with one channel and 16 bits a sample; samples beyond -1 to 1 are cut off.
  public static func wave(_ waveform: Waveform) -> Data {
    let words = waveform.samples.map { UInt64(bitPattern: Int64((min(1, max(-1, $0)) * 32_767).rounded())) }
    let (rate, size) = (UInt64(waveform.rate), UInt64(2 * words.count))
    var bytes = Data("RIFF".utf8)
    bytes.append(36 + size, bytes: 4)
    bytes += "WAVEfmt ".utf8
    for (value, count) in [(16, 4), (1, 2), (1, 2), (rate, 4), (2 * rate, 4), (2, 2), (16, 2)] {
      bytes.append(UInt64(value), bytes: count)
    }
    bytes += "data".utf8
    bytes.append(size, bytes: 4)
    for word in words { bytes.append(word, bytes: 2) }
    return bytes
  }
}

/// How the samples of a WAV file are written.
private struct WaveFormat {
  let channels: Int
  let rate: Int
  let sampleSize: Int  // in bytes
  let isFloat: Bool

  init(_ part: ArraySlice<UInt8>, _ refuse: (String) -> FileProblem) throws {
    guard part.count >= 16 else { throw refuse("its format has \(part.count) bytes, not 16.") }
    func word(_ offset: Int, _ bytes: Int) -> Int {
      Int(part.word(at: part.startIndex + offset, bytes: bytes))
    }
    var code = word(0, 2)
    if code == 0xFFFE, part.count >= 40 { code = word(24, 2) }  // "extensible": it stands further behind
    channels = word(2, 2)
    rate = word(4, 4)
    let blockSize = word(12, 2)
    let bits = word(14, 2)
    sampleSize = bits / 8
    isFloat = code == 3
    guard code == 1 && [8, 16, 24, 32].contains(bits) || code == 3 && [32, 64].contains(bits) else {
      throw refuse("format \(code) with \(bits) bits is not known here.")
    }
    guard (1...2).contains(channels) else { throw refuse("it has \(channels) channels, not 1 or 2.") }
    guard (1000...384_000).contains(rate) else { throw refuse("it has \(rate) samples a second.") }
    guard blockSize == channels * sampleSize else {
      throw refuse("its samples take \(channels) x \(sampleSize) bytes, but it says \(blockSize).")
    }
  }

  /// The samples, the mean of the channels.
  func waveform(_ part: ArraySlice<UInt8>, _ refuse: (String) -> FileProblem) throws -> Waveform {
    let blockSize = channels * sampleSize
    guard !part.isEmpty else { throw refuse("it holds no samples.") }
    guard part.count % blockSize == 0 else {
      throw refuse("\(part.count) bytes of samples are no whole number of \(blockSize).")
    }
    let samples = (0..<min(part.count / blockSize, SoundFile.mostSeconds * rate)).map { i in
      let start = part.startIndex + i * blockSize
      let all = (0..<channels).map { sample(part, at: start + $0 * sampleSize) }
      return Float(all.reduce(0, +) / Double(channels))
    }
    if let bad = samples.firstIndex(where: { !$0.isFinite }) {
      throw refuse("sample \(bad + 1) is no finite number.")
    }
    return Waveform(rate: rate, samples: samples)
  }

  private func sample(_ part: ArraySlice<UInt8>, at place: Int) -> Double {
    let word = part.word(at: place, bytes: sampleSize)
    if isFloat {
      return sampleSize == 8
        ? Double(bitPattern: word) : Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
    }
    if sampleSize == 1 { return (Double(word) - 128) / 128 }  // only 8 bits are written without a sign
    let unused = 64 - 8 * sampleSize
    return Double(Int64(bitPattern: word << UInt64(unused))) * 0x1p-63
  }
}

extension RandomAccessCollection where Element == UInt8, Index == Int {
  /// A whole number of some bytes, the lowest first.
  fileprivate func word(at place: Int, bytes: Int) -> UInt64 {
    (0..<bytes).reduce(0) { $0 | UInt64(self[place + $1]) << UInt64(8 * $1) }
  }
}

extension Data {
  /// Appends the lowest bytes of a number, the lowest first.
  fileprivate mutating func append(_ value: UInt64, bytes: Int) {
    for i in 0..<bytes { append(UInt8(truncatingIfNeeded: value >> UInt64(8 * i))) }
  }
}
