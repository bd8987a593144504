// What predicting the next token has taught: grammar, facts, patterns; and that it is more than repeating.
