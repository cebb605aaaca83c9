import { choice, float, imageUpload, int, record, text, texts } from 'flywheel/plugin';

export const hyperparameters = { width: int({ minimum: 1, maximum: 100, default: 1, description: 'Of no effect.' }) };

export const prompt = {
  text: text({ maxLength: 1000, description: 'What is asked about.' }),
  features: record({ maxFields: 100, description: 'Likewise.' }),
  imageUploadId: imageUpload({ description: 'Likewise.' }),
  history: texts({ maxTexts: 100, maxLength: 100, description: 'Likewise.' }),
  make: choice({ enumName: 'GuessMake', values: ['CLASS', 'TEXT', 'ITEMS', 'PICTURE'], default: 'CLASS', description: 'What is made.' }),
  guess: text({ maxLength: 100, default: 'card', description: 'The class or item that is answered.' }),
  words: texts({ maxTexts: 10, maxLength: 1000, default: ['so'], description: 'The texts that are answered.' }),
  sure: float({ minimum: 0, maximum: 1, default: 0.9, description: 'Probability of the guess.' }),
};

export type Prompt = typeof prompt;
