// A page of your own: change anything here, then type `swift run playground`.
// As it stands, two layers of neurons learn XOR: are two inputs different?

import TinyTensor

let questions = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
let answers = [0, 1, 1, 0]  // 1 where the two inputs differ

var generator = SeededGenerator(seed: 1)
let weight1 = Tensor(normal: [2, 8], requiresGradient: true, using: &generator)
let bias1 = Tensor(repeating: 0, shape: [8], requiresGradient: true)
let weight2 = Tensor(normal: [8, 2], requiresGradient: true, using: &generator)
let bias2 = Tensor(repeating: 0, shape: [2], requiresGradient: true)
let optimizer = AdamW([weight1, bias1, weight2, bias2])

for step in 1...200 {
  let hidden = questions.linear(weight1, bias: bias1).tanh()  // [4, 8]
  let logits = hidden.linear(weight2, bias: bias2)  // [4, 2]
  let loss = logits.crossEntropy(answers)
  loss.backward()
  optimizer.step(learningRate: 0.05)
  optimizer.clearGradients()
  if step == 1 || step % 50 == 0 { print("step \(step): loss \(loss.item), answers \(logits.argmax())") }
}
print("The first layer has learned:", weight1)
