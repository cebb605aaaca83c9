import type { CreateOptimizer, TensorFlow } from '../../plugin/tensors.ts';
import { adamRule } from './adam.ts';
import { RuleOptimizer } from './optimizer.ts';
import { sgdRule } from './sgd.ts';

/** PyTorch's default for AdamW. */
const WEIGHT_DECAY = 0.01;

/** The optimizers that plugins are given, on the tensors of one TensorFlow.js. */
export function createOptimizerFactory(tf: TensorFlow): CreateOptimizer {
  return (name, { learningRate, weightDecay = WEIGHT_DECAY }) => {
    switch (name) {
      case 'ADAM':
        return new RuleOptimizer(tf, adamRule(tf, { learningRate, weightDecay: 0 }));
      case 'ADAMW':
        return new RuleOptimizer(tf, adamRule(tf, { learningRate, weightDecay }));
      case 'SGD':
        return new RuleOptimizer(tf, sgdRule(tf, learningRate));
    }
  };
}
