/** A process that looks for the samples of a person in dataset versions, one after another, tells its parent of each, and ends. */
import process from 'node:process';
import { findSamples } from '../data/subjects/find-samples.ts';
import { writeSubjectSamples } from '../data/subjects/write-samples.ts';
import { deliverToParent, liveWithParent } from '../processes/parent.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { type FromSearcher, isToSearcher, type SearchTask } from './protocol.ts';

const stopping = new AbortController();

async function search({ storeFolder, versions, work, target }: SearchTask): Promise<FromSearcher> {
  const store = new LocalBlobStore(storeFolder);
  const { signal } = stopping;
  try {
    for (const { id, key, description, ...wanted } of versions) {
      const options = { store, prefix: key, description, work: `${work}/${id}`, signal };
      const found = await findSamples(options, wanted);
      if (target !== null && found.samples > 0) await writeSubjectSamples(options, wanted, `${target}/${id}.jsonl`);
      await deliverToParent({ type: 'found', id, ...found } satisfies FromSearcher);
    }
    return { type: 'done' };
  } catch (error) {
    return { type: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

liveWithParent();
process.on('message', (message) => {
  if (!isToSearcher(message)) return;
  if (message.type === 'stop') stopping.abort(new Error('The search was stopped.'));
  else void search(message).then(deliverToParent).then(() => process.exit());
});
