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

it('a plugin names the metrics of which more is better without their split', () => {
  const problem = 'Plugin "liking": higherIsBetter must be a list of metrics without their split, in small letters, digits and underscores, for example bleu.';
  const liking = (higherIsBetter: unknown) => pluginProblems(Object.defineProperty(definePlugin({ ...vae, key: 'liking' }), 'higherIsBetter', { value: higherIsBetter, enumerable: true }));
  expect(liking(['bleu', 'ndcg_at_10'])).toEqual([]);
  for (const wrong of ['bleu', true, [''], [1], ['validation/bleu']]) expect(liking(wrong)).toEqual([problem]);
});

it('a plugin that goes on from its models says which of its own hyper-parameters fix the shapes', () => {
  const problem = 'Plugin "going": warmStart must be true, or have keeps: names of hyper-parameters, or a function that gives them.';
  const going = (warmStart: unknown) => pluginProblems(Object.defineProperty(definePlugin({ ...vae, key: 'going' }), 'warmStart', { value: warmStart, enumerable: true }));
  expect(going(true)).toEqual([]);
  expect(going({ keeps: () => [] })).toEqual([]);
  for (const warmStart of [false, {}, { keeps: 'filters' }, { keeps: ['filters', 'nothing'] }]) expect(going(warmStart)).toEqual([problem]);
});
