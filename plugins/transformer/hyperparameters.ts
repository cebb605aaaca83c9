import { boolean, choice, float, int, type Values } from 'flywheel/plugin';

/** What has no default is chosen from the task and the data before the run is queued (`fit-hyperparameters.ts`). */
export const hyperparameters = {
  task: choice({
    enumName: 'TransformerTask',
    values: ['CLASSIFICATION', 'TRANSLATION', 'LANGUAGE_MODEL', 'RECOMMENDATION'],
    description: 'What to learn. Where it is left out: TRANSLATION of text pairs, RECOMMENDATION of interactions, CLASSIFICATION of what has classes, else LANGUAGE_MODEL.',
  }),
  epochs: int({ minimum: 1, maximum: 10_000, description: 'Times that the training split is gone through.' }),
  batchSize: int({ minimum: 1, maximum: 4096, description: 'Samples per training step.' }),
  learningRate: float({ minimum: 1e-7, maximum: 1, description: 'Highest step size, reached after a warm-up and then lowered.' }),
  optimizer: choice({ enumName: 'Optimizer', values: ['ADAM', 'ADAMW', 'SGD'], default: 'ADAMW', description: 'How weights follow the gradient.' }),
  layers: int({ minimum: 1, maximum: 24, description: 'Transformer layers; of the encoder and of the decoder where there are both.' }),
  heads: int({ minimum: 1, maximum: 32, description: 'Attention heads; they divide modelSize.' }),
  modelSize: int({ minimum: 4, maximum: 2048, description: 'Numbers that stand for each token.' }),
  feedForwardSize: int({ minimum: 4, maximum: 8192, description: "Width of each layer's feed-forward part." }),
  dropout: float({ minimum: 0, maximum: 0.9, description: 'Share of activations that are set to 0 while training (Srivastava et al. 2014).' }),
  tokenDropout: float({ minimum: 0, maximum: 0.9, description: "Share of each text's tokens that a training step leaves out. Classification of texts." }),
  weightDecay: float({ minimum: 0, maximum: 1, description: 'Decoupled weight decay of ADAMW (Loshchilov & Hutter 2019).' }),
  labelSmoothing: float({ minimum: 0, maximum: 0.5, description: 'Share of the target probability that is spread over all classes or tokens (Szegedy et al. 2016).' }),
  maxLength: int({ minimum: 2, maximum: 4096, description: 'Tokens; longer samples are cut.' }),
  tokenizer: choice({
    enumName: 'Tokenizer',
    values: ['WORD', 'WORD_PIECE', 'BYTE_PAIR', 'CHARACTER'],
    description: 'How texts are cut into tokens; learned on the training split.',
  }),
  vocabularySize: int({ minimum: 16, maximum: 500_000, description: 'Different tokens at most.' }),
  ngramHead: boolean({ description: 'Classification of texts: adds a linear model of words and word pairs (n-grams), which is no Transformer. The accuracy of either half is told.' }),
  ngrams: int({ minimum: 100, maximum: 2_000_000, description: 'Different n-grams at most, of the n-gram head and of the word pairs beside the words.' }),
  patchSize: int({ minimum: 1, maximum: 128, description: 'Side of the square patches that an image is cut into (Dosovitskiy et al. 2021).' }),
  convolutionalStem: boolean({ description: 'Two convolutions before an image is cut into patches (Xiao et al. 2021).' }),
  beamSize: int({ minimum: 1, maximum: 16, description: 'Translations that are followed at the same time when the test split is measured.' }),
};

export type Hyperparameters = typeof hyperparameters;
export type Task = NonNullable<Values<Hyperparameters>['task']>;

/** Every hyper-parameter with its type once it is chosen. */
export type Settings = { readonly [K in keyof Hyperparameters]-?: NonNullable<Values<Hyperparameters>[K]> };
