import type { ImportPreviewFragment } from '../../gql/graphql';
import { count } from '../../text/format';
import { Facts } from '../facts';
import { Section } from '../section';
import { fileInWords, imagesInWords } from './in-words';
import { PreviewedPictures } from './previewed-pictures';
import { PreviewedRows } from './previewed-rows';

const MOST_CLASSES = 12;

/** What an import would make: how the files are written, which column is what, ten samples, and what stands in its way. */
export function ImportPreview({ preview }: { preview: ImportPreviewFragment }) {
  const { files, samples, classes, images, faults, whole } = preview;
  const shown = classes.slice(0, MOST_CLASSES).map(({ label, count: times }) => `${label ?? 'without a class'} (${count(times)})`);
  return (
    <Section title="Preview" aside={<span className="muted">{whole ? 'Everything was looked at' : 'The beginnings were looked at'}</span>}>
      {faults.length > 0 && (
        <div className="notice notice-bad" role="alert">
          {faults.map((fault) => (
            <p key={fault}>{fault}</p>
          ))}
        </div>
      )}
      <ul aria-label="How they are written">
        {files.map((file) => (
          <li key={file.name}>{fileInWords(file)}</li>
        ))}
      </ul>
      <Facts
        facts={[
          ['Images', images ? imagesInWords(images) : null],
          ['Not readable', images && images.unreadable.length > 0 ? images.unreadable.join(', ') : null],
          ['Classes', shown.length > 0 ? `${shown.join(', ')}${classes.length > MOST_CLASSES ? ', …' : ''}` : null],
        ]}
      />
      {images ? <PreviewedPictures samples={samples} /> : <PreviewedRows preview={preview} />}
    </Section>
  );
}
