import { type AnyPlugin, type ChoiceSpec, type Spec, type Specs, valueProblem } from '../plugin/index.ts';

const KEY = /^[a-z][a-z0-9]*$/;
const FIELD = /^[a-z][A-Za-z0-9]*$/;
const ENUM_NAME = /^[A-Z][A-Za-z0-9]*$/;
const ENUM_VALUE = /^[A-Z][A-Z0-9_]*$/;

/** What is wrong with a list of plugins, each sentence naming the plugin, the place and the fix. */
export function pluginProblems(plugins: readonly AnyPlugin[]): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const enums = new Map<string, { plugin: string; values: string }>();
  for (const plugin of plugins) {
    const name = `Plugin ${JSON.stringify(plugin.key ?? plugin.name ?? '?')}`;
    if (typeof plugin.key !== 'string' || !KEY.test(plugin.key)) problems.push(`${name}: key must be lower-case letters and digits, beginning with a letter.`);
    if (seen.has(plugin.key)) problems.push(`${name}: another plugin has this key; give it one of its own.`);
    seen.add(plugin.key);
    if (plugin.apiVersion !== 1) problems.push(`${name}: apiVersion is ${String(plugin.apiVersion)}, this server speaks 1; install a version of the plugin made for it.`);
    if (typeof plugin.executor !== 'function') problems.push(`${name}: executor must be a function such as () => import('./executor.ts').`);
    for (const [place, specs] of [['hyperparameters', plugin.hyperparameters], ['prompt', plugin.prompt]] as const) {
      problems.push(...specsProblems(specs, `${name}: ${place}`));
      problems.push(...enumConflicts(specs, plugin.key, enums).map((problem) => `${name}: ${place}.${problem}`));
    }
  }
  return problems;
}

function specsProblems(specs: Specs | undefined, place: string): string[] {
  if (typeof specs !== 'object' || specs === null || Object.keys(specs).length === 0) return [`${place} must hold at least one setting.`];
  return Object.entries(specs).flatMap(([field, spec]) => specProblems(field, spec).map((problem) => `${place}.${field} ${problem}`));
}

function specProblems(field: string, spec: Spec): string[] {
  const problems: string[] = [];
  if (!FIELD.test(field)) problems.push('must be named in letters and digits, beginning with a small letter.');
  if (spec.kind === 'ENUM') {
    if (!ENUM_NAME.test(spec.enumName)) problems.push(`enumName ${JSON.stringify(spec.enumName)} must be a GraphQL type name, for example Optimizer.`);
    const bad = spec.values.filter((value) => !ENUM_VALUE.test(value));
    if (bad.length > 0) problems.push(`values ${bad.join(', ')} must be GraphQL enum values in capitals.`);
  }
  const problem = spec.default === undefined ? undefined : valueProblem(spec, spec.default);
  if (problem) problems.push(`default ${JSON.stringify(spec.default)} ${problem}.`);
  return problems;
}

function enumConflicts(specs: Specs | undefined, plugin: string, known: Map<string, { plugin: string; values: string }>): string[] {
  const choices = Object.entries(specs ?? {}).filter((entry): entry is [string, ChoiceSpec] => entry[1].kind === 'ENUM');
  return choices.flatMap(([field, spec]) => {
    const values = [...spec.values].sort().join(', ');
    const first = known.get(spec.enumName);
    if (!first) known.set(spec.enumName, { plugin, values });
    return first && first.values !== values
      ? [`${field}: the enum ${spec.enumName} has other values in plugin ${JSON.stringify(first.plugin)} (${first.values}); use the same or another name.`]
      : [];
  });
}
