import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { ConsensusLabel } from '../entities/consensus-label.ts';
import type { Model } from '../entities/model.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { Project } from '../entities/project.ts';
import { settingsOf } from '../feedback/feedback-settings.ts';
import type { LabelWeigher } from '../ports.ts';
import { erasedSubjects } from '../privacy/erased-subjects.ts';
import { readAnswers } from './read-answers.ts';
import { lockWeighing, readSetAside } from './set-aside.ts';
import { storeLabels } from './store-labels.ts';
import { storeReliability } from './reliability.ts';
import { itemsOf } from './tabulate.ts';
import { weighClasses } from './weigh-classes.ts';
import { weighTexts } from './weigh-texts.ts';

export interface WeighingServices {
  readonly em: EntityManager;
  readonly weigher: LabelWeigher;
}

/**
 * Brings a model's consensus labels up to date with its feedback. Nothing to do costs one look at an index; else all answers of the model
 * are weighed anew, because who is right elsewhere is known only from all of them (10,000 answers: 4.6 s on a machine at load 30).
 */
export async function weighFeedback({ em, weigher }: WeighingServices, model: Model): Promise<void> {
  const unweighed = await em.execute<{ id: string; revision: number }[]>('select id, revision from counted_feedback where model_id = ? and not weighed', [model.id]);
  if (unweighed.length === 0) return;
  const project = await em.findOneOrFail(Project, model.project.id, { disableIdentityMap: true });
  const erased = (await erasedSubjects(em, project.id)).hashes.length;
  const rules = { minimumProbability: settingsOf(project.feedbackSettings).minimumPosterior };
  const aside = await readSetAside(em, model.id);
  const items = itemsOf(await readAnswers(em, model.id, aside));
  const ofClasses = items.filter(({ answers }) => answers[0]?.kind === 'CLASS');
  const others = items.filter(({ answers }) => answers[0]?.kind !== 'CLASS');
  const classes = await weighClasses(weigher, ofClasses, await knownClasses(em, model), await reviewed(em, model), rules);
  const labels = [...classes.labels, ...weighTexts(others, rules)];
  const isStored = await write(em, async (tx) => {
    await lockWeighing(tx, model.id);
    // What is erased, or was set aside, is not stored again by who read it before.
    if ((await erasedSubjects(tx, project.id)).hashes.length !== erased || !isSame(await readSetAside(tx, model.id), aside)) return false;
    await storeLabels(tx, model.project.id, model.id, labels);
    await storeReliability(tx, model.project.id, model.id, classes.reliability);
    await markWeighed(tx, unweighed);
    return true;
  });
  if (!isStored) await weighFeedback({ em, weigher }, model);
}

const isSame = (one: ReadonlyMap<string, Date>, other: ReadonlyMap<string, Date>) => one.size === other.size && [...one].every(([item, until]) => other.get(item)?.getTime() === until.getTime());

/** Of the newest version. */
async function knownClasses(em: EntityManager, model: Model): Promise<readonly string[]> {
  const newest = await em.findOne(ModelVersion, { model: model.id }, { orderBy: { number: 'desc' }, disableIdentityMap: true });
  return newest?.dataset.classes ?? [];
}

async function reviewed(em: EntityManager, model: Model): Promise<Map<string, string>> {
  const rows = await em.find(ConsensusLabel, { model: model.id, reviewed: true, kind: 'CLASS' }, { fields: ['item', 'label'], disableIdentityMap: true });
  return new Map(rows.flatMap(({ item, label }): [string, string][] => (typeof label === 'string' ? [[item, label]] : [])));
}

/** What changed since it was read stays to be weighed. */
async function markWeighed(tx: EntityManager, read: readonly { readonly id: string; readonly revision: number }[]): Promise<void> {
  await tx.execute('update counted_feedback c set weighed = true from jsonb_to_recordset(?::jsonb) as r (id uuid, revision int) where c.id = r.id and c.revision = r.revision', [JSON.stringify(read)]);
}
