// The two kinds of models of other programs that the models of this book are: what their files call the sizes, the
// settings and the tensors. With learned positions it is a GPT-2, with rotary ones a StarCoder2.
// Follows transformers (models/gpt2, models/starcoder2) and llama.cpp (gguf-py/gguf/constants.py).
// Leaves out: models with other positions, and variants, such as heads that share their keys.

import Basics
import Files
import TinyTensor

/// A kind of model that other programs read and write.
struct Architecture: Sendable {
  /// Its name in config.json and in GGUF files.
  let name: String
  /// What people call it.
  let title: String
  /// Its class in `transformers`.
  let className: String
  /// How its models know the order of their tokens.
  let positions: PositionEncoding
  /// What config.json calls the sizes.
  let keys: (context: String, width: String, layers: String, heads: String)
  /// What a model of this kind must be in the rest of config.json; a setting that is left out is as it should be.
  let settings: @Sendable (GPTConfiguration) -> [Setting]
  /// What a GGUF file says of its sizes and settings, each after `name` and a point.
  let values: @Sendable (GPTConfiguration) -> [(key: String, value: GGUFValue)]
  /// The tensors in a folder.
  let folder: TensorLayout
  /// The tensors in a GGUF file.
  let gguf: TensorLayout

  /// A setting of config.json.
  struct Setting: Sendable {
    let key: String
    /// Its value in our files; `null` is not written.
    let value: JSONValue
    /// Other values that mean the same; `nil` if every value will do.
    var others: [JSONValue]? = []

    /// Whether a model with this value is no variant.
    func allows(_ found: JSONValue) -> Bool {
      guard let others else { return true }
      return ([value] + others).contains { $0.isEqual(to: found) }
    }
  }

  /// What a norm adds to the variance, as in `Tensor.layerNorm`.
  private static let epsilon = 1e-5
  /// What the angles of rotary positions are powers of, as in `Tensor.rotated`.
  private static let rotationBase = 10_000.0

  static let all = [gpt2, starCoder2]
  /// The names of all, in words.
  static let titles = all.map(\.title).joined(separator: " or ")

  static let gpt2 = Architecture(
    name: "gpt2", title: "GPT-2", className: "GPT2LMHeadModel", positions: .learned,
    keys: ("n_positions", "n_embd", "n_layer", "n_head"),
    settings: { sizes in
      [
        // One function, three names.
        Setting(
          key: "activation_function", value: "gelu_new", others: ["gelu_fast", "gelu_pytorch_tanh", .null]),
        Setting(key: "n_inner", value: .null, others: [.whole(4 * sizes.width)]),
        Setting(key: "layer_norm_epsilon", value: .number(epsilon)),
        Setting(key: "scale_attn_weights", value: true),
        Setting(key: "scale_attn_by_inverse_layer_idx", value: false),
        Setting(key: "n_ctx", value: .whole(sizes.context), others: nil),
      ] + ["attn_pdrop", "embd_pdrop", "resid_pdrop"].map { Setting(key: $0, value: 0, others: nil) }
    },
    values: commonValues,
    folder: TensorLayout(names: [], prefix: "transformer.", hasNeuronsInRows: false),
    gguf: TensorLayout(names: ggufNames + [(".attn.c_attn.", ".attn_qkv.")]))

  static let starCoder2 = Architecture(
    name: "starcoder2", title: "StarCoder2", className: "Starcoder2ForCausalLM", positions: .rotary,
    keys: ("max_position_embeddings", "hidden_size", "num_hidden_layers", "num_attention_heads"),
    settings: { sizes in
      [
        Setting(key: "hidden_act", value: "gelu_pytorch_tanh", others: ["gelu_new", "gelu_fast"]),
        Setting(key: "intermediate_size", value: .whole(4 * sizes.width)),
        Setting(key: "num_key_value_heads", value: .whole(sizes.heads)),
        Setting(key: "norm_epsilon", value: .number(epsilon)),
        Setting(key: "use_bias", value: true), Setting(key: "sliding_window", value: .null),
        // Newer files have the first or the third of these, older ones the first and the second.
        Setting(key: "rope_theta", value: .number(rotationBase)), Setting(key: "rope_scaling", value: .null),
        Setting(
          key: "rope_parameters", value: .null,
          others: [["rope_theta": .number(rotationBase), "rope_type": "default"]]),
      ]
        + ["attention_dropout", "embedding_dropout", "residual_dropout"].map {
          Setting(key: $0, value: 0, others: nil)
        }
    },
    values: { sizes in
      commonValues(sizes) + [
        ("attention.head_count_kv", .size(sizes.heads)),
        ("rope.freq_base", .float(rotationBase, .float32)),
      ]
    },
    folder: TensorLayout(
      names: [
        ("transformer.h.", "model.layers."), ("transformer.wte.", "model.embed_tokens."),
        ("transformer.ln_f.", "model.norm."), (".ln_1.", ".input_layernorm."),
        (".ln_2.", ".post_attention_layernorm."), (".attn.c_attn.", ".self_attn.*_proj."),
        (".attn.c_proj.", ".self_attn.o_proj."),
      ], prefix: "model."),
    gguf: TensorLayout(names: ggufNames + [(".attn.c_attn.", ".attn_*.")]))

  private static let ggufNames = [
    ("transformer.h.", "blk."), ("transformer.wte.", "token_embd."), ("transformer.wpe.", "position_embd."),
    ("transformer.ln_f.", "output_norm."), (".ln_1.", ".attn_norm."), (".ln_2.", ".ffn_norm."),
    (".attn.c_proj.", ".attn_output."), (".mlp.c_fc.", ".ffn_up."), (".mlp.c_proj.", ".ffn_down."),
  ]

  private static let commonValues: @Sendable (GPTConfiguration) -> [(key: String, value: GGUFValue)] = {
    [
      ("context_length", .size($0.context)), ("embedding_length", .size($0.width)),
      ("block_count", .size($0.layers)), ("feed_forward_length", .size(4 * $0.width)),
      ("attention.head_count", .size($0.heads)),
      ("attention.layer_norm_epsilon", .float(Double(Float(epsilon)), .float32)),
    ]
  }

  /// The kind that a model is.
  ///
  /// - Throws: `FileProblem` if it is none of them, or the tokenizer is that of another model.
  static func of(_ model: GPT, _ tokenizer: BytePairTokenizer, file: String) throws -> Architecture {
    let sizes = model.configuration
    guard let found = all.first(where: { $0.positions == sizes.positions }) else {
      let kinds = all.map { "a \($0.title) has \($0.positions.rawValue) positions" }
      throw FileProblem(
        file: file,
        happened: "\(kinds.joined(separator: ", ")), this model another kind: \(sizes.positions.rawValue).",
        remedy: "Train with \(all.map { "positions=\($0.positions.rawValue)" }.joined(separator: " or ")).")
    }
    guard sizes.vocabularySize == tokenizer.vocabularySize else {
      throw FileProblem(
        file: file,
        happened:
          "the model knows \(sizes.vocabularySize) tokens, its tokenizer \(tokenizer.vocabularySize).",
        remedy: "Write a model with the tokenizer that it was trained with.")
    }
    return found
  }

  /// The kind of a name in a file.
  ///
  /// - Parameter refuse: the problem of a file that holds none of them, from what is wrong.
  /// - Throws: what `refuse` returns.
  static func named(_ name: String, refuse: (String) -> FileProblem) throws -> Architecture {
    guard let found = all.first(where: { $0.name == name }) else {
      throw refuse(
        "it is a \(FileProblem.quoted(name)), not a \(all.map(\.name).joined(separator: " or ")).")
    }
    return found
  }
}

/// How a file holds the parameters of a model: under which names, in which pieces, which way round.
struct TensorLayout: Sendable {
  /// Parts of our names, and what stands for each in the file.
  ///
  /// A star is replaced by q, k and v: three tensors for one of ours.
  let names: [(ours: String, theirs: String)]
  /// What all names begin with; some files leave it out.
  var prefix = ""
  /// Whether the weights of a layer have a row for each neuron; in our models it is a column.
  var hasNeuronsInRows = true

  /// The names of the tensors that hold a parameter.
  func storedNames(of name: String) -> [String] {
    let stored = names.reduce(name) { $0.replacing($1.ours, with: $1.theirs) }
    return stored.contains("*") ? ["q", "k", "v"].map { stored.replacing("*", with: $0) } : [stored]
  }

  private func isTransposed(_ name: String) -> Bool {
    hasNeuronsInRows && name.contains(".c_") && name.hasSuffix(".weight")
  }

  /// The tensors of a file that hold a parameter.
  func sources(_ name: String, _ tensor: Tensor) -> [TensorSource] {
    let stored = storedNames(of: name)
    let (shape, isTransposed) = (pieceShape(name, tensor.shape, of: stored.count), isTransposed(name))
    let columns = tensor.shape.last! / stored.count
    return stored.indices.map { i in
      TensorSource(name: stored[i], shape: shape) { lend in
        var piece = tensor.detached()
        if stored.count > 1 {
          piece = piece.slice(i * columns..<(i + 1) * columns, along: tensor.shape.count - 1)
        }
        try (isTransposed ? piece.transposed() : piece).withUnsafeValues(lend)
      }
    }
  }

  /// A parameter from the tensors of a file that hold it.
  ///
  /// - Parameter read: gives the tensor of a name, which must have that shape.
  /// - Throws: what `read` throws.
  func parameter(
    _ name: String, _ shape: [Int], read: (_ name: String, _ shape: [Int]) throws -> Tensor
  ) rethrows -> Tensor {
    let stored = storedNames(of: name)
    let pieces = try stored.map { try read($0, pieceShape(name, shape, of: stored.count)) }
      .map { isTransposed(name) ? $0.transposed() : $0 }
    let whole = pieces.count == 1 ? pieces[0] : Tensor.concatenate(pieces, along: shape.count - 1)
    return whole.asParameter()
  }

  private func pieceShape(_ name: String, _ shape: [Int], of count: Int) -> [Int] {
    let piece = Array(shape.dropLast()) + [shape[shape.count - 1] / count]
    return isTransposed(name) ? piece.reversed() : piece
  }
}
