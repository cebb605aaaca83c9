import { float, imageUpload, int, record, text, texts } from 'flywheel/plugin';

/** One of text, features, imageUploadId and history, as the kind of the dataset that the model was trained on asks. */
export const prompt = {
  text: text({ maxLength: 100_000, description: 'A text to classify, to translate or to go on from.' }),
  features: record({ maxFields: 10_000, description: 'Column name to value, for a model of a table; a column that is left out is missing.' }),
  imageUploadId: imageUpload({ description: 'A picture to classify (PNG, JPEG or WebP).' }),
  history: texts({ maxTexts: 10_000, maxLength: 1000, description: 'Items chosen so far, oldest first, for a model of interactions.' }),
  count: int({ minimum: 1, maximum: 1000, description: 'Recommendations or texts wanted.' }),
  maxTokens: int({ minimum: 1, maximum: 4096, description: 'Tokens to make at most.' }),
  temperature: float({ minimum: 0, maximum: 10, description: 'Divides the logits: below 1 likelier tokens are preferred, 0 always takes the likeliest.' }),
  topK: int({ minimum: 1, maximum: 100_000, description: 'Draws among this many likeliest tokens.' }),
  beamSize: int({ minimum: 1, maximum: 16, description: 'Translations that are followed at the same time; 4 where it is left out.' }),
  seed: int({ minimum: 0, maximum: 2_147_483_647, description: 'The same seed gives the same text; without it every text differs.' }),
};

export type Prompt = typeof prompt;
