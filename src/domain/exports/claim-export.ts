import { type EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import type { DatasetDescription } from '../../plugin/index.ts';
import { write } from '../caller.ts';
import type { ExportFormat } from '../dataset-export.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { channels, notify } from '../ports.ts';
import { lockUnfinishedExport } from './lock-unfinished-export.ts';

/** All that an exporting process must know. */
export interface ClaimedExport {
  readonly id: string;
  /** Names this try. */
  readonly claim: string;
  readonly datasetVersion: { readonly id: string; readonly description: DatasetDescription };
  readonly format: ExportFormat;
  readonly spreadsheetSafe: boolean;
  readonly fileName: string;
}

/** Takes an export: RUNNING. Who had taken it before can no longer finish it. Undefined where it is finished or gone. */
export function claimExport(em: EntityManager, id: string): Promise<ClaimedExport | undefined> {
  return write(em, async (tx) => {
    const row = await lockUnfinishedExport(tx, id);
    if (!row) return undefined;
    const claim = v7();
    Object.assign(row, { state: 'RUNNING', claim, progress: 0 });
    await notify(tx, channels.datasetExport, id);
    const { id: versionId, description } = await tx.findOneOrFail(DatasetVersion, row.datasetVersion.id);
    if (!description) throw new Error(`Dataset version ${versionId} has no description.`);
    return { id, claim, datasetVersion: { id: versionId, description }, format: row.format, spreadsheetSafe: row.spreadsheetSafe, fileName: row.fileName };
  });
}
