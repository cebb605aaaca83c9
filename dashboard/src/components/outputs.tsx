import type { OutputFragment } from '../gql/graphql';
import { ClassBars } from './class-bars';
import { Pictures, type Picture } from './pictures';
import { RankedItems } from './ranked-items';

interface OutputsProps {
  readonly outputs: readonly OutputFragment[];
  readonly label: string;
  /** Pictures still to come. */
  readonly expected?: number;
  /** A glance, in lists. */
  readonly small?: boolean;
  readonly onExpired?: () => void;
}

/** What a model made: pictures side by side, then texts, classes and recommendations one below the other. */
export function Outputs({ outputs, label, expected = 0, small = false, onExpired }: OutputsProps) {
  const pictures = outputs.filter((output): output is Picture => output.__typename === 'ImageOutput');
  const others = outputs.filter((output) => output.__typename !== 'ImageOutput');
  return (
    <>
      {(pictures.length > 0 || (expected > 0 && others.length === 0)) && <Pictures outputs={pictures} expected={expected} label={label} small={small} {...(onExpired && { onExpired })} />}
      {others.slice(0, small ? 1 : others.length).map((output, index) => (
        <OneOutput key={index} output={output} small={small} />
      ))}
    </>
  );
}

function OneOutput({ output, small }: { output: OutputFragment; small: boolean }) {
  switch (output.__typename) {
    case 'TextOutput':
      return <p className={small ? 'text-output text-output-small' : 'text-output'}>{output.text}</p>;
    case 'ClassificationOutput':
      return <ClassBars probabilities={output.probabilities} most={small ? 1 : 10} />;
    case 'RecommendationOutput':
      return <RankedItems items={output.items} most={small ? 3 : output.items.length} />;
    default:
      return null;
  }
}
