// A model is known by what made it: the stage, its settings, what it learned from, and the model before it. The same
// origin is the same model, whoever asks for it; anything else is another model in another file.
// Leaves out the code that trains: a file tells that separately (SourceCode).

import Files
import Foundation
import Training

/// What made a model.
public struct Origin: Codable, Hashable, Sendable {
  /// The stage that trained it, such as "fine-tuning".
  public let stage: String
  /// Its settings, as JSON with sorted keys; the seed is among them.
  public let settings: String
  /// Whether it is one of the small trainings of `--quick`.
  public let isQuick: Bool
  /// What it learned from, such as "6000 demonstrations".
  public let data: [String]
  /// The keys of the models that it began with, the one before it in the chain first.
  public let parents: [String]

  /// What makes a model.
  ///
  /// - Parameters:
  ///   - settings: everything that decides the training.
  ///   - data: all that decides what it learns from, in words and numbers.
  ///   - parents: the keys of the models that it begins with, the one before it in the chain first.
  public init(
    _ stage: String, _ settings: some Encodable, isQuick: Bool, data: [String], parents: [String] = []
  ) {
    self.stage = stage
    self.settings = Self.json(settings)
    self.isQuick = isQuick
    self.data = data
    self.parents = parents
  }

  /// A short text that tells this origin from others.
  public var key: String { String(hexadecimal(of: Data(json.utf8)).prefix(12)) }

  /// What the model is called, such as "fine-tuning-3f2a91c4d0e1".
  public var name: String { "\(stage)-\(key)" }

  /// All of it, as JSON with sorted keys.
  var json: String { Self.json(self) }

  /// The same words for the same value.
  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Plain values can always be written.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

extension Origin {
  /// Each setting by its name; those of the model's sizes too.
  var settingsByName: [String: String] {
    guard let value = try? JSONSerialization.jsonObject(with: Data(settings.utf8)) as? [String: Any] else {
      return [:]
    }
    return value.reduce(into: [:]) { named, entry in
      if let inner = entry.value as? [String: Any] {
        for (name, value) in inner { named[name] = "\(value)" }
      } else {
        named[entry.key] = "\(entry.value)"
      }
    }
  }

  /// In what it differs from another origin of the same stage, in a few words; nil if in nothing.
  func difference(from other: Origin) -> String? {
    let (mine, theirs) = (settingsByName, other.settingsByName)
    let knobs = mine.keys.sorted().filter { mine[$0] != theirs[$0] }.map { "\($0)=\(mine[$0] ?? "")" }
    let parts = knobs + data.filter { !other.data.contains($0) }
    let parent = parents == other.parents ? [] : ["on \(parents.joined(separator: ", "))"]
    let all = parts + parent
    return all.isEmpty ? nil : all.joined(separator: ", ")
  }
}

/// A fingerprint of some bytes, as 16 digits.
func hexadecimal(of bytes: Data) -> String {
  let digits = String(bytes.withUnsafeBytes { Checksum.of($0) }, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
