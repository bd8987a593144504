// The chat format in words that other programs understand: a Jinja template, as it stands in the files of models.
// Follows the templates of Hugging Face's `transformers` (apply_chat_template).
// Leaves out: what a template cannot do: keep a text that spells a special token from becoming one.

extension ChatFormat {
  /// The format as a Jinja template, for `chat_template.jinja` and for GGUF files.
  public static let template =
    "{% for message in messages %}"
    + "{{ '<|' + message['role'] + '|> ' + message['content'] }}"
    + "{% if message['role'] == 'assistant' %}{{ '<|end|>' }}{% endif %}"
    + "{% endfor %}"
    + "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"

  /// Whether a tokenizer has what a chat needs.
  public static func fits(_ tokenizer: any Tokenizer) -> Bool {
    specialTokens.allSatisfy { tokenizer.id(ofSpecial: $0) != nil }
  }
}

extension Tokenizer {
  /// The token that ends what a model writes: of a chat model the end of an answer, else the end of a text.
  var endToken: String? {
    if ChatFormat.fits(self) { return ChatFormat.endOfAnswer }
    return id(ofSpecial: endOfText) == nil ? specialTokens.first : endOfText
  }
}
