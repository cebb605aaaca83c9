import type { SampleContentFragment } from '../../gql/graphql';
import { cellsOf, shownCell } from './table-cells';

/** All that is in a sample. */
export function SampleBody({ content, alt, onExpired }: { content: SampleContentFragment; alt: string; onExpired: () => void }) {
  switch (content.__typename) {
    case 'ImageSample':
      return <img className="sample-full" src={content.full} width={content.width} height={content.height} alt={alt} onError={onExpired} />;
    case 'TextSample':
      return <Text text={content.text} isCut={content.isCut} />;
    case 'TextPairSample':
      return (
        <div className="text-pair">
          <Text text={content.source} isCut={false} />
          <Text text={content.target} isCut={content.isCut} />
        </div>
      );
    default:
      return <Values content={content} />;
  }
}

function Text({ text, isCut }: { text: string; isCut: boolean }) {
  return (
    <p className="full-text">
      {text}
      {isCut && <span className="muted"> … (more follows; an export has it)</span>}
    </p>
  );
}

function Values({ content }: { content: SampleContentFragment }) {
  return (
    <dl className="facts sample-values">
      {[...cellsOf(content)].map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === null ? <span className="muted">missing</span> : shownCell(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
