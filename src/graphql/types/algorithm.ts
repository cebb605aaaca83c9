import type { AnyPlugin, ChoiceSpec, DatasetKind, Spec, Specs } from '../../plugin/index.ts';
import type { Plugins } from '../../plugins/load-plugins.ts';
import { builder } from '../builder.ts';
import { DatasetKindType } from './dataset.ts';

interface HyperparameterView {
  readonly name: string;
  readonly spec: Spec;
}

export interface AlgorithmView {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly datasetKinds: readonly DatasetKind[];
  readonly hyperparameters: readonly HyperparameterView[];
  readonly prompt: readonly HyperparameterView[];
}

const Hyperparameter = builder.objectRef<HyperparameterView>('Hyperparameter').implement({
  description: 'A setting of an algorithm or a field of its prompts, described as data, for forms.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    name: t.exposeString('name'),
    description: t.string({ resolve: ({ spec }) => spec.description }),
    kind: t.string({ description: 'INT, FLOAT, BOOLEAN, ENUM, TEXT, TEXTS (a list), RECORD (an object of plain values), IMAGE_UPLOAD (the id of an upload) or POINTS (lists of numbers).', resolve: ({ spec }) => spec.kind }),
    default: t.field({ type: 'JSON', nullable: true, description: 'Null where the value is chosen from the data, or may be left out.', resolve: ({ spec }) => spec.default ?? null }),
    minimum: t.float({ nullable: true, resolve: ({ spec }) => (spec.kind === 'INT' || spec.kind === 'FLOAT' ? spec.minimum : null) }),
    maximum: t.float({ nullable: true, resolve: ({ spec }) => (spec.kind === 'INT' || spec.kind === 'FLOAT' ? spec.maximum : null) }),
    values: t.stringList({ nullable: true, resolve: ({ spec }) => (spec.kind === 'ENUM' ? [...spec.values] : null) }),
  }),
});

export const AlgorithmType = builder.objectRef<AlgorithmView>('Algorithm').implement({
  description: 'What a plugin can train.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    key: t.exposeString('key', { description: "The plugin's key, and its field in AlgorithmInput." }),
    name: t.exposeString('name'),
    description: t.exposeString('description'),
    version: t.exposeString('version'),
    datasetKinds: t.field({ type: [DatasetKindType], resolve: (algorithm) => [...algorithm.datasetKinds] }),
    hyperparameters: t.field({ type: [Hyperparameter], resolve: (algorithm) => [...algorithm.hyperparameters] }),
    prompt: t.field({ type: [Hyperparameter], description: 'The fields of its prompts, in PromptInput.', resolve: (algorithm) => [...algorithm.prompt] }),
  }),
});

export function algorithmOf(plugin: AnyPlugin): AlgorithmView {
  return { ...plugin, hyperparameters: viewsOf(plugin.hyperparameters), prompt: viewsOf(plugin.prompt) };
}

const viewsOf = (specs: Specs) => Object.entries(specs).map(([name, spec]) => ({ name, spec }));

/** The algorithm of a stored run or model; by its key alone where its plugin is no longer installed. */
export function algorithmByKey(plugins: Plugins, key: string, version = ''): AlgorithmView {
  const plugin = plugins.get(key);
  return plugin ? algorithmOf(plugin) : { key, name: key, description: 'Its plugin is not installed.', version, datasetKinds: [], hyperparameters: [], prompt: [] };
}

builder.queryField('algorithms', (t) =>
  t.field({
    type: [AlgorithmType],
    authScopes: { scope: ['READ'] },
    description: 'What the installed plugins can train, with their typed hyper-parameters described as data (for forms).',
    resolve: (_root, _args, { plugins }) => [...plugins.values()].map(algorithmOf),
  }),
);

const pascal = (key: string) => key.charAt(0).toUpperCase() + key.slice(1);

/** `AlgorithmInput` and `PromptInput`: exactly one field, added by its plugin. */
export function definePluginInputs(plugins: Plugins) {
  const enumFor = enumRegistry();
  const oneOf = (name: string, suffix: string, specsOf: (plugin: AnyPlugin) => Specs) => {
    const inputs = [...plugins.values()].map((plugin) => [plugin.key, settingsInput(`${pascal(plugin.key)}${suffix}`, plugin.description, specsOf(plugin), enumFor)] as const);
    return builder.inputType(name, {
      description: 'Exactly one field, added by its plugin.',
      isOneOf: true,
      fields: (t) => Object.fromEntries(inputs.map(([key, type]) => [key, t.field({ type })])),
    });
  };
  return {
    AlgorithmInput: oneOf('AlgorithmInput', 'Hyperparameters', (plugin) => plugin.hyperparameters),
    PromptInput: oneOf('PromptInput', 'Prompt', (plugin) => plugin.prompt),
  };
}

/** Plugins that name the same enum share one type. */
function enumRegistry() {
  const define = (name: string, values: readonly string[]) => builder.enumType(name, { values, description: `Choices of ${name}.` });
  const known = new Map<string, ReturnType<typeof define>>();
  return ({ enumName, values }: ChoiceSpec) => {
    const ref = known.get(enumName) ?? define(enumName, values);
    known.set(enumName, ref);
    return ref;
  };
}

function settingsInput(name: string, description: string, specs: Specs, enumFor: ReturnType<typeof enumRegistry>) {
  return builder.inputType(name, {
    description,
    fields: (t) =>
      Object.fromEntries(
        Object.entries(specs).map(([field, spec]) => {
          const described = { description: `${spec.description}${rangeOf(spec)}` };
          switch (spec.kind) {
            case 'INT':
              return [field, t.int({ ...described, defaultValue: spec.default })] as const;
            case 'FLOAT':
              return [field, t.float({ ...described, defaultValue: spec.default })] as const;
            case 'BOOLEAN':
              return [field, t.boolean({ ...described, defaultValue: spec.default })] as const;
            case 'ENUM':
              return [field, t.field({ ...described, type: enumFor(spec), defaultValue: spec.default })] as const;
            case 'TEXT':
              return [field, t.string(described)] as const;
            case 'TEXTS':
              return [field, t.stringList(described)] as const;
            case 'RECORD':
              return [field, t.field({ ...described, type: 'JSON' })] as const;
            case 'IMAGE_UPLOAD':
              return [field, t.id(described)] as const;
            case 'POINTS':
              return [field, t.field({ ...described, type: t.listRef(t.listRef('Float')) })] as const;
          }
        }),
      ),
  });
}

function rangeOf(spec: Spec): string {
  if (spec.kind === 'TEXT') return ` At most ${spec.maxLength} characters.`;
  if (spec.kind === 'TEXTS') return ` At most ${spec.maxTexts}, of at most ${spec.maxLength} characters each.`;
  if (spec.kind === 'RECORD') return ` At most ${spec.maxFields} fields.`;
  if (spec.kind === 'IMAGE_UPLOAD') return ' The id of an upload: PNG, JPEG or WebP.';
  if (spec.kind !== 'INT' && spec.kind !== 'FLOAT') return '';
  if (spec.minimum !== undefined && spec.maximum !== undefined) return ` From ${spec.minimum} to ${spec.maximum}.`;
  if (spec.minimum !== undefined) return ` At least ${spec.minimum}.`;
  return spec.maximum !== undefined ? ` At most ${spec.maximum}.` : '';
}
