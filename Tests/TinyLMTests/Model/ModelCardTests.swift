// The text of a model card, whole.

import Testing
import TinyLM

@Suite struct ModelCardTests {
  @Test func theWholeText() {
    let card = ModelCard(
      name: "Tiny", license: "mit", sections: [("What it is", "A small model."), ("Limits", "Many.")],
      numbers: [("loss, nats", "1.25"), ("a | b", "2")])
    #expect(
      card.markdown == """
        ---
        language: "en"
        license: "mit"
        library_name: transformers
        pipeline_tag: text-generation
        model_name: "Tiny"
        ---

        # Tiny

        ## What it is

        A small model.

        ## Limits

        Many.

        ## Measured

        | what | value |
        |---|---|
        | loss, nats | 1.25 |
        | a \\| b | 2 |

        """)
  }

  @Test func aNameCannotLeaveItsLine() {
    let card = ModelCard(name: "a\"\nlicense: x", sections: [], numbers: [])
    #expect(card.markdown.contains("model_name: \"a\\\" license: x\"\n"))
    #expect(!card.markdown.contains("Measured"))
  }
}
