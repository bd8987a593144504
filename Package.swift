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
var fast: [SwiftSetting] = [
  .unsafeFlags(["-O"], .when(configuration: .debug)),
  // A square root that need not tell C of an error is one instruction for many numbers, else a call for each.
  .unsafeFlags(["-Xcc", "-fno-math-errno"]),
]
#if arch(x86_64)
  let cpu = Context.environment["TINY_CPU"] ?? "native"
  if !cpu.isEmpty { fast.append(.unsafeFlags(["-Xcc", "-march=\(cpu)"])) }
#endif

let page: [Target.Dependency] = ["CommandLineKit", "Pictures", "Notebook"]
let model: [Target.Dependency] = ["Basics", "Files", "TinyTensor", "TinyLM"]
let stages: [Target.Dependency] = model + ["TinyWorld", "Training"]

let package = Package(
  name: "TinyChat",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "TinyTensor", targets: ["TinyTensor"]),
    .library(name: "TinyLM", targets: ["TinyLM"]),
  ],
  targets: [
    // What all need: contracts that speak, exp and log with the same digits everywhere, numbers and text as people read
    // them.
    .target(name: "Basics", swiftSettings: fast),
    // File formats, and files written whole or not at all; knows nothing of models.
    .target(name: "Files", dependencies: ["Basics"], swiftSettings: fast),
    // Numbers that learn; knows nothing of language.
    .target(name: "TinyTensor", dependencies: ["Basics"], swiftSettings: fast),
    // A language model: tokenizer, transformer, sampler, senses.
    .target(name: "TinyLM", dependencies: ["Basics", "Files", "TinyTensor"], swiftSettings: fast),
    // The small world that the model learns; plain strings and numbers.
    .target(name: "TinyWorld", dependencies: ["Basics"], swiftSettings: fast),
    // The stages, each one definition.
    .target(name: "Training", dependencies: model + ["TinyWorld"], swiftSettings: fast),

    // Charts, tables and trees made of characters, and the same as SVG.
    .target(name: "Pictures", dependencies: ["Basics"]),
    // What a program in a terminal needs: options, streams, signals, progress, errors.
    .target(name: "CommandLineKit", dependencies: ["Basics"]),
    // The page of a chapter: cells, checks, excerpts, records.
    .target(name: "Notebook", dependencies: ["Basics", "CommandLineKit", "Pictures"]),
    // Talking to the models that the chapters trained.
    .target(name: "ChatWindow", dependencies: model + ["CommandLineKit", "Pictures"], swiftSettings: fast),
    // The chain of models: trains what is missing, keeps it in runs/.
    .target(name: "CourseKit", dependencies: stages + page),

    .executableTarget(name: "chapter1-neural-net", dependencies: model + page),
    .executableTarget(name: "chapter2-tokens", dependencies: model + ["TinyWorld"] + page),
    .executableTarget(name: "chapter3-attention", dependencies: model + ["Training"] + page),
    .executableTarget(name: "chapter4-pretraining", dependencies: stages + page + ["CourseKit"]),
    .executableTarget(name: "chapter5-sft", dependencies: stages + page + ["CourseKit", "ChatWindow"]),
    .executableTarget(name: "chapter6-reward-model", dependencies: stages + page + ["CourseKit"]),
    .executableTarget(name: "chapter7-rlhf", dependencies: stages + page + ["CourseKit", "ChatWindow"]),
    .executableTarget(
      name: "chapter8-finalization", dependencies: stages + page + ["CourseKit", "ChatWindow"]),
    // A page for your own experiments, meant to be overwritten.
    .executableTarget(name: "playground", dependencies: ["TinyTensor", "TinyLM"]),
    // Puts code and output into the Markdown.
    .executableTarget(name: "weave", dependencies: ["Basics"] + page),
    .executableTarget(name: "benchmark", dependencies: stages + page + ["CourseKit"], swiftSettings: fast),

    // What the tests share; uses no testing library, so that it builds where there is none.
    .target(name: "TestSupport", dependencies: ["Files"], path: "Tests/TestSupport"),
    .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "Basics", "TinyLM", "TestSupport"]),
    .testTarget(name: "TinyTensorTests", dependencies: ["TinyTensor"]),
    .testTarget(name: "TinyLMTests", dependencies: model + ["TestSupport"], exclude: ["Fixtures"]),
    .testTarget(name: "TinyWorldTests", dependencies: ["TinyWorld", "TestSupport"]),
    .testTarget(name: "TrainingTests", dependencies: stages, exclude: ["Fixtures"]),
    .testTarget(name: "PicturesTests", dependencies: ["Pictures", "Basics"]),
    .testTarget(name: "CommandLineKitTests", dependencies: ["CommandLineKit", "Basics", "TestSupport"]),
    .testTarget(name: "NotebookTests", dependencies: ["Basics"] + page + ["TestSupport"]),
    .testTarget(
      name: "ChatWindowTests", dependencies: model + ["CommandLineKit", "ChatWindow", "TestSupport"]),
    .testTarget(name: "CourseKitTests", dependencies: stages + page + ["CourseKit", "TestSupport"]),
    .testTarget(name: "BookTests", dependencies: page + ["Basics", "weave", "TestSupport"]),
    .testTarget(
      name: "ChapterTests",
      dependencies: page + [
        "Basics", "chapter1-neural-net", "chapter2-tokens", "chapter3-attention", "chapter4-pretraining",
        "chapter5-sft", "chapter6-reward-model", "chapter7-rlhf", "chapter8-finalization", "CourseKit",
        "TinyWorld",
        "TestSupport",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
