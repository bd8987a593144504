// A warning where this processor lacks an instruction. Every product of this library is a fused multiply-add,
// a * b + c rounded once. Nearly all x86 processors since 2013 have an instruction for it, and all 64-bit Arm ones;
// without it each one is a call.
// Leaves out a program built for instructions that this processor lacks: it is stopped before it could say a word.

/// A warning about the processor, to be given before something slow begins.
public enum Processor {
  /// A sentence for a person whose training would take hours instead of minutes; `nil` if all is well.
  public static var warning: String? { warning(nanoseconds: RegisterTile.trial.nanoseconds) }

  /// The warning for a multiply-add that takes so long.
  ///
  /// With the instruction it takes 0.01 to 0.1 nanoseconds, as a call about 2, and many more where the call computes it
  /// piece by piece. It is measured, because the answer hangs on the processor and on the build.
  static func warning(nanoseconds: Double) -> String? {
    #if arch(x86_64)
      guard nanoseconds > 0.4 else { return nil }
      return """
        This program seems to run without fused multiply-add instructions, so training may take 60 times as long as the \
        book says. If TINY_CPU is set, unset it and build again; otherwise use a computer whose processor has them.
        """
    #else
      return nil
    #endif
  }
}
