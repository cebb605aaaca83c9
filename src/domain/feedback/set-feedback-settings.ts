import { type Caller, type Services, write } from '../caller.ts';
import { Project } from '../entities/project.ts';
import { Fault, Faults } from '../fault.ts';
import { feedbackSettingRanges, type FeedbackSettings } from './feedback-settings.ts';

/** Null goes back to the default; what is left out stays. */
export type FeedbackSettingsInput = { readonly [K in keyof FeedbackSettings]?: number | null | undefined };

const names = Object.keys(feedbackSettingRanges) as (keyof FeedbackSettings)[];

/** Sets how the caller's project treats feedback. */
export async function setFeedbackSettings({ em }: Pick<Services, 'em'>, caller: Caller, input: FeedbackSettingsInput): Promise<Project> {
  const faults = names.flatMap((name) => faultOf(name, input[name]) ?? []);
  if (faults.length > 0) throw new Faults(faults);
  return write(em, async (tx) => {
    const project = await tx.findOneOrFail(Project, caller.projectId);
    const changed = names.map((name) => [name, input[name] === undefined ? project.feedbackSettings?.[name] : input[name]] as const);
    project.feedbackSettings = Object.fromEntries(changed.filter(([, value]) => value !== null && value !== undefined));
    await tx.flush();
    // What is sure enough is judged anew.
    if (input.minimumPosterior !== undefined) await tx.execute('update counted_feedback set weighed = false where project_id = ? and weighed', [caller.projectId]);
    return project;
  });
}

function faultOf(name: keyof FeedbackSettings, value: number | null | undefined): Fault | undefined {
  const { minimum, maximum, whole } = feedbackSettingRanges[name];
  if (value === null || value === undefined || (value >= minimum && value <= maximum && (!whole || Number.isInteger(value)))) return undefined;
  return new Fault('INVALID_INPUT', `${name} must be ${whole ? 'a whole number ' : ''}from ${minimum} to ${maximum}, not ${value}.`, [name]);
}
