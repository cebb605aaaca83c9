import { boolean, choice, float, text } from 'flywheel/plugin';

export const hyperparameters = {
  answer: choice({ enumName: 'VerdictAnswer', values: ['YES', 'NO'], default: 'YES', description: 'What the model says to everything.' }),
  breaks: boolean({ default: false, description: 'Whether the model fails at everything instead.' }),
};

export const prompt = {
  question: text({ maxLength: 1000, description: 'Anything.' }),
  seconds: float({ default: 0, minimum: 0, maximum: 60, description: 'How long the answer takes.' }),
};
