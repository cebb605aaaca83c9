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
