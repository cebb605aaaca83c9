import type { Problem } from '../api/problems';
import type { FormAlgorithmFragment, StartTrainingRunInput } from '../gql/graphql';
import { isAlgorithmInput, numberProblems, unreadable, valuesOf, type Entered } from './hyperparameter-values';
import { numberIn } from './number-field';
import type { Options } from './run-options';

/** The mutation's input for what stands in the form; empty fields are left to the server's defaults. */
export function startInput(datasetVersionId: string, algorithm: FormAlgorithmFragment, entered: Entered, options: Options): StartTrainingRunInput {
  const input = { [algorithm.key]: valuesOf(algorithm.hyperparameters, entered) };
  if (!isAlgorithmInput(input)) throw new Error('An algorithm needs a key.');
  return {
    datasetVersionId,
    algorithm: input,
    ...(options.name.trim() && { name: options.name.trim() }),
    seed: numberIn(options.seed),
    ...(options.mixed && { precision: 'MIXED' as const }),
    ...(options.balance !== 'NONE' && { balance: options.balance }),
    maxSeconds: numberIn(options.maxSeconds),
    ...(options.stopEarly && { earlyStopping: { metric: options.metric, patience: numberIn(options.patience) ?? 0 } }),
  };
}

/** What in the form is no number where one is wanted. */
export function startProblems(algorithm: FormAlgorithmFragment, entered: Entered, options: Options): Problem[] {
  return [
    ...unreadable(algorithm.hyperparameters, entered),
    ...numberProblems('seed', options.seed, true),
    ...numberProblems('maxSeconds', options.maxSeconds, false),
    ...(options.stopEarly ? numberProblems('patience', options.patience, true) : []),
  ];
}
