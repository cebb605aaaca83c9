import { choice, imageUpload, int, float, record, text, texts } from 'flywheel/plugin';

export const hyperparameters = {
  width: int({ minimum: 1, maximum: 100, description: 'Chosen from the data: the width of its images.' }),
  fit: choice({ enumName: 'WordsFit', values: ['RIGHT', 'THROWS', 'NONSENSE', 'OUT_OF_RANGE'], default: 'RIGHT', description: 'What fitHyperparameters does.' }),
  samples: choice({ enumName: 'WordsSamples', values: ['RIGHT', 'NUL'], default: 'RIGHT', description: 'What samples are told.' }),
};

export const prompt = {
  make: choice({
    enumName: 'WordsMake',
    values: ['TEXT', 'CLASSES', 'ITEMS', 'ECHO', 'IMAGE', 'HALF_CHARACTER', 'WRONG_SUM', 'NOT_A_NUMBER', 'UNKNOWN', 'OTHER_UPLOAD'],
    default: 'TEXT',
    description: 'What is made; those from HALF_CHARACTER on are wrong.',
  }),
  count: int({ default: 1, minimum: 1, maximum: 10, description: 'Texts.' }),
  tokens: int({ default: 5, minimum: 1, maximum: 1_000_000, description: 'Tokens of each text.' }),
  paceMs: float({ default: 0, minimum: 0, maximum: 10_000, description: 'Time between two tokens, spent waiting.' }),
  busyMs: float({ default: 0, minimum: 0, maximum: 10_000, description: 'Time between two tokens, spent computing.' }),
  text: text({ maxLength: 1000, description: 'Echoed.' }),
  texts: texts({ maxTexts: 3, maxLength: 20, description: 'Echoed.' }),
  features: record({ maxFields: 4, description: 'Echoed.' }),
  image: imageUpload({ description: 'Measured.' }),
  /** A file that is written when the generator ends before its last token. */
  endsIn: text({ maxLength: 1000, description: 'A file for a note of how many tokens were made when it ended.' }),
};
