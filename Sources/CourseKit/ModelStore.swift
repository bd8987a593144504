// Where models are kept: a file for each origin, and one for a training of it that was interrupted. A file is written
// whole or not at all (AtomicFile). The folder keeps its own size in bounds: experiments go, oldest first; what was made
// with the book's settings stays.

import CommandLineKit
import Files
import Foundation

/// One file of the store.
public struct StoredModel {
  /// What it is called, such as "fine-tuning-3f2a91c4d0e1".
  public let name: String
  /// What made it.
  public let origin: Origin
  /// What the file holds.
  let checkpoint: Checkpoint
  /// When it was written.
  let date: Date
  /// The size of its files, the unfinished training and the copy before the newest one included.
  let bytes: Int
  /// Whether its training came to its end.
  let isFinished: Bool

  /// Whether it was made with the book's settings.
  var isOfTheBook: Bool { checkpoint.notes[Note.book] != nil }
}

/// What a file of the store says beside the numbers.
enum Note {
  /// What made the model, as JSON.
  static let origin = "origin"
  /// The code that trained it (`SourceCode.matters`).
  static let code = "code"
  /// There if it was made with the book's settings.
  static let book = "book"
}

/// The models that are kept.
public struct ModelStore {
  private let folder: URL
  /// No more bytes are kept, unless the book's own models take more.
  var limit = 1 << 30

  private static let finishedEnding = ".safetensors"
  private static let unfinishedEnding = ".unfinished.safetensors"

  /// The store of a book.
  ///
  /// - Parameter folder: made when something is first kept.
  public init(_ folder: URL) { self.folder = folder }

  private func file(_ name: String, _ ending: String) -> URL { folder.appending(path: name + ending) }
  /// Where a finished model is.
  func finishedFile(of name: String) -> URL { file(name, Self.finishedEnding) }
  private func unfinishedFile(of name: String) -> URL { file(name, Self.unfinishedEnding) }

  // MARK: - Reading

  /// The finished model of an origin; nil if there is none.
  ///
  /// - Throws: `FileProblem` for a file that is damaged.
  func finished(_ origin: Origin) throws -> Checkpoint? { try read(finishedFile(of: origin.name)) }

  /// The interrupted training of an origin; nil if there is none.
  ///
  /// - Throws: `FileProblem` for a file that is damaged.
  func unfinished(_ origin: Origin) throws -> Checkpoint? { try read(unfinishedFile(of: origin.name)) }

  private func read(_ file: URL) throws -> Checkpoint? {
    FileManager.default.fileExists(atPath: file.path) ? try Checkpoint.read(from: file) : nil
  }

  /// Everything that is kept, in the order of the names; what cannot be read is left out.
  public func all() -> [StoredModel] { names.compactMap(stored) }

  /// The names of all models that are kept, in order.
  private var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return Set(files.compactMap(Self.name)).sorted()
  }

  /// The name of the model to which a file belongs; nil for a file of another kind.
  private static func name(of file: String) -> String? {
    for ending in [unfinishedEnding, finishedEnding] where file.hasSuffix(ending) {
      return String(file.dropLast(ending.count))
    }
    return nil
  }

  private func stored(_ name: String) -> StoredModel? {
    for (ending, isFinished) in [(Self.finishedEnding, true), (Self.unfinishedEnding, false)] {
      let file = file(name, ending)
      guard let checkpoint = try? Checkpoint.read(from: file), let note = checkpoint.notes[Note.origin],
        let origin = try? JSONDecoder().decode(Origin.self, from: Data(note.utf8))
      else { continue }
      let date = attributes(file)?[.modificationDate] as? Date
      return StoredModel(
        name: name, origin: origin, checkpoint: checkpoint, date: date ?? .distantPast,
        bytes: files(of: name).reduce(0) { $0 + ((attributes($1)?[.size] as? Int) ?? 0) },
        isFinished: isFinished)
    }
    return nil
  }

  private func attributes(_ file: URL) -> [FileAttributeKey: Any]? {
    try? FileManager.default.attributesOfItem(atPath: file.path)
  }

  /// Where the files of a model may be.
  private func files(of name: String) -> [URL] {
    [finishedFile(of: name), unfinishedFile(of: name)].flatMap { [$0, AtomicFile.previous(of: $0)] }
  }

  /// The model that somebody means by a name or by its beginning.
  ///
  /// - Throws: `Failure` with exit code 2 and the nearest right name.
  public func model(named name: String) throws -> StoredModel {
    let meant = names.contains(name) ? [name] : names.filter { $0.hasPrefix(name) }
    guard meant.count < 2 else {
      throw Failure.usage(
        "'\(name)' may be \(meant.joined(separator: " or "))", hint: "Write more of the name")
    }
    guard let found = meant.first.flatMap(stored) else {
      throw Failure.usage(unknown: "model", name, valid: names)
    }
    return found
  }

  /// The model of a key; nil if it is not kept.
  func model(ofKey key: String) -> StoredModel? {
    names.filter { $0.hasSuffix("-\(key)") }.compactMap(stored).first(where: \.isFinished)
  }

  // MARK: - Keeping

  /// A claim on the training of a model, so that two programs do not train the same one at once.
  ///
  /// - Returns: nil if another program has it.
  func claim(_ origin: Origin) throws -> FileClaim? {
    try makeFolder()
    return try FileClaim(finishedFile(of: origin.name))
  }

  /// Keeps a finished model in place of its unfinished training, and makes room.
  ///
  /// - Returns: the names of the models that were removed for it.
  /// - Throws: `FileProblem` if it cannot be written.
  func finish(_ checkpoint: Checkpoint, _ origin: Origin) throws -> [String] {
    try makeFolder()
    try checkpoint.write(to: finishedFile(of: origin.name))
    let unfinished = unfinishedFile(of: origin.name)
    remove([unfinished, AtomicFile.previous(of: unfinished)])
    return makeRoom(keeping: origin.name)
  }

  /// Keeps what is needed to go on with a training.
  ///
  /// - Throws: `FileProblem` if it cannot be written.
  func save(_ checkpoint: Checkpoint, _ origin: Origin) throws {
    try makeFolder()
    try checkpoint.write(to: unfinishedFile(of: origin.name))
  }

  private func makeFolder() throws {
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw FileProblem(
        file: folder.path, happened: "the folder cannot be made.",
        remedy: "Name another one: TINYCHAT_RUNS=FOLDER before the command.")
    }
  }

  private func remove(_ files: [URL]) { for file in files { try? FileManager.default.removeItem(at: file) } }

  /// Removes a model with all its files.
  public func forget(_ model: StoredModel) { remove(files(of: model.name)) }

  private func makeRoom(keeping name: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    var total = files.reduce(0) { $0 + ((attributes(folder.appending(path: $1))?[.size] as? Int) ?? 0) }
    guard total > limit else { return [] }
    var removed: [String] = []
    for old in all().sorted(by: { $0.date < $1.date }) where !old.isOfTheBook && old.name != name {
      guard total > limit else { break }
      forget(old)
      total -= old.bytes
      removed.append(old.name)
    }
    return removed
  }
}
