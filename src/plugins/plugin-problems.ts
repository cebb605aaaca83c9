import { type AnyPlugin, type ChoiceSpec, datasetKinds, type Spec, type Specs, valueProblem } from '../plugin/index.ts';

const KEY = /^[a-z][a-z0-9]*$/;
const FIELD = /^[a-z][A-Za-z0-9]*$/;
const ENUM_NAME = /^[A-Z][A-Za-z0-9]*$/;
const ENUM_VALUE = /^[A-Z][A-Z0-9_]*$/;
/** What is behind the split in a metric's name. */
const METRIC = /^[a-z0-9_]+$/;
const API_VERSION = 1;

/** Enums by name, with the values that the first plugin of that name gave them. */
export class EnumNames extends Map<string, { readonly plugin: string; readonly values: string }> {}

/**
 * What is wrong with a plugin, each sentence naming the plugin, the place and the fix.
 *
 * @param others the plugins before it, which keep their keys
 * @param enums the enums of those; a plugin without problems adds its own
 */
export function pluginProblems(plugin: AnyPlugin, others: ReadonlyMap<string, AnyPlugin> = new Map(), enums = new EnumNames()): string[] {
  const name = `Plugin ${JSON.stringify(plugin.key ?? plugin.name ?? '?')}`;
  const problems: string[] = [];
  if (plugin.apiVersion !== API_VERSION) return [`${name}: apiVersion is ${String(plugin.apiVersion)}, this server speaks ${API_VERSION}; install a version of the plugin made for it.`];
  if (typeof plugin.key !== 'string' || !KEY.test(plugin.key)) problems.push(`${name}: key must be lower-case letters and digits, beginning with a letter.`);
  else if (others.has(plugin.key)) problems.push(`${name}: another plugin has this key; give it one of its own.`);
  for (const text of ['version', 'name', 'description'] as const) {
    if (typeof plugin[text] !== 'string' || plugin[text] === '') problems.push(`${name}: ${text} must be a text.`);
  }
  problems.push(...listProblems(plugin.datasetKinds, datasetKinds, `${name}: datasetKinds`), ...listProblems(plugin.backends, ['TENSORFLOW', 'WEBGPU', 'WASM'], `${name}: backends`));
  if (typeof plugin.executor !== 'function') problems.push(`${name}: executor must be a function such as () => import('./executor.ts').`);
  if (plugin.heedsWeights !== undefined && plugin.heedsWeights !== true && typeof plugin.heedsWeights !== 'function') problems.push(`${name}: heedsWeights must be true or a function of the hyper-parameters and the dataset; leave it out where training ignores weights.`);
  if (plugin.drawsClasses !== undefined && !drawsByPrompt(plugin)) problems.push(`${name}: drawsClasses must be a function of the hyper-parameters, and the prompt must have label (text) and count (int).`);
  if (plugin.warmStart !== undefined && !isWarmStart(plugin)) problems.push(`${name}: warmStart must be true, or have keeps: names of hyper-parameters, or a function that gives them.`);
  if (plugin.higherIsBetter !== undefined && !areMetrics(plugin.higherIsBetter)) problems.push(`${name}: higherIsBetter must be a list of metrics without their split, in small letters, digits and underscores, for example bleu.`);
  const places = [['hyperparameters', plugin.hyperparameters], ['prompt', plugin.prompt]] as const;
  for (const [place, specs] of places) problems.push(...specsProblems(specs, `${name}: ${place}`));
  if (problems.length > 0) return problems;
  const own = new EnumNames();
  for (const [place, specs] of places) problems.push(...enumConflicts(specs, plugin.key, [enums, own]).map((problem) => `${name}: ${place}.${problem}`));
  if (problems.length === 0) for (const [enumName, values] of own) enums.set(enumName, values);
  return problems;
}

function drawsByPrompt({ drawsClasses, prompt }: AnyPlugin): boolean {
  return typeof drawsClasses === 'function' && prompt?.label?.kind === 'TEXT' && prompt?.count?.kind === 'INT';
}

function isWarmStart({ warmStart, hyperparameters }: AnyPlugin): boolean {
  if (warmStart === true || typeof warmStart?.keeps === 'function') return true;
  return Array.isArray(warmStart?.keeps) && warmStart.keeps.every((field: unknown) => typeof field === 'string' && Object.hasOwn(hyperparameters ?? {}, field));
}

const areMetrics = (names: unknown): boolean => Array.isArray(names) && names.every((name) => typeof name === 'string' && METRIC.test(name));

function listProblems(value: unknown, known: readonly string[], place: string): string[] {
  const fits = Array.isArray(value) && value.length > 0 && value.every((one) => known.includes(one));
  return fits ? [] : [`${place} must be a list of one or more of ${known.join(', ')}.`];
}

function specsProblems(specs: Specs | undefined, place: string): string[] {
  if (typeof specs !== 'object' || specs === null || Object.keys(specs).length === 0) return [`${place} must hold at least one setting.`];
  return Object.entries(specs).flatMap(([field, spec]) => specProblems(field, spec).map((problem) => `${place}.${field} ${problem}`));
}

function specProblems(field: string, spec: Spec): string[] {
  const problems: string[] = [];
  if (!FIELD.test(field)) problems.push('must be named in letters and digits, beginning with a small letter.');
  if (typeof spec.description !== 'string' || spec.description === '') problems.push('must have a description, which forms and the API show.');
  if (spec.kind === 'ENUM') {
    if (!ENUM_NAME.test(spec.enumName)) problems.push(`enumName ${JSON.stringify(spec.enumName)} must be a GraphQL type name, for example Optimizer.`);
    const bad = spec.values.filter((value) => !ENUM_VALUE.test(value));
    if (bad.length > 0) problems.push(`values ${bad.join(', ')} must be GraphQL enum values in capitals.`);
  }
  const problem = spec.default === undefined ? undefined : valueProblem(spec, spec.default);
  if (problem) problems.push(`default ${JSON.stringify(spec.default)} ${problem}.`);
  return problems;
}

function enumConflicts(specs: Specs, plugin: string, [others, own]: readonly [EnumNames, EnumNames]): string[] {
  const choices = Object.entries(specs).filter((entry): entry is [string, ChoiceSpec] => entry[1].kind === 'ENUM');
  return choices.flatMap(([field, spec]) => {
    const values = [...spec.values].sort().join(', ');
    const first = others.get(spec.enumName) ?? own.get(spec.enumName);
    if (!first) own.set(spec.enumName, { plugin, values });
    return first && first.values !== values
      ? [`${field}: the enum ${spec.enumName} has other values in plugin ${JSON.stringify(first.plugin)} (${first.values}); use the same or another name.`]
      : [];
  });
}
