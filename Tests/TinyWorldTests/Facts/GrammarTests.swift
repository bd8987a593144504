import Testing

@testable import TinyWorld

@Suite struct GrammarTests {
  let grammar = Tables.world.grammar

  @Test(arguments: [
    ("cow", "a cow"), ("owl", "an owl"), ("Eskimo", "an Eskimo"), ("hour", "an hour"), ("bread", "bread"),
    ("milk", "milk"), ("orange", "an orange"), ("zebra", "a zebra"), ("unicorn", "a unicorn"),
  ]) func indefinite(word: String, expected: String) { #expect(grammar.indefinite(word) == expected) }

  @Test(arguments: [
    ("cow", "cows"), ("fox", "foxes"), ("ostrich", "ostriches"), ("bus", "buses"), ("fly", "flies"),
    ("monkey", "monkeys"), ("mouse", "mice"), ("sheep", "sheep"), ("wolf", "wolves"), ("bread", "bread"),
    ("fisherman", "fishermen"), ("dish", "dishes"),
  ]) func plural(word: String, expected: String) { #expect(grammar.plural(word) == expected) }

  @Test(arguments: [
    ("cherries", "cherry"), ("bananas", "banana"), ("peaches", "peach"), ("tomatoes", "tomato"),
    ("bread", "bread"),
    ("potatoes", "potato"), ("radishes", "radish"), ("olives", "olive"), ("peas", "pea"),
  ]) func singularOfFoods(word: String, expected: String) { #expect(grammar.singular(word) == expected) }

  @Test func everyFoodInTheSingularHasItsPluralAgain() {
    for food in Tables.world.things(of: "food") where !grammar.isMass(food) {
      #expect(grammar.plural(grammar.singular(food)) == food)
    }
  }

  @Test func aSlotGivesTheFormOfItsWord() {
    let (plain, one, many) = (Slot(.user), Slot(.user, .indefinite), Slot(.user, .plural))
    #expect(grammar.form("cherries", of: plain, isFood: true) == "cherries")
    #expect(grammar.form("cherries", of: one, isFood: true) == "a cherry")
    #expect(grammar.form("cherries", of: many, isFood: true) == "cherries")
    #expect(grammar.form("bread", of: one, isFood: true) == "bread")
    #expect(grammar.form("owl", of: one, isFood: false) == "an owl")
    #expect(grammar.form("owl", of: many, isFood: false) == "owls")
  }

  @Test(arguments: [
    ("  a   cow ", "a cow"), ("who are you ?", "who are you?"), ("yes , it is .", "yes, it is."), ("", ""),
    ("3 - 2", "3 - 2"), ("now !", "now!"),
  ]) func tidied(text: String, expected: String) { #expect(text.tidied == expected) }

  @Test(arguments: [
    ("a cow", "A cow"), ("it is. so it is", "It is. So it is"), ("no! yes? well", "No! Yes? Well"),
    ("\"go,\" he says. \"no.\"", "\"Go,\" he says. \"No.\""), ("3 cows. two", "3 cows. Two"),
    ("1.5 a", "1.5 a"),
    ("one\ntwo", "One\nTwo"), ("", ""),
  ]) func sentenceCased(text: String, expected: String) { #expect(text.sentenceCased == expected) }

  @Test(arguments: [
    ("cow\tsong\tmoo", "there is no form called song. Write plural, singular, article or mass.")
  ]) func aRowIsWrong(row: String, what: String) {
    let message = Tables.message("grammar.tsv", adding: row)
    #expect(message.text == "grammar.tsv, line \(message.line): \(what)")
  }
}
