import { definePlugin } from 'flywheel/plugin';
import { pluginProblems } from 'flywheel/plugin/testing';
import { expect, it } from 'vitest';
import vae from '../../plugins/vae/index.ts';

it('a plugin that says it draws classes needs a prompt that asks for one', () => {
  expect(pluginProblems(vae)).toEqual([]);
  const { label, ...prompt } = vae.prompt;
  expect(label.kind).toBe('TEXT');
  const unasked = definePlugin({ ...vae, key: 'unasked', prompt });
  expect(pluginProblems(unasked)).toEqual(['Plugin "unasked": drawsClasses must be a function of the hyper-parameters, and the prompt must have label (text) and count (int).']);
});

it('a plugin that goes on from its models says which of its own hyper-parameters fix the shapes', () => {
  const problem = 'Plugin "going": warmStart must be true, or have keeps: names of hyper-parameters, or a function that gives them.';
  const going = (warmStart: unknown) => pluginProblems(Object.defineProperty(definePlugin({ ...vae, key: 'going' }), 'warmStart', { value: warmStart, enumerable: true }));
  expect(going(true)).toEqual([]);
  expect(going({ keeps: () => [] })).toEqual([]);
  for (const warmStart of [false, {}, { keeps: 'filters' }, { keeps: ['filters', 'nothing'] }]) expect(going(warmStart)).toEqual([problem]);
});
