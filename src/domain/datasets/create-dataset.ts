import type { DatasetKind } from '../../plugin/index.ts';
import { type Caller, type Services, write } from '../caller.ts';
import { Dataset } from '../entities/dataset.ts';
import { Project } from '../entities/project.ts';
import { once } from '../idempotency.ts';
import { lineInput } from '../text-input.ts';

export interface CreateDatasetInput {
  readonly name: string;
  readonly kind: DatasetKind;
  readonly idempotencyKey?: string | null | undefined;
}

export async function createDataset({ em }: Services, caller: Caller, input: CreateDatasetInput): Promise<Dataset> {
  const { kind } = input;
  const name = lineInput(input.name, 'name');
  return write(em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'createDataset', key: input.idempotencyKey, input: { name, kind } }, async (id) => {
      tx.create(Dataset, { id, project: tx.getReference(Project, caller.projectId, { wrapped: true }), name, kind });
      await tx.flush();
    });
    return tx.findOneOrFail(Dataset, id);
  });
}
