import Testing
import TinyWorld

@Suite struct ChatBookTests {
  /// What the message says for a changed table.
  private func message(_ file: String, _ text: String?) -> String {
    do {
      _ = try Tables.world(replacing: [file: text])
      return "no error"
    } catch { return "\(error)" }
  }

  private func added(_ line: String, to file: String) -> String {
    message(file, Tables.tiny[file]!.split(separator: "\n").joined(separator: "\n") + "\n" + line)
  }

  @Test(arguments: [
    ("requests.tsv", "question\tnever\t{question}", "there is no use never"),
    ("requests.tsv", "question\tlater\tHello.", "\"Hello.\" lacks {question}"),
    ("requests.tsv", "song\tlater\tLa la.", "there is no kind song"),
    ("requests.tsv", "followUp\tlater\tAnd {animl}?", "names no thing"),
    ("requests.tsv", "task\tlater\tHow do I {task} the {object}?", "has 2 slots. Use 1"),
    ("replies.tsv", "job\tlong\tI do not know that job.", "there is no style long"),
    ("replies.tsv", "name\tfull\tYour name is {name}.", "lacks {user}"),
    ("fillers.tsv", "middle\tWell.", "there is no place middle"),
    ("tasks.tsv", "wash\ta sponge\tno\tthe car", "\"wash\" lacks {object}"),
    ("tasks.tsv", "wash {object}\ta sponge\tmaybe\tthe car", "the harm is maybe. Write yes or no."),
    ("tasks.tsv", "wash {object}\ta sponge\tno\tthing 3", "\"wash thing 3\" is there twice"),
    ("talk.tsv", "greeting\tuser\tcurt\tHi.", "there is no use curt for user"),
    ("talk.tsv", "greeting\tassistant\tfull\tHi. You there.", "is more than one sentence"),
  ]) func aRowIsWrong(file: String, line: String, what: String) {
    let rows = Tables.tiny[file]!.split(separator: "\n").count
    let found = added(line, to: file)
    #expect(found.hasPrefix("\(file), line \(rows + 1): ") && found.contains(what), "\(found)")
  }

  @Test func somethingIsMissing() {
    #expect(message("callers.tsv", nil).hasPrefix("callers.tsv: the table cannot be opened."))
    #expect(message("callers.tsv", "who\nTom\n").contains("They must be name."))
    #expect(added("praise\tuser\ttraining\tWell done.", to: "talk.tsv").hasPrefix("talk.tsv: praise lacks"))
    #expect(
      message("replies.tsv", "about\tstyle\ttext\nunknown\tcurt\tWho knows.\n").hasPrefix(
        "replies.tsv: there is no curt reply about harmful."))
    #expect(message("fillers.tsv", "place\ttext\nbefore\tWell.\n").contains("too few sentences"))
    #expect(
      message("tasks.tsv", "task\ttool\tharm\tobjects\nwash {object}\ta sponge\tno\tthe car\n").hasPrefix(
        "tasks.tsv: all tasks are harmless."))
    #expect(
      message("requests.tsv", "kind\tuse\ttext\nquestion\tlater\t{question}\n").hasPrefix(
        "requests.tsv: there is no introduction for training."))
  }
}
