import Testing
import TinyWorld

@Suite struct WorldTests {
  let world = try! World(tables: Tables.book)

  /// Written here from general knowledge, without looking at the tables.
  @Test(arguments: [
    ("capital", "France", "Paris"), ("capital", "Japan", "Tokyo"), ("capital", "Kenya", "Nairobi"),
    ("capital", "Australia", "Canberra"), ("capital", "Turkey", "Ankara"),
    ("continent", "Brazil", "South America"),
    ("continent", "Nigeria", "Africa"), ("continent", "India", "Asia"), ("continent", "Norway", "Europe"),
    ("language", "Mexico", "Spanish"), ("language", "Austria", "German"), ("language", "Egypt", "Arabic"),
    ("sound", "cow", "moo"), ("sound", "duck", "quack"), ("legs", "spider", "eight"),
    ("legs", "horse", "four"),
    ("legs", "ant", "six"), ("home", "bee", "hive"), ("home", "spider", "web"), ("meal", "panda", "bamboo"),
    ("group", "frog", "amphibian"), ("group", "whale", "mammal"), ("group", "penguin", "bird"),
    ("young", "cat", "kitten"), ("young", "sheep", "lamb"), ("young", "kangaroo", "joey"),
    ("colour", "bananas", "yellow"), ("colour", "spinach", "green"), ("taste", "lemons", "sour"),
    ("taste", "salt", "salty"), ("sort", "carrots", "vegetable"), ("sort", "strawberries", "fruit"),
    ("tool", "carpenter", "saw"), ("tool", "surgeon", "scalpel"), ("place", "teacher", "school"),
    ("place", "judge", "court"), ("opposite", "hot", "cold"), ("opposite", "cold", "hot"),
    ("after", "Monday", "Tuesday"), ("after", "December", "January"), ("after", "seven", "eight"),
    ("before", "Monday", "Sunday"), ("before", "one", "zero"), ("judgement", "told a lie", "wrong"),
    ("judgement", "helped an old man", "right"), ("sum", "three plus four", "seven"),
    ("sum", "zero plus zero", "zero"),
  ]) func knowsWhatEverybodyKnows(relation: String, thing: String, answer: String) {
    #expect(world.answer(to: relation, of: thing) == answer)
  }

  @Test func knowsNothingOfThingsThatDoNotExist() {
    #expect(world.answer(to: "capital", of: "Zorvia") == nil)
    #expect(world.answer(to: "after", of: "twenty") == nil)
  }

  @Test func noFactContradictsAnother() {
    var answers: [[String]: String] = [:]
    for fact in world.facts {
      let known = answers.updateValue(fact.answer, forKey: [fact.relation, fact.subject])
      #expect(known == nil, "\(fact) was already \(known ?? "")")
    }
    #expect(answers.count > 1_000)
  }

  @Test func whatIsMirroredAgrees() {
    for fact in world.facts where fact.relation == "opposite" {
      #expect(world.answer(to: "opposite", of: fact.answer) == fact.subject)
    }
    for fact in world.facts where fact.relation == "after" {
      let back = world.answer(to: "before", of: fact.answer)
      #expect(back == nil || back == fact.subject)
    }
  }

  @Test func sumsAreSums() {
    let words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    let sums = world.facts.filter { $0.relation == "sum" }
    for sum in sums {
      let parts = sum.subject.components(separatedBy: " plus ").compactMap(words.firstIndex(of:))
      #expect(parts.count == 2 && words[parts[0] + parts[1]] == sum.answer)
    }
    #expect(sums.count == 64)
  }

  @Test func aThirdOfTheThingsIsNeverAsked() {
    for kind in world.kinds {
      let things = world.things(of: kind)
      let never = things.count { !world.isAsked($0, kind: kind) }
      #expect(abs(Double(never) - Double(things.count) * 0.3) <= 1, "\(kind)")
    }
  }

  @Test func ofAPairOfOppositesBothOrNoneIsAsked() {
    // Who has been asked for the opposite of hot has been told that of cold.
    for fact in world.facts where fact.relation == "opposite" {
      #expect(world.isAsked(fact) == world.isAsked(fact.answer, kind: "word"), "\(fact)")
    }
  }

  @Test func questionsAreAnsweredInAWordOrInASentence() {
    var generator = Words(state: 5)
    let quizzes = (0..<2000).map { _ in world.document(using: &generator) }.filter(\.kind.asks)
    let answers = quizzes.compactMap { $0.text.components(separatedBy: "Answer: ").dropFirst().first }
    let words = answers.map { $0.prefix { $0 != "." }.split(separator: " ").count }
    #expect(words.contains { $0 == 1 } && words.contains { $0 >= 5 })
  }

  @Test func chatQuestionsAskAboutAnyThing() {
    #expect(world.chatQuestion("capital", about: "Zorvia", wording: 0) == "What is the capital of Zorvia?")
    #expect(world.relations.allSatisfy { world.chatWordings(of: $0).count == 3 })
  }
}
