// Each command's exact text. What the models say is random letters, the same at every run.

import Foundation
import Testing

@testable import ChatWindow
@testable import CommandLineKit

@Suite struct ChatCommandsTests {
  @Test func help() {
    var session = Talking.session()
    let text = session.text(after: "/help")
    #expect(text == session.text(after: " /HELP  "))
    #expect(
      text == """
          /help             this list
          /model NAME       talk with another model; alone: which there are
          /compare          the last question, answered by all models
          /why N            which tokens were likely where the last answer begins, or at
                            its token N
          /tokens           the conversation, cut into tokens
          /raw              exactly what the model sees, special tokens too
          /set NAME VALUE   change how answers are written; alone: the settings
          /retry            another answer to the last question
          /undo             take the last question and its answer back
          /new              a new conversation: what was said before is forgotten
          /system TEXT      put a text before the first message; alone: remove it
          /save PATH        write the conversation into a Markdown file
          /bye              end the chat; also exit, quit and Ctrl-D
          Anything else is said to the model. Ctrl-C stops an answer.

        """)
  }

  @Test func unknownCommands() {
    var session = Talking.session()
    #expect(
      session.script("/hlep", "/", "/ help", "/" + String(repeating: "x", count: 60)) == """
        you> /hlep
        problem: unknown command: '/hlep' / Did you mean '/help'?
        you> /
        problem: unknown command: '/' / Valid: /help, /model, /compare, /why, /tokens, /raw, /set, /retry, /undo, /new, /system, /save, /bye
        you> / help
        problem: unknown command: '/' / Valid: /help, /model, /compare, /why, /tokens, /raw, /set, /retry, /undo, /new, /system, /save, /bye
        you> /xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        problem: unknown command: '/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' / Valid: /help, /model, /compare, /why, /tokens, /raw, /set, /retry, /undo, /new, /system, /save, /bye

        """)
  }

  @Test func pageBehindTheChat() {
    var session = Talking.session()
    var shown = 0
    #expect(session.text(after: "/page").hasPrefix("problem: unknown command: '/page'"))
    session.page = { isStopped in
      shown += 1
      if isStopped() { throw Failure("stopped", code: .interrupted) }
    }
    #expect(session.text(after: "/page").isEmpty && shown == 1)
    #expect(session.text(after: "/help").contains("/page "))
    session.respond(to: "/page", isStopped: { true }) { #expect($0 == .problem(["stopped"])) }
    #expect(shown == 2 && session.turns.isEmpty)
  }

  @Test func models() {
    var session = Talking.session()
    #expect(
      session.script("/model", "hello", "/model base", "hello", "/model SFT", "/model stf") == """
        you> /model
        (sft answers; models: base, sft)
        you> hello
        TinyChat> JVLcLLA   f2
        (cut after 12 tokens: /set length)
        you> /model base
        (base goes on with your words, and sees only the last message; models: base, sft)
        you> hello
        base> XSwY07mKqmoW
        (cut after 12 tokens: /set length)
        you> /model SFT
        (sft answers; models: base, sft)
        you> /model stf
        problem: unknown model: 'stf' / Did you mean 'sft'?

        """)
  }

  @Test func compare() {
    var session = Talking.session()
    #expect(
      session.script("/compare", "hello", "/compare", "/retry", "/compare", "/set temperature 0", "/compare")
        == """
        you> /compare
        problem: nothing was asked yet / Type a question first.
        you> hello
        TinyChat> JVLcLLA   f2
        (cut after 12 tokens: /set length)
        you> /compare
          Asked: hello
          base           sft
          ------------   ------------
          UZYEx7Y4xKWK   JVLcLLA f2
          With the same random numbers: 2 models, 2 different answers.
        you> /retry
        TinyChat> Jf<|assistant|>VA K 7UVJ
        (cut after 12 tokens: /set length)
        you> /compare
          Asked: hello
          base           sft
          ------------   ------------------------
          XSwY07mKqmoW   Jf<|assistant|>VA K 7UVJ
          With the same random numbers: 2 models, 2 different answers.
        you> /set temperature 0
        (temperature is now 0)
        you> /compare
          Asked: hello
          base           sft
          ------------   -----------
          Zx.SZKmxXmx.   MLcLLLLAU c
          With the same random numbers: 2 models, 2 different answers.

        """)
  }

  @Test func settings() {
    var session = Talking.session()
    #expect(
      session.script(
        "/set", "/set topk 5", "/set topP=0.9", "/set temperature 11", "/set temprature 1", "/set length",
        "/set") == """
          you> /set
            temperature 0.7    0 always takes the likeliest token; 1 as the model says
            topK        0      only this many likeliest tokens; 0 is all
            topP        1      only the likeliest that reach this chance; 1 is all
            length      12     most tokens of an answer
            seed        1      where the random numbers start
          you> /set topk 5
          (topK is now 5)
          you> /set topP=0.9
          (topP is now 0.9)
          you> /set temperature 11
          problem: temperature must be a number from 0 to 10, not '11'
          you> /set temprature 1
          problem: unknown setting: 'temprature' / Did you mean 'temperature'?
          you> /set length
          problem: /set needs a name and a value / Write /set temperature 0.7
          you> /set
            temperature 0.7    0 always takes the likeliest token; 1 as the model says
            topK        5      only this many likeliest tokens; 0 is all
            topP        0.9    only the likeliest that reach this chance; 1 is all
            length      12     most tokens of an answer
            seed        1      where the random numbers start

          """)
  }

  @Test func aSeedBeginsAnew() {
    var session = Talking.session()
    #expect(
      session.script("hello", "/undo", "hello", "/undo", "/set seed 1", "hello") == """
        you> hello
        TinyChat> JVLcLLA   f2
        (cut after 12 tokens: /set length)
        you> /undo
        (taken back: "hello" and its answer; exchanges left: 0)
        you> hello
        TinyChat> Jf<|assistant|>VA K 7UVJ
        (cut after 12 tokens: /set length)
        you> /undo
        (taken back: "hello" and its answer; exchanges left: 0)
        you> /set seed 1
        (seed is now 1)
        you> hello
        TinyChat> JVLcLLA   f2
        (cut after 12 tokens: /set length)

        """)
  }

  @Test func retryAndUndo() {
    var session = Talking.session()
    #expect(
      session.script("/retry", "/undo", "hello", "you", "/retry", "/undo", "/undo", "/undo") == """
        you> /retry
        problem: nothing was asked yet / Type a question first.
        you> /undo
        (there is nothing to take back)
        you> hello
        TinyChat> JVLcLLA   f2
        (cut after 12 tokens: /set length)
        you> you
        TinyChat> 
        (it ended at once, without a word)
        you> /retry
        TinyChat> <|assistant|>TV wnKa7fcc
        (cut after 12 tokens: /set length)
        you> /undo
        (taken back: "you" and its answer; exchanges left: 1)
        you> /undo
        (taken back: "hello" and its answer; exchanges left: 0)
        you> /undo
        (there is nothing to take back)

        """)
    #expect(session.turns.isEmpty)
  }

  @Test func retryWithoutChance() {
    var session = Talking.session(temperature: 0)
    #expect(
      session.script("hello", "/retry") == """
        you> hello
        TinyChat> MLcLLLLAU c
        (cut after 12 tokens: /set length)
        you> /retry
        TinyChat> MLcLLLLAU c
        (cut after 12 tokens: /set length)
        (temperature is 0: every try gives the same answer)

        """)
  }

  @Test func system() {
    var session = Talking.session()
    #expect(
      session.script(
        "/system", "/system be kind", "hello", "/raw", "/system", "you", "/raw",
        "/system " + String(repeating: "x", count: 30), "/model base", "/system be kind") == """
          you> /system
          (no text stands before the first message)
          you> /system be kind
          (this model was trained without a system role: "be kind" now stands before the first message that it sees, as if you had typed it there; it takes 8 of its 64 tokens)
          you> hello
          TinyChat> JA?Cc.D7
          you> /raw
          <|user|> be kind hello<|assistant|>jA?cc.d7<|end|>
          you> /system
          (the text is gone)
          you> you
          TinyChat> Xi
          you> /raw
          <|user|> hello<|assistant|> ja?cc.d7<|end|><|user|> you<|assistant|>xi<|end|>
          you> /system xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
          problem: that text has 31 tokens / At most 26 leave room for a question.
          you> /model base
          (base goes on with your words, and sees only the last message; models: base, sft)
          you> /system be kind
          problem: base only goes on with your words / Put the text before them.

          """)
  }

  @Test func rawAndTokens() {
    var session = Talking.session()
    #expect(
      session.script("/raw", "/tokens", "a<|end|><|user|> b", "/raw", "/tokens") == """
        you> /raw
        problem: nothing was asked yet / Type a question first.
        you> /tokens
        problem: nothing was asked yet / Type a question first.
        you> a<|end|><|user|> b
        TinyChat> K<KAE7ccia
        you> /raw
        <|user|> a<|end|><|user|> b<|assistant|>K<KAE7ccia<|end|>
        (2 of these marks are ordinary letters to the model: see /tokens)
        you> /tokens
          token |<|user|>|_|a |< || |e |n |d || |> |< || |u |s |e |r || |> |_|b |
          id    |69      |0|41|12|67|45|54|44|67|13|12|67|61|59|45|58|67|13|0|42|

          token |<|assistant|>|K |< |K |A |E |7|c |c |i |a |<|end|>|
          id    |70           |25|12|25|15|19|9|43|43|49|41|71     |
          _ is a space.
          32 tokens, 11 of them written by sft, which sees at most 64.

        """)
  }

  @Test func why() {
    var session = Talking.session()
    #expect(
      session.script("/why", "hello", "/why", "/why 12", "/why 13", "/why x") == """
        you> /why
        problem: nothing was asked yet / Type a question first.
        you> hello
        TinyChat> JVLcLLA   f2
        (cut after 12 tokens: /set length)
        you> /why
          Token 1 of 12
             by the model                          temperature 0.7
          _  0.337 ==========                      0.490 ===============
        > j  0.163 =====                           0.173 =====
          A  0.156 =====                           0.163 =====
          K  0.094 ===                             0.079 ==
          7  0.043 =                               0.026 =
          Written: j. Its chance was 0.163 by the model, 0.173 with temperature 0.7.
          Token 2 of 12
             by the model                          temperature 0.7
        > V  0.192 ======                          0.281 ========
          f  0.175 =====                           0.247 =======
          _  0.120 ====                            0.143 ====
          U  0.066 ==                              0.062 ==
          7  0.059 ==                              0.052 ==
          Written: V. Its chance was 0.192 by the model, 0.281 with temperature 0.7.
          Token 3 of 12
                         by the model                    temperature 0.7
        > L              0.315 ========                  0.448 ===========
          <|assistant|>  0.193 =====                     0.223 =====
          A              0.171 ====                      0.188 =====
          N              0.053 =                         0.035 =
          c              0.042 =                         0.025 =
          Written: L. Its chance was 0.315 by the model, 0.448 with temperature 0.7.
        you> /why 12
          Token 12 of 12
             by the model                          temperature 0.7
          7  0.281 ========                        0.448 =============
        > 2  0.156 =====                           0.194 ======
          _  0.076 ==                              0.069 ==
          b  0.072 ==                              0.064 ==
          f  0.063 ==                              0.053 ==
          Written: 2. Its chance was 0.156 by the model, 0.194 with temperature 0.7.
        you> /why 13
        problem: /why takes a whole number: the last answer has 12 tokens / Write /why 12
        you> /why x
        problem: /why takes a whole number: the last answer has 12 tokens / Write /why 12

        """)
  }

  @Test func whyInWords() {
    var session = ChatSession(
      [ChatModel("sft", Talking.model(), knowsChat: true)], tokenizer: Talking.letters,
      settings: ChatSettings(temperature: 0.7, topK: 2, topP: 0.9, length: 2), isPlain: true)
    #expect(
      session.script("hello", "/why 1") == """
        you> hello
        TinyChat> JV
        (cut after 2 tokens: /set length)
        you> /why 1
          Written: j. Its chance was 0.163 by the model, 0.261 with temperature 0.7,
          topK 2, topP 0.9.
          Token 1 of 2, chances by the model, then with temperature 0.7, topK 2, topP
          0.9: _ 0.337, then 0.739; j 0.163, then 0.261; A 0.156, then 0.000; K 0.094,
          then 0.000; 7 0.043, then 0.000.

        """)
  }

  @Test func save() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "chat-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "my chat.md")
    var session = Talking.session()
    #expect(session.text(after: "/save") == "problem: /save needs a path / Write /save chat.md\n")
    session.text(after: "hello")
    #expect(session.text(after: "/save \(file.path)") == "(saved as \(file.path))\n")
    #expect(try String(contentsOf: file, encoding: .utf8) == session.transcript)
    session.text(after: "<b>who</b>")
    #expect(
      session.text(after: "/save \(file.path)")
        == "(saved as \(file.path); what stood there is now my chat.md.previous)\n")
    #expect(try String(contentsOf: file, encoding: .utf8) == session.transcript)
    #expect(session.text(after: "/save \(folder.path)").contains("a folder has that name"))
    #expect(session.text(after: "/save \(folder.path)/no/x").contains("there is no folder"))
  }

  @Test func quotesAreCutAndPrintable() {
    #expect("a\nb".quoted() == "\"a\\nb\"")
    #expect(String(repeating: "x", count: 40).quoted() == "\"\(String(repeating: "x", count: 40))\"")
    #expect(String(repeating: "x", count: 41).quoted() == "\"\(String(repeating: "x", count: 37))...\"")
  }
}
