import type { ImportPreviewFragment } from '../../gql/graphql';

/** Images of every class as the import would store them. */
export function PreviewedPictures({ samples }: Pick<ImportPreviewFragment, 'samples'>) {
  return (
    <ul className="pictures" aria-label="First samples">
      {samples.map(({ picture, label, entry, file, row }) =>
        picture === null ? null : (
          <li key={`${file} ${row}`}>
            <img src={picture.url} alt={label ?? 'without a class'} title={`${label ?? 'without a class'}: ${entry ?? `${file}, ${row}`}, ${picture.height} × ${picture.width}`} decoding="async" />
          </li>
        ),
      )}
    </ul>
  );
}
