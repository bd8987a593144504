// swift-tools-version: 6.2
import PackageDescription

// The default `swift run` builds debug. The libraries that compute are optimised all the same, because a
// training step without optimisation is about forty times slower; the chapters stay unoptimised, so that
// an edited line is running again in a second or two.
//
// On x86-64 the compiler is also told to use this machine's vector unit. TINY_CPU chooses another one:
// `TINY_CPU=x86-64-v3` is AVX2, `TINY_CPU=x86-64-v4` is AVX-512. The digits are the same on all of them.
// `#if arch` asks for the machine that reads this file. To build for a machine of another kind, set `TINY_CPU=` (to
// nothing): then no flag is added.
var fast: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
#if arch(x86_64)
  let cpu = Context.environment["TINY_CPU"] ?? "native"
  if !cpu.isEmpty { fast.append(.unsafeFlags(["-Xcc", "-march=\(cpu)"])) }
#endif

let package = Package(
  name: "TinyChat",
  platforms: [.macOS(.v15)],
  targets: [
    // What every library of numbers or words needs: contracts that speak, and exp and log with the same digits everywhere.
    .target(name: "Basics", swiftSettings: fast),
    // Numbers that learn; knows nothing of language.
    .target(name: "TinyTensor", dependencies: ["Basics"], swiftSettings: fast),
    // A language model: tokenizer, transformer, sampler, files.
    .target(name: "TinyLM", dependencies: ["Basics", "TinyTensor"], swiftSettings: fast),
    // The small world that the model learns; plain strings and numbers.
    .target(name: "TinyWorld", dependencies: ["Basics"], swiftSettings: fast),
    // The stages, each one definition.
    .target(
      name: "Training", dependencies: ["Basics", "TinyTensor", "TinyLM", "TinyWorld"], swiftSettings: fast),
    // Pages, pictures, command line; no learning code.
    .target(name: "Notebook"),
    // Talking to the models that the chapters trained.
    .target(
      name: "ChatWindow", dependencies: ["Basics", "TinyTensor", "TinyLM", "Notebook"], swiftSettings: fast),

    // The chain of models: trains what is missing, keeps it in runs/.
    .target(
      name: "Course", dependencies: ["Basics", "TinyTensor", "TinyLM", "TinyWorld", "Training", "Notebook"]),

    .executableTarget(
      name: "chapter1-neural-net", dependencies: ["Basics", "TinyTensor", "TinyLM", "Notebook"]),
    .executableTarget(
      name: "chapter2-tokens", dependencies: ["TinyTensor", "TinyLM", "TinyWorld", "Notebook"]),
    .executableTarget(
      name: "chapter3-attention", dependencies: ["Basics", "TinyTensor", "TinyLM", "Training", "Notebook"]),
    .executableTarget(
      name: "chapter4-pretraining",
      dependencies: ["Basics", "TinyTensor", "TinyLM", "TinyWorld", "Training", "Course", "Notebook"]),
    .executableTarget(
      name: "chapter5-sft",
      dependencies: [
        "Basics", "TinyTensor", "TinyLM", "TinyWorld", "Training", "Course", "ChatWindow", "Notebook",
      ]),
    .executableTarget(
      name: "chapter6-reward-model",
      dependencies: ["Basics", "TinyTensor", "TinyLM", "TinyWorld", "Training", "Course", "Notebook"]),
    .executableTarget(
      name: "chapter7-rlhf",
      dependencies: [
        "Basics", "TinyTensor", "TinyLM", "TinyWorld", "Training", "Course", "ChatWindow", "Notebook",
      ]),
    .executableTarget(
      name: "chapter8-finalization",
      dependencies: [
        "Basics", "TinyTensor", "TinyLM", "TinyWorld", "Training", "Course", "ChatWindow", "Notebook",
      ]),
    // Puts code and output into the Markdown.
    .executableTarget(name: "weave", dependencies: ["Notebook"]),
    .executableTarget(
      name: "benchmark", dependencies: ["Basics", "TinyTensor", "TinyLM", "Training", "Notebook"],
      swiftSettings: fast),

    .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
    .testTarget(name: "TinyTensorTests", dependencies: ["TinyTensor"]),
    .testTarget(
      name: "TinyLMTests", dependencies: ["TinyLM", "Basics", "TinyTensor"], exclude: ["Fixtures"]),
    .testTarget(name: "TinyWorldTests", dependencies: ["TinyWorld"]),
    .testTarget(
      name: "TrainingTests", dependencies: ["Training", "TinyLM", "Basics", "TinyTensor", "TinyWorld"],
      exclude: ["Fixtures"]),
    .testTarget(name: "NotebookTests", dependencies: ["Notebook"]),
    .testTarget(
      name: "ChatWindowTests", dependencies: ["ChatWindow", "TinyLM", "Basics", "TinyTensor", "Notebook"]),
    .testTarget(
      name: "CourseTests",
      dependencies: ["Course", "TinyTensor", "TinyLM", "TinyWorld", "Training", "Notebook"]),
    .testTarget(name: "BookTests", dependencies: ["Notebook", "weave"]),
    .testTarget(
      name: "ChapterTests",
      dependencies: [
        "chapter1-neural-net", "chapter2-tokens", "chapter3-attention", "chapter4-pretraining",
        "chapter5-sft", "chapter6-reward-model", "chapter7-rlhf", "chapter8-finalization", "Notebook",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
