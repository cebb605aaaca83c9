import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { releaseRecords } from '../datasets/sealed-records.ts';
import { channels, notify } from '../ports.ts';
import { datasetVersionMessage } from '../webhooks/messages.ts';
import { recordWebhookEvent } from '../webhooks/record-webhook-event.ts';
import { lockUnfinished } from './lock-unfinished.ts';

/**
 * Ends an import whose files could not be read. `failure` is for the person who sent them.
 * @param noRecordFits  of a seal, whether none of its records could be added
 */
export async function failImport(em: EntityManager, id: string, failure: string, noRecordFits = false): Promise<void> {
  await write(em, async (tx) => {
    const version = await lockUnfinished(tx, id);
    if (!version) return;
    version.status = 'FAILED';
    version.failure = failure;
    await tx.flush();
    if (version.source.type === 'append') await releaseRecords(tx, id, noRecordFits);
    await recordWebhookEvent(tx, version.project.id, datasetVersionMessage(version));
    await notify(tx, channels.datasetVersion, id);
  });
}
