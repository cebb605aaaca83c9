import { graphql } from '../../gql';
import type { CalibrationBinFragment } from '../../gql/graphql';
import { metric, samplesInWords, smallShare } from '../../text/format';
import { Section } from '../section';

export const calibrationBinFragment = graphql(`
  fragment CalibrationBin on CalibrationBin {
    low
    high
    count
    confidence
    accuracy
  }
`);

/** A reliability diagram: how often the model is right where it is so sure. On the dashed line it is as right as it is sure. */
export function Calibration({ bins, error }: { bins: readonly CalibrationBinFragment[]; error: number }) {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return (
    <Section title="Calibration" aside={<span className="muted">expected error {metric(error)}</span>}>
      <svg className="calibration" viewBox="-14 -4 120 122" role="img" aria-label={`Calibration: ${bins.map(spoken).join('; ')}`}>
        <rect className="calibration-field" width="100" height="100" />
        <line className="calibration-ideal" x1="0" y1="100" x2="100" y2="0" />
        <polyline className="calibration-line" points={bins.map(({ confidence, accuracy }) => `${confidence * 100},${100 - accuracy * 100}`).join(' ')} />
        {bins.map((bin) => (
          <circle key={bin.low} className="calibration-bin" cx={bin.confidence * 100} cy={100 - bin.accuracy * 100} r={1.2 + 3.3 * Math.sqrt(bin.count / most)}>
            <title>{spoken(bin)}</title>
          </circle>
        ))}
        {[0, 0.5, 1].map((tick) => (
          <g key={tick}>
            <text x={tick * 100} y="106" textAnchor="middle">
              {tick}
            </text>
            <text x="-3" y={101.5 - tick * 100} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        <text x="50" y="114" textAnchor="middle">
          how sure
        </text>
        <text transform="translate(-10 50) rotate(-90)" textAnchor="middle">
          how often right
        </text>
      </svg>
    </Section>
  );
}

const spoken = ({ count, confidence, accuracy }: CalibrationBinFragment) => `${samplesInWords(count)}: ${smallShare(confidence)} sure, ${smallShare(accuracy)} right`;
