import { useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { uploadFile } from '../api/upload-file';
import type { FieldAttributes } from '../components/field';
import { share } from '../text/format';

interface ImageUploadControlProps {
  readonly attributes: FieldAttributes;
  /** The upload's id; empty where there is none. */
  readonly value: string;
  readonly onValue: (id: string) => void;
}

/** Sends a picture when it is chosen; the value is the id of its upload. */
export function ImageUploadControl({ attributes, value, onValue }: ImageUploadControlProps) {
  const client = useClient();
  const [said, setSaid] = useState('');
  const [preview, setPreview] = useState('');
  /** A second choice while the first is still being sent: the first is forgotten. */
  const newest = useRef(0);
  useEffect(() => () => URL.revokeObjectURL(preview), [preview]);

  const send = async (file: File | undefined) => {
    const turn = (newest.current += 1);
    onValue('');
    setPreview(file ? URL.createObjectURL(file) : '');
    setSaid('');
    if (!file) return;
    try {
      const id = await uploadFile(client, file, (_step, part) => turn === newest.current && setSaid(`Sending… ${share(part)}`));
      if (turn !== newest.current) return;
      setSaid('');
      onValue(id);
    } catch (error) {
      if (turn === newest.current) setSaid(error instanceof Error ? error.message : 'The picture could not be sent.');
    }
  };

  return (
    <span className="image-upload">
      <input {...attributes} type="file" accept="image/png,image/jpeg,image/webp" onChange={(event) => void send(event.target.files?.[0])} />
      {preview && <img src={preview} alt="The chosen picture" />}
      <span role="status">{value === '' ? said : 'Sent.'}</span>
    </span>
  );
}
