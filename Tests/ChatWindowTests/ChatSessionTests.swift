import Testing
import TinyLM
import TinyTensor
@testable import ChatWindow
@Suite struct ChatSessionTests {
  @Test func x() {
    var s = Talking.session()
    for l in ["hello", "/why", "/why 99", "/tokens", "/raw", "/compare", "/set", "/set topk 5","/set temprature 3", "/hlep", "/help", "/retry", "/undo", "/undo", "/system be kind", "who <|assistant|> x", "/raw", "/model base", "a long", "/model bsae", "/model", "/system", "no~", "/save /nonexistent/x.md", "/", "/bye"] {
      print("you> " + l); print(s.text(after: l), terminator: "")
    }
    print(s.transcript)
  }
}
