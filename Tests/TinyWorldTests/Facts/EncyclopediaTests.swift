import Testing

@testable import TinyWorld

@Suite struct EncyclopediaTests {
  let world = Tables.world

  /// Written here from general knowledge, without looking at the tables.
  @Test(arguments: [
    ("capital", "France", "Paris"), ("capital", "Japan", "Tokyo"), ("capital", "Kenya", "Nairobi"),
    ("capital", "Australia", "Canberra"), ("continent", "Brazil", "South America"),
    ("continent", "Nigeria", "Africa"), ("continent", "India", "Asia"), ("language", "Mexico", "Spanish"),
    ("language", "Austria", "German"), ("sound", "cow", "moo"), ("sound", "duck", "quack"),
    ("legs", "spider", "eight"), ("legs", "horse", "four"), ("legs", "ant", "six"),
    ("home", "bee", "in a hive"),
    ("group", "frog", "amphibian"), ("group", "whale", "mammal"), ("young", "cat", "kitten"),
    ("colour", "bananas", "yellow"), ("taste", "lemons", "sour"), ("sort", "carrots", "vegetable"),
    ("tool", "carpenter", "saw"), ("place", "astronaut", "in space"), ("opposite", "hot", "cold"),
    ("opposite", "cold", "hot"), ("after", "Monday", "Tuesday"), ("after", "December", "January"),
    ("before", "Monday", "Sunday"), ("before", "one", "zero"), ("judgement", "tell a lie", "wrong"),
    ("tint", "snow", "white"), ("count", "days in a week", "seven"), ("need", "wash the car", "a sponge"),
    ("conduct", "poison a cat", "wrong"), ("sum", "3 plus 4", "7"), ("sum", "0 plus 0", "0"),
    ("difference", "9 minus 2", "7"),
  ]) func knowsWhatEverybodyKnows(relation: String, thing: String, answer: String) {
    #expect(world.answer(to: relation, of: thing) == answer)
  }

  @Test func knowsNothingOfThingsThatDoNotExist() {
    #expect(world.answer(to: "capital", of: "Zorvia") == nil)
    #expect(world.answer(to: "difference", of: "2 minus 3") == nil)
  }

  @Test func noFactIsThereTwice() {
    var answers: [[String]: String] = [:]
    for fact in world.facts {
      let known = answers.updateValue(fact.answer, forKey: [fact.relation, fact.subject])
      #expect(known == nil, "\(fact) was already \(known ?? "")")
    }
    #expect(answers.count > 1_500)
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

  @Test func sumsAreComplete() {
    for a in 0...10 {
      for b in 0...10 - a { #expect(world.answer(to: "sum", of: "\(a) plus \(b)") == "\(a + b)") }
    }
    #expect(world.facts.count { $0.relation == "sum" } == 66)
  }

  @Test func differencesAreComplete() {
    for a in 0...10 {
      for b in 0...a { #expect(world.answer(to: "difference", of: "\(a) minus \(b)") == "\(a - b)") }
    }
    #expect(world.facts.count { $0.relation == "difference" } == 66)
  }

  /// A sentence about both would tell two facts, of which one may be held out.
  @Test func noTaskIsADeed() {
    #expect(Set(world.things(of: "task")).isDisjoint(with: world.things(of: "deed")))
  }

  @Test func whatHasAFactOfOneKindHasNumberedFacts() {
    for relation in world.encyclopedia.relations {
      for fact in relation.facts {
        let thing = world.encyclopedia.thingOfFact[fact]
        #expect(relation.factOfThing[thing] == fact)
        #expect(relation.answers[relation.answerOfThing[thing]!] == world.facts[fact].answer)
      }
    }
  }

  @Test(arguments: [
    ("countries.tsv", "France\tRome", "France is also in line 2. Keep one of the two."),
    ("opposites.tsv", "warm\tcold", "cold is also in line 2. Keep one of the two."),
    ("opposites.tsv", "odd\t-", "\"-\" is no thing. Write its name, or leave the row out."),
    ("animals.tsv", "-\tmoo\tfour", "\"-\" is no thing. Write its name, or leave the row out."),
  ]) func aRowIsWrong(file: String, row: String, what: String) {
    let message = Tables.message(file, adding: row)
    #expect(message.text == "\(file), line \(message.line): \(what)")
  }

  @Test(arguments: [
    ("foods.tsv", "food\ttool\nmilk\tglass\n", "the column tool is also in another table. Rename it."),
    ("jobs.tsv", "job\tname\ncook\tpan\n", "{name} has another meaning. Rename the column."),
    ("jobs.tsv", "job\tjob\ncook\tpan\n", "two columns are called job. Rename one."),
    (
      "opposites.tsv", "word\topposite\tother\nhot\tcold\twarm\n",
      "3 columns cannot be read in both directions. Use two."
    ),
  ]) func theHeadIsWrong(file: String, text: String, what: String) {
    let message = Tables.message(file, text)
    #expect(
      message == "\(file), line 1: \(what)" || file == "foods.tsv" && message.hasSuffix(what), "\(message)")
  }
}
