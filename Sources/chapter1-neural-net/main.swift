// Chapter 1: one neuron by hand, slopes, the way down, and networks that learn what one neuron cannot.
// Follows micrograd and its lecture (Karpathy 2020) from one number to a network, and Nielsen 2015, chapters 1 and 2.
// Leaves out words: they begin in chapter 2.

import Notebook
import TinyTensor

let chapter = Chapter(
  1, "neural-net", question: "How can numbers learn?", needs: "nothing", hasFullRuns: true,
  knobs: [
    .real("valleyRate", "learning rate of the walk down the valley", in: 0.001...100, normal: 0.5),
    .real("learningRate", "learning rate of all networks", in: 0.00001...10, normal: 0.05),
    .integer(
      "steps", "training steps of each network", in: 10...100_000, normal: 600, quick: 400, unit: "steps"),
    .integer("hidden", "hidden neurons of the spirals' network", in: 1...1024, normal: 32, unit: "neurons"),
    .integer("points", "training points on the spirals", in: 2...10_000, normal: 300, unit: "points"),
    .real("noise", "how far points stray from their spiral", in: 0...3, normal: 0.1),
    .integer("fewPoints", "training points of the overfitting", in: 4...500, normal: 30, unit: "points"),
  ],
  examples: [
    ("--full --cell spirals-after", "several sizes and seeds of the spirals' network"),
    ("--cell chain-rule", "only the drawn calculation with its slopes"),
    ("--set valleyRate=8", "a learning rate that leaps over the valley"),
    ("--set hidden=2", "two spirals with two hidden neurons"),
    ("--set points=20", "few examples: what is learned by heart?"),
  ])

chapter.run { page in
  if let threads = page.invocation.threads { Workers.count = threads }
  let lesson = Lesson(page)
  page.cell("neuron", "A neuron multiplies, adds and bends", lesson.showNeuron)
  page.cell("bend", "The sigmoid squeezes any sum into a probability", lesson.showBend)
  page.cell("loss", "The loss says in one number how wrong it is", lesson.showLoss)
  page.cell("nudge", "Nudge a weight, and the loss moves: the slope", lesson.showNudge)
  page.cell("chain-rule", "A rule gives all slopes at once, backwards", lesson.showChainRule)
  page.cell("backward", "The library walks the same way back", lesson.showBackward)
  page.cell("shared", "A number used twice gets the sum of two slopes", lesson.showShared)
  page.cell("gradient-check", "A wrong slope is caught by nudging", lesson.showGradientCheck)
  page.cell("valley", "One weight walks down the valley", lesson.showValley)
  page.cell("learning-rates", "Steps can be too small and too large", lesson.showLearningRates)
  page.cell("adamw", "AdamW moves steep and flat weights equally far", lesson.showAdamW)
  page.cell("layer", "A layer is neurons side by side, for a whole batch", lesson.showLayer)
  page.cell("network", "A network is layers one after another", lesson.showNetwork)
  page.cell("surprise", "The loss of a choice is the surprise", lesson.showSurprise)
  page.cell("training", "Training is five moves, again and again", lesson.showTraining)
  page.cell("one-layer", "One layer cannot learn 'different'", lesson.showOneLayer)
  page.cell("two-layers", "Two layers with a bend can", lesson.showTwoLayers)
  page.cell("spirals", "Before training, the border is random", lesson.showSpirals)
  page.cell("one-batch", "A right program learns one batch by heart", lesson.showOneBatch)
  page.cell("spirals-during", "During training, the border bends", lesson.showSpiralTraining)
  page.cell("spirals-after", "After training, it is right about new points", lesson.showSpiralsAfter)
  page.cell("start", "First weights must differ and have the right size", lesson.showStart)
  page.cell("batch-size", "Four times the batch halves the noise", lesson.showBatchSize)
  page.cell("overfitting", "Few points and a big network: learned by heart", lesson.showOverfitting)
  page.cell("frozen", "After training, the weights are fixed", lesson.showFrozen)
  page.cell("counting", "A language model is this, with more weights", lesson.showCounting)
  page.end(next: "swift run chapter2-tokens", saw: lesson.saw)
}
