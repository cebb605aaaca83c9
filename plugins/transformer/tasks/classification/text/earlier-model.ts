import type { InitialModel, TrainContext } from 'flywheel/plugin';
import { classOutputs, goOnFrom } from '../../../go-on.ts';
import type { Weights } from '../../../layers/weights.ts';
import { PairTable } from '../../../text/pair-table.ts';
import { readTokenizer } from '../../../text/tokenizer.ts';
import { PAIRS_FILE, parseDescription, type ModelDescription } from './description.ts';
import type { EarlierIndex } from './learn-index.ts';
import type { LogCountRatios } from './log-count-ratios.ts';
import { ngramSizeOf, NGRAM_CLASSES } from './ngram-head.ts';
import type { NgramIndex } from './ngram-index.ts';
import { unscaledTables } from './scaled-tables.ts';

/** A published classifier that training goes on from. */
export interface EarlierModel extends EarlierIndex {
  readonly description: ModelDescription;
  readonly ngramSize: number;
  readonly readFile: InitialModel['readFile'];
}

export async function readEarlierModel({ readFile }: InitialModel<'TEXT'>): Promise<EarlierModel> {
  const description = parseDescription(await readFile('flywheel.json'));
  return {
    description, readFile,
    tokenizer: await readTokenizer(description.tokenizer, readFile),
    pairs: PairTable.fromBytes(await readFile(PAIRS_FILE)),
    ngramSize: ngramSizeOf({ classes: description.classes.length, ngramSize: description.settings.ngramSize }),
  };
}

/** Its weights, under the scales of the new data: the network says what it said. Words that it does not know stay unknown. */
export function goOnFromTexts({ tf }: Pick<TrainContext, 'tf'>, weights: Weights, { readFile, description }: EarlierModel, classes: readonly string[], index: NgramIndex, { scales }: LogCountRatios): Promise<void> {
  const outputs = (name: string) => classOutputs(name, description.classes, classes);
  return goOnFrom(tf, weights, { readFile }, { named: { ...outputs('pooling/classes'), ...outputs(NGRAM_CLASSES) }, unpublished: (saved) => unscaledTables(tf, saved, index, scales) });
}
