import Testing
import TinyWorld

@Suite struct PlainTableTests {
  /// What the message says for a changed table.
  private func message(_ file: String, _ text: String?) -> String {
    do {
      _ = try Tables.world(replacing: [file: text])
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func theTinyWorldIsWhole() throws {
    #expect(try Tables.world().answer(to: "capital", of: "Italy") == "Rome")
  }

  @Test func aTableIsMissing() {
    #expect(
      message("jobs.tsv", nil)
        == "jobs.tsv: the table cannot be opened. It belongs in the folder assets/world.")
  }

  @Test func aTableIsEmpty() {
    #expect(message("jobs.tsv", "# nothing\n").hasPrefix("jobs.tsv: the table has no rows."))
  }

  @Test func aCellIsMissing() {
    #expect(
      message("countries.tsv", "country\tcapital\n# a comment counts as a line\nFrance\tParis\nItaly\n")
        == "countries.tsv, line 4: 1 filled cells for 2 columns. "
        + "Put one tab between two cells, and \"-\" where there is no fact."
    )
  }

  @Test func aThingIsToldTwice() {
    #expect(
      message("countries.tsv", "country\tcapital\nFrance\tParis\nFrance\tRome\n")
        == "countries.tsv, line 3: France is also in line 2. Keep one of the two.")
    #expect(
      message("opposites.tsv", "word\topposite\nhot\tcold\nwarm\tcold\n").hasPrefix(
        "opposites.tsv, line 3: cold is"))
  }

  @Test func aColumnIsInTwoTables() {
    #expect(
      message("foods.tsv", "food\ttool\nmilk\tglass\n").contains("the column tool is also in another table"))
  }

  @Test func aWordingIsWrong() {
    func wording(_ line: String) -> String { message("wordings.tsv", "relation\tform\ttext\n\(line)\n") }
    #expect(
      wording("weather\tstatement\tIt rains.").hasPrefix(
        "wordings.tsv, line 2: there is no relation weather."))
    #expect(
      wording("sound\tsong\tThe {animal} goes {sound}.").hasPrefix(
        "wordings.tsv, line 2: there is no form song."))
    #expect(
      wording("sound\tstatement\tThe {anmal} goes {sound}.").contains("line 2: there is no slot {anmal}."))
    #expect(wording("sound\tstatement\tThe {animal goes {sound}.").contains("line 2: a { is not closed"))
    #expect(
      wording("sound\tstatement\tThe {animal} sings.").contains(
        "line 2: \"The {animal} sings.\" does not tell"))
    #expect(
      wording("sound\tstatement\t{animal} goes {sound}.").contains(
        "line 2: \"{animal} goes {sound}.\" begins with a slot"))
    #expect(
      wording("sound\tstatement\tThe {animal} goes {sound}.").hasPrefix(
        "wordings.tsv: capital has 0 wordings"))
  }

  @Test func aStoryIsWrong() {
    #expect(
      message("stories.tsv", "kind\ttext\nstory\tThe {animal} saw {country}.\n").hasPrefix(
        "stories.tsv, line 2: the story tells about 2 kinds of things."))
  }

  @Test func aTableIsTooShortToTellAnything() {
    #expect(
      message("foods.tsv", "food\tcolour\nmilk\twhite\n").contains(
        "is left for 1 facts. A list needs at least two"))
    #expect(
      message("stories.tsv", "kind\ttext\nstory\tThe {animal} ran.\n").hasPrefix(
        "stories.tsv: a kind of story is missing."))
  }

  @Test func columnsAreWrong() {
    #expect(
      message("names.tsv", "who\the\nTom\the\n")
        == "names.tsv: the columns are who, he. They must be name, he.")
  }
}
