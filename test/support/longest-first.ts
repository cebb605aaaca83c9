import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take about a minute or more, the longest first. The first one waits for npm more than it computes; where it was last, two cores
 * were idle for minutes.
 */
const LONG = ['third-party/third-party', 'api/flywheel', 'api/privacy', 'worker/training', 'api/balance', 'worker/worker', 'plugins/gan/train', 'api/streaming', 'worker/importing', 'api/sealing', 'browser/flywheel-journey'];

const rank = ({ moduleId }: TestSpecification) => {
  const index = LONG.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`));
  return index < 0 ? LONG.length : index;
};

/** Long files first, so that none of them is left at the end, alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
