import type { Client } from 'urql';
import { graphql } from '../gql';
import { problemsOf } from './problems';
import { Sha256 } from './sha256';

const CreateUpload = graphql(`
  mutation CreateUpload($input: CreateUploadInput!) {
    result: createUpload(input: $input) {
      upload {
        id
        url
      }
      userErrors {
        message
        path
      }
    }
  }
`);

/** 0 to 1 of the hashing, then 0 to 1 of the sending. */
export type UploadProgress = (step: 'hashing' | 'sending', part: number) => void;

/**
 * Hashes a file in pieces, declares it, and sends it with one PUT.
 *
 * @returns the upload's id.
 * @throws Error with what the server said, for people.
 */
export async function uploadFile(client: Client, file: File, onProgress: UploadProgress): Promise<string> {
  const sha256 = await hashOf(file, (part) => onProgress('hashing', part));
  const input = { filename: file.name, sizeBytes: file.size, sha256 };
  const { data, error } = await client.mutation(CreateUpload, { input }).toPromise();
  const upload = data?.result.upload;
  if (!upload) {
    const faults = error ? problemsOf(error) : (data?.result.userErrors ?? []);
    throw new Error(`${file.name}: ${faults.map(({ message }) => message).join(' ')}`);
  }
  await put(file, upload.url, (part) => onProgress('sending', part));
  return upload.id;
}

async function hashOf(file: File, onPart: (part: number) => void): Promise<string> {
  const hash = new Sha256();
  const reader = file.stream().getReader();
  let done = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    hash.update(piece.value);
    done += piece.value.length;
    onPart(done / file.size);
  }
  return hash.digest();
}

/** XMLHttpRequest, as fetch does not tell how much of a body has been sent. */
function put(file: File, url: string, onPart: (part: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', new URL(url, location.origin));
    request.upload.onprogress = ({ loaded, total }) => onPart(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new Error(`${file.name}: the connection broke while it was sent.`));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new Error(`${file.name}: ${request.responseText.slice(0, 300) || `refused with status ${request.status}`}`));
    };
    request.send(file);
  });
}
