import Testing

@testable import TinyWorld

@Suite struct TalkBookTests {
  let talk = Tables.world.talkBook

  @Test func everyGroupIsComplete() {
    for group in talk.groups {
      #expect(group.answers.keys.count == 2 && group.lines.contains(where: \.isForTraining), "\(group.name)")
    }
  }

  @Test func everySentenceOfTheAssistantIsReadAgain() {
    let world = Tables.world
    for group in talk.groups {
      for answer in group.answers.values {
        #expect(world.meanings(of: answer, invented: nil).allSatisfy { !$0.isEmpty }, "\(answer)")
      }
    }
  }

  @Test func myIsYours() {
    #expect("wash my bike".saidToUser == "wash your bike" && "wash your bike".saidByUser == "wash my bike")
    #expect("hurt myself at school".saidToUser == "hurt yourself at school")
    #expect("the enemy".saidToUser == "the enemy")
  }

  @Test(arguments: [
    ("groups.tsv", "new\tmany\t-", "the weight is many. Write a whole number above 0"),
    ("groups.tsv", "new\t0\t-", "the weight is 0"), ("groups.tsv", "hello\t1\t-", "hello is there twice"),
    ("talk.tsv", "zebra\tuser\ttraining\thi", "there is no group zebra. Name it in groups.tsv"),
    ("talk.tsv", "hello\tuser\tcurt\thi", "there is no use curt. Write training or later"),
    ("talk.tsv", "hello\tzebra\tcurt\thi", "there is no use curt for zebra"),
    ("talk.tsv", "hello\tassistant\ttraining\tHi.", "there is no use training for assistant"),
    ("talk.tsv", "hello\tassistant\tfull\tHi there.", "is there already. Keep one of the two"),
    ("talk.tsv", "hello\tassistant\tfull\t[Hi|Hello].", "has choices or slots"),
    ("talk.tsv", "hello\tuser\ttraining\thi {zebra}", "there is no slot {zebra}"),
    ("unknown.tsv", "outside\tnever\twho", "there is no use never"),
    ("unknown.tsv", "outside\ttraining\twho made {zebras}", "there is no slot {zebras}"),
    ("making.tsv", "joke\tzebra\tfull\tHaha.", "there is no speaker zebra. Use one of assistant, user"),
    ("making.tsv", "joke\tuser\tfull\ta joke", "there is no use full"),
    ("making.tsv", "count\tuser\ttraining\tcount", "\"count\" lacks a slot. Put {n} where it belongs"),
    ("making.tsv", "list\tuser\ttraining\tname [three|some {list}]", "lacks a slot. Put {list}"),
    ("making.tsv", "list\tuser\ttraining\tname three {lists", "a { is not closed"),
    ("lists.tsv", "pets\tThree pets are [a|the] dog.", "has choices or slots"),
    (
      "replies.tsv", "unknown\tlong\tI do not know.",
      "there is no style long. Write curt, full, user or userLater"
    ),
    ("replies.tsv", "unknown\tfull\tI do not know.", "the reply about unknown has two wordings"),
    ("replies.tsv", "job\tfull\tI do not know [that|this] job.", "the reply about job has two wordings"),
    ("replies.tsv", "introduction\tcurt\tHello.", "\"Hello.\" lacks a slot. Put {user}"),
    ("replies.tsv", "introduction\tuser\ti am here", "lacks a slot. Put {user}"),
    (
      "replies.tsv", "weather\tuser\tis it cold",
      "there is no question about weather. Use one of introduction, name"
    ),
    ("asking.tsv", "middle\ttraining\twell", "there is no place middle. Use one of about, closer"),
    ("asking.tsv", "lead\ttraining\ttell me", "\"tell me\" lacks a slot. Put {clause}"),
    ("asking.tsv", "phrase\tnever\tgive me {phrase}", "there is no use never"),
    ("asking.tsv", "compare\tlater\tis {x} big", "lacks a slot. Put {y}"),
    ("fillers.tsv", "middle\tWell.", "there is no place middle. Write before or after"),
    ("fillers.tsv", "after\tThat [is|was] all.", "has choices or slots"),
    ("tasks.tsv", "wash\ta sponge\tno\tthe car", "\"wash\" lacks {object}"),
    ("tasks.tsv", "wash {object}\ta sponge\tmaybe\tthe car", "the harm is maybe. Write yes or no"),
    ("tasks.tsv", "wash {object}\t-\tno\tthe car", "it needs nothing. Write what is needed"),
    ("tasks.tsv", "mend1 {object}\ta sponge\tno\tthe box", "\"mend1 the box\" is there twice"),
    ("callers.tsv", "Kate", "Kate is also in line 2. Keep one of the two"),
  ]) func aRowIsWrong(file: String, row: String, what: String) {
    let message = Tables.message(file, adding: row)
    #expect(
      message.text.hasPrefix("\(file), line \(message.line): ") && message.text.contains(what), "\(message)")
  }

  @Test func aGroupComesAfterNothingKnown() {
    let text = Tables.tiny["groups.tsv"]!.replacing("1\tharmful", with: "1\tharmful,zebra")
    #expect(Tables.message("groups.tsv", text).hasPrefix("groups.tsv, line 4: there is no group zebra."))
  }

  /// A table without the rows that begin so.
  @Test(arguments: [
    ("talk.tsv", "thanks\tassistant\tcurt", "thanks lacks sentences"),
    ("talk.tsv", "thanks\tuser\ttraining", "thanks lacks sentences"),
    ("unknown.tsv", "outside\ttraining", "outside has no line for training"),
    ("making.tsv", "joke\tuser", "nobody asks for a joke"),
    ("making.tsv", "joke\tassistant", "nobody makes a joke"),
    ("making.tsv", "count", "nobody asks for a count"),
    ("replies.tsv", "harmful\tfull", "there is no full reply about harmful"),
    ("replies.tsv", "introduction\tuser", "nobody tells or asks a name"),
    ("asking.tsv", "lead", "there is no lead for training"),
    ("fillers.tsv", "after\tThat", "too few sentences"),
    ("tasks.tsv", "mend", "all tasks are harmful"),
  ]) func aTableSaysTooLittle(file: String, beginning: String, what: String) {
    let rows = Tables.tiny[file]!.split(separator: "\n").filter { !$0.hasPrefix(beginning) }
    let message = Tables.message(file, rows.joined(separator: "\n") + "\n")
    #expect(message.hasPrefix("\(file): \(what)"), "\(message)")
  }
}
