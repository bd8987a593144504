// The Markdown of a conversation.

import Testing

@testable import ChatWindow

@Suite struct TranscriptTests {
  @Test func allThatWasSaidAndNotTakenBack() {
    var session = Talking.session()
    #expect(
      session.transcript == """
        # A chat with TinyChat

        Written by small language models: what they say may be wrong.

        """)
    for line in ["/system be kind", "no", "/undo", "<b>|who<b>", "/model base", "you"] {
      session.text(after: line)
    }
    #expect(
      session.transcript == """
        # A chat with TinyChat

        Written by small language models: what they say may be wrong.

        Before the first message: be kind

        **You:** \\<b\\>\\|who\\<b\\>

        **sft** (temperature 0.7): VAZmA.  A

        **You:** you

        **base** (temperature 0.7): X0?Z\\<\\|end\\|\\>qKmZXZQ

        """)
  }
}
