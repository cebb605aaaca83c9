import type { OptimizerName, OptimizerOptions } from 'flywheel/plugin';

export interface Expected {
  readonly name: OptimizerName;
  readonly options?: Partial<OptimizerOptions>;
  /** Both weights after five steps, or their averages where `average` is set. */
  readonly weights: readonly [number, number];
}

/** What optimizers-expected.py printed with PyTorch 2. */
export const EXPECTED: Readonly<Record<string, Expected>> = {
  'ADAM': { name: 'ADAM', weights: [1.227899923640169, 1.7719360553214225] },
  'ADAM betas, epsilon': { name: 'ADAM', options: { beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }, weights: [1.2264966520248355, 1.772823759109056] },
  'ADAM without a first moment': { name: 'ADAM', options: { beta1: 0, beta2: 0.9 }, weights: [1.2243941534507132, 1.774248783085467] },
  'ADAMW': { name: 'ADAMW', options: { weightDecay: 0.05 }, weights: [1.2156220185856015, 1.750161930087799] },
  'ADAMW default decay': { name: 'ADAMW', weights: [1.2254366349011319, 1.7675665039954633] },
  'SGD': { name: 'SGD', weights: [2.47512, 0.80738] },
  'SGD plain': { name: 'SGD', options: { momentum: 0 }, weights: [1.774272, -1] },
  'RMSPROP': { name: 'RMSPROP', weights: [2.451056722204137, 0.41809792932661366] },
  'RMSPROP decay, epsilon': { name: 'RMSPROP', options: { beta2: 0.8, epsilon: 1e-2 }, weights: [1.3989756984547048, 1.595410236131128] },
  'SGD clipped': { name: 'SGD', options: { clipNorm: 5 }, weights: [1.1884109863015484, -0.25759288010005266] },
  'ADAM clipped': { name: 'ADAM', options: { clipNorm: 0.5 }, weights: [1.2282003091896385, 1.7716661323394898] },
  'average of SGD': { name: 'SGD', options: { average: 0.2 }, weights: [2.4217192727272727, 0.5579403636363636] },
  'average of ADAMW': { name: 'ADAMW', options: { weightDecay: 0.05, average: 0.999 }, weights: [1.2052304926237056, 1.7622179736395478] },
};
