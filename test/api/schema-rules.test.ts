import { isInputObjectType, isIntrospectionType, isObjectType, isScalarType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import { loadPlugins } from '../../src/plugins/load-plugins.ts';

const withRule = z.object({ pothosOptions: z.object({ authScopes: z.unknown().refine((rule) => rule !== undefined) }) });
const hasRule = (extensions: unknown) => withRule.safeParse(extensions).success;

const schema = buildSchema(await loadPlugins(readConfig({}).pluginsFile));
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => type != null);
const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));

describe('deny by default', () => {
  test.each(roots.flatMap((root) => Object.values(root.getFields()).map((field) => [`${root.name}.${field.name}`, field] as const)))('%s has a rule', (_name, field) => {
    expect(hasRule(field.extensions)).toBe(true);
  });

  test.each(types.filter(isObjectType).filter((type) => !roots.includes(type)).map((type) => [type.name, type] as const))('%s has a rule, on itself or on each field', (_name, type) => {
    expect(hasRule(type.extensions) || Object.values(type.getFields()).every((field) => hasRule(field.extensions))).toBe(true);
  });
});

describe('a reader finds every type explained', () => {
  test.each(types.filter((type) => !isScalarType(type) || !['Int', 'Float', 'String', 'Boolean', 'ID'].includes(type.name)).map((type) => [type.name, type] as const))('%s', (_name, type) => {
    expect(type.description ?? '').not.toBe('');
    if (isInputObjectType(type)) expect(Object.keys(type.getFields()).length).toBeGreaterThan(0);
  });
});
