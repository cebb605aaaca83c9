import type { EntityManager } from '@mikro-orm/postgresql';
import type { GenerationState } from '../entities/generation.ts';
import { Fault } from '../fault.ts';
import type { FeedbackDraft } from './feedback-draft.ts';

/** What feedback needs to know of the generation that it is about. */
export interface RatedGeneration {
  readonly id: string;
  readonly state: GenerationState;
  /** Made for a comparison; nobody saw it. */
  readonly isShadow: boolean;
  readonly subject: string | null;
  readonly modelVersionId: string;
  readonly modelId: string;
}

interface Row {
  readonly id: string;
  readonly state: GenerationState;
  readonly is_shadow: boolean;
  readonly subject: string | null;
  readonly model_version_id: string;
  readonly model_id: string;
}

/** The project's generations that these are about or prefer something to, by id. */
export async function ratedGenerations(tx: EntityManager, projectId: string, drafts: readonly FeedbackDraft[]): Promise<ReadonlyMap<string, RatedGeneration>> {
  const ids = new Set(drafts.flatMap(({ generationId, content }) => [generationId, content.overGenerationId ?? []].flat()));
  const rows = await tx.execute<Row[]>(
    `select g.id, g.state, g.shadow_of_id is not null as is_shadow, g.subject, g.model_version_id, v.model_id from generation g join model_version v on v.id = g.model_version_id
     where g.project_id = ? and g.id = any(?::uuid[])`,
    [projectId, uuids(ids)],
  );
  return new Map(rows.map((row) => [row.id, { id: row.id, state: row.state, isShadow: row.is_shadow, subject: row.subject, modelVersionId: row.model_version_id, modelId: row.model_id }]));
}

/** Why feedback cannot be about its generation; undefined where it can. */
export function generationFault({ generationId, content: { overGenerationId } }: FeedbackDraft, generations: ReadonlyMap<string, RatedGeneration>): Fault | undefined {
  const fault = (id: string, path: readonly string[]) => {
    const generation = generations.get(id);
    if (!generation) return new Fault('NOT_FOUND', `There is nothing with the id given as ${path.join('.')}.`, path);
    if (generation.isShadow) return new Fault('INVALID_STATE', 'This generation was made for a comparison and shown to nobody, so nobody can say anything of it.', path);
    if (generation.state !== 'SUCCEEDED') return new Fault('INVALID_STATE', `The generation is ${generation.state}; feedback can be given once it has succeeded.`, path);
    return undefined;
  };
  return fault(generationId, ['generationId']) ?? (overGenerationId === null ? undefined : fault(overGenerationId, ['preferredOver', 'generationId']));
}

/** Faults of those that name an output which there is not, by their place in the call. Reads outputs only where one is named. */
export async function outputFaults(tx: EntityManager, drafts: readonly FeedbackDraft[]): Promise<Map<number, Fault>> {
  const faults = new Map<number, Fault>();
  const naming = drafts.filter(({ content }) => content.output !== null || content.overOutput !== null);
  if (naming.length === 0) return faults;
  const ids = new Set(naming.flatMap(({ generationId, content }) => [generationId, content.overGenerationId ?? []].flat()));
  const rows = await tx.execute<{ id: string; outputs: number }[]>('select id, jsonb_array_length(outputs) as outputs from generation where id = any(?::uuid[])', [uuids(ids)]);
  const counts = new Map(rows.map(({ id, outputs }) => [id, outputs]));
  const check = (index: number, id: string, output: number, path: readonly string[]) => {
    const count = counts.get(id) ?? 0;
    if (output >= count && !faults.has(index)) faults.set(index, new Fault('INVALID_INPUT', `The generation has ${count} ${count === 1 ? 'output' : 'outputs'}, numbered from 0; there is no output ${output}.`, path));
  };
  for (const { index, generationId, content: { output, overGenerationId, overOutput } } of naming) {
    if (output !== null) check(index, generationId, output, ['output']);
    if (overGenerationId !== null && overOutput !== null) check(index, overGenerationId, overOutput, ['preferredOver', 'output']);
  }
  return faults;
}

/** PostgreSQL's array literal: the driver passes a JavaScript array as several values. */
const uuids = (ids: Iterable<string>) => `{${[...ids].join(',')}}`;
