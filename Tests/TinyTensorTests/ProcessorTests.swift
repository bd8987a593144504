// What is said before a training that would take hours.

import Testing

@testable import TinyTensor

@Suite struct ProcessorTests {
  @Test func warnsOfAMultiplyAddThatIsACall() {
    #if arch(x86_64)
      #expect(Processor.warning(nanoseconds: 2)?.contains("60 times") == true)
    #else
      #expect(Processor.warning(nanoseconds: 2) == nil, "all processors of this kind have the instruction")
    #endif
    #expect(Processor.warning(nanoseconds: 0.1) == nil)
  }
}
