import { float, text } from 'flywheel/plugin';

export const hyperparameters = { smoothing: float({ minimum: 0.001, maximum: 100, default: 0.1, description: 'Added to each count.' }) };
export const prompt = { text: text({ maxLength: 1000, description: 'What is to be told the class of.' }) };
export type Prompt = typeof prompt;
