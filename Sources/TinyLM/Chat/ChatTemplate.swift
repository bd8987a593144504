// The chat format in words that other programs understand: a Jinja template, as it stands in the files of models.
// Follows the templates of Hugging Face's `transformers` (apply_chat_template).

extension ChatFormat {
  /// The format as a Jinja template, for `chat_template.jinja` and for GGUF files.
  ///
  /// It places a message of the system as the chat of this book does, before the first request. Other roles, and
  /// content that is no text, are errors. A text that spells a special token gets a blank after its first letter: other
  /// programs would turn it into that token. Special tokens are written in two halves, because llama.cpp knows
  /// templates by the tokens in them, and would take this one for that of Phi-3.
  public static let template =
    "{% for message in messages %}"
    + "{% set role = message['role'] %}"
    + "{% if message['content'] is not string %}{{ raise_exception('Only text can be said.') }}{% endif %}"
    + "{% set text = message['content'] | trim %}"
    + "{% if loop.index0 == 1 and messages[0]['role'] == 'system' %}"
    + "{% set text = (messages[0]['content'] | trim) + ' ' + text %}{% endif %}"
    + "{% set text = text.split('<|') | join('< |') %}"
    + "{% set text = text | lower %}"
    + "{% if role == 'user' or role == 'assistant' %}{{ '<|' + role + '|> ' + text }}"
    + "{% elif role != 'system' or loop.index0 > 0 %}"
    + "{{ raise_exception('The roles are user, assistant, and before them system.') }}{% endif %}"
    + "{% if role == 'assistant' %}{{ '<|' + 'end|>' }}{% endif %}"
    + "{% endfor %}"
    + "{% if add_generation_prompt %}{{ '<|' + 'assistant|>' }}{% endif %}"

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
