import type { Verdict } from '../../gql/graphql';
import { words } from '../../text/format';

const tones: Readonly<Record<Verdict, string>> = { BETTER: ' badge-good', WORSE: ' badge-bad', UNDECIDED: '', UNTESTED: '' };

/** What came of a comparison; undecided where a difference may be chance. */
export function VerdictBadge({ verdict, pValue }: { verdict: Verdict; pValue: number | null }) {
  return (
    <>
      <span className={`badge${tones[verdict]}`}>{words(verdict)}</span>
      {pValue !== null && <small>p {pValue < 0.001 ? '< 0.001' : `= ${Number(pValue.toPrecision(2))}`}</small>}
    </>
  );
}
