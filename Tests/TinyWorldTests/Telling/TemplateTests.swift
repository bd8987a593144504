import Testing

@testable import TinyWorld

@Suite struct TemplateTests {
  private func template(_ text: String) throws -> Template {
    let slots: [String: Slot] = [
      "animal": Slot(.thing(kind: 0)), "a animal": Slot(.thing(kind: 0), .indefinite), "name": Slot(.name),
      "animals": Slot(.thing(kind: 0), .plural),
    ]
    return try Template(text, slots: { slots[$0] }) {
      WorldProblem(file: "f.tsv", line: 7, what: $0, need: $1)
    }
  }

  /// All texts that hundred draws give, and how often.
  private func drawn(_ text: String, count: Int = 400, isMany: Bool = false) throws -> [String: Int] {
    let template = try template(text)
    var dice = Dice(source: Words(state: 3))
    return (0..<count).reduce(into: [:]) { texts, _ in
      texts[dice.write(template.pieces, isMany: isMany) { slot, _ in "<\(slot.form)>" }, default: 0] += 1
    }
  }

  @Test func aChoiceIsOneOfSeveral() throws {
    #expect(try Set(drawn("a [b|c|] d").keys) == ["a b d", "a c d", "a  d"])
  }

  @Test func anAlternativeWrittenTwiceComesTwiceAsOften() throws {
    let texts = try drawn("[a|b|a]", count: 3_000)
    #expect(texts.count == 2 && abs(Double(texts["a"]!) / 3_000 - 2.0 / 3) < 0.03)
  }

  @Test func theNatsAreThoseOfTheWeights() throws {
    let template = try template("[a|b|a]")
    var dice = Dice(source: FirstChoice())
    #expect(dice.write(template.pieces) { _, _ in "" } == "a")
    #expect(abs(dice.nats - 0.405465108108164) < 1e-12)  // ln(3 / 2)
  }

  @Test func choicesNest() throws {
    #expect(try Set(drawn("[a [b|c]|d [e|[f|g]]]").keys) == ["a b", "a c", "d e", "d f", "d g"])
  }

  @Test func aSlotHasAForm() throws {
    #expect(try drawn("{animal} {a animal} {animals}").keys.first == "<plain> <indefinite> <plural>")
  }

  @Test func theVerbAgrees() throws {
    #expect(try drawn("{animals} (is|are) here").keys.first == "<plural> is here")
    #expect(try drawn("{animals} (is|are) here", isMany: true).keys.first == "<plural> are here")
    #expect(try drawn("it [(is|are)|(has|have)] it", isMany: true).count == 2)
  }

  @Test func anOrdinaryParenthesisStays() throws {
    #expect(try drawn("so (it is)").keys.first == "so (it is)")
  }

  @Test func slotsOfAllChoicesCount() throws {
    #expect(try template("[{animal}|[{name}|x]]").slots.count == 2)
    #expect(try template("[{animal}|x]").alwaysHas(.thing(kind: 0)) == false)
    #expect(try template("[{animal}|the {animals}]").alwaysHas(.thing(kind: 0)))
  }

  @Test func aTemplateFillsASlotOfAnother() throws {
    let frame = Template(text: "tell me {x}", pieces: [.literal("tell me "), .slot(Slot(.other("x")))])
    let filled = frame.filling(["x": try template("[who|what] it is")])
    #expect(filled.text == "tell me [who|what] it is" && filled.hasChoices)
  }

  @Test(arguments: [
    ("a [b|c", "a [ is not closed in \"a [b|c\". Write [one|other]."),
    ("a [b|[c]", "a [ is not closed in \"a [b|[c]\". Write [one|other]."),
    ("a b] c", "a ] too many in \"a b] c\". Open it first, or take it out."),
    ("a b} c", "a } too many in \"a b} c\". Open it first, or take it out."),
    ("a {animal", "a { is not closed in \"a {animal\". Write slots as {name}."),
    ("a {zebra}", "there is no slot {zebra}. Use a column of a table, {name}, {friend} or {he}."),
    ("a {}", "there is no slot {}. Use a column of a table, {name}, {friend} or {he}."),
  ]) func aSlipIsNamed(text: String, what: String) {
    let problem = #expect(throws: WorldProblem.self) { try template(text) }
    #expect(problem.map { "\($0)" } == "f.tsv, line 7: \(what)")
  }
}
