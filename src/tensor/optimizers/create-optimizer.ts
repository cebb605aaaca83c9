import type { CreateOptimizer, OptimizerName, OptimizerOptions, TensorFlow } from '../../plugin/tensors.ts';
import { adamRule } from './adam.ts';
import { averaged } from './average.ts';
import { checkOptions } from './check-options.ts';
import { RuleOptimizer } from './optimizer.ts';
import { rmspropRule } from './rmsprop.ts';
import { sgdRule } from './sgd.ts';
import type { UpdateRule } from './update-rule.ts';

// PyTorch's defaults, but for the momentum, which is 0 there.
const WEIGHT_DECAY = 0.01;
const BETA1 = 0.9;
const BETA2 = 0.999;
const RMSPROP_BETA2 = 0.99;
const EPSILON = 1e-8;
const MOMENTUM = 0.9;

/** The optimizers that plugins are given, on the tensors of one TensorFlow.js. */
export function createOptimizerFactory(tf: TensorFlow): CreateOptimizer {
  return (name, options) => {
    checkOptions(options);
    const { average, clipNorm } = options;
    const rule = ruleOf(tf, name, options);
    return new RuleOptimizer(tf, { rule: average === undefined ? rule : averaged(tf, rule, average), clipNorm });
  };
}

function ruleOf(tf: TensorFlow, name: OptimizerName, options: OptimizerOptions): UpdateRule {
  const { learningRate, weightDecay = WEIGHT_DECAY, beta1 = BETA1, beta2 = BETA2, epsilon = EPSILON, momentum = MOMENTUM } = options;
  switch (name) {
    case 'ADAM':
      return adamRule(tf, { learningRate, beta1, beta2, epsilon, weightDecay: 0 });
    case 'ADAMW':
      return adamRule(tf, { learningRate, beta1, beta2, epsilon, weightDecay });
    case 'SGD':
      return sgdRule(tf, learningRate, momentum);
    case 'RMSPROP':
      return rmspropRule(tf, { learningRate, epsilon, beta2: options.beta2 ?? RMSPROP_BETA2 });
  }
}
