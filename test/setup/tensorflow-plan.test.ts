import { expect, test } from 'vitest';
import { chooseVariant } from '../../scripts/setup/tensorflow/gpu.mjs';
import { atLeast, bindingKey, cacheRoot, chooseBuild, libraryKey, readPins } from '../../scripts/setup/tensorflow/plan.mjs';

const linux = { platform: 'linux', arch: 'x64', glibc: '2.36' };
const gpu = { gpus: ['NVIDIA H100'], driver: '550.54.15' };

test('CUDA is taken for an NVIDIA GPU with a recent driver on Linux x64 only', () => {
  expect(chooseVariant(linux, gpu, undefined)).toEqual({ variant: 'cuda', why: 'NVIDIA GPU found (NVIDIA H100)' });
  expect(chooseVariant(linux, { gpus: [], driver: undefined }, undefined).variant).toBe('cpu');
  expect(chooseVariant({ ...linux, arch: 'arm64' }, gpu, undefined)).toMatchObject({ variant: 'cpu', why: expect.stringContaining('Linux x64 only') });
  expect(chooseVariant(linux, { ...gpu, driver: '470.82.01' }, undefined)).toMatchObject({ variant: 'cpu', why: expect.stringContaining('older than 525.60') });
  expect(chooseVariant(linux, gpu, 'cpu').variant).toBe('cpu');
  expect(chooseVariant(linux, { gpus: [], driver: undefined }, 'cuda').variant).toBe('cuda');
});

test('a machine without a build is told so', () => {
  const pins = readPins();
  expect(chooseBuild(pins, linux, 'cpu').name).toBe('linux-x64-cpu');
  expect(chooseBuild(pins, { platform: 'darwin', arch: 'arm64' }, 'cpu').build.libraries).toContain('tensorflow/libtensorflow_cc.2.dylib');
  expect(() => chooseBuild(pins, { platform: 'win32', arch: 'x64' }, 'cpu')).toThrow(/no native library for win32-x64-cpu.*WebGPU or WASM/);
  expect(() => chooseBuild(pins, { ...linux, glibc: undefined }, 'cpu')).toThrow(/needs glibc 2.27 or newer and this system has none/);
  expect(() => chooseBuild(pins, { ...linux, glibc: '2.17' }, 'cpu')).toThrow(/this system has 2.17/);
});

test('each build has its wheels pinned by sha256 and size', () => {
  const { builds } = readPins();
  for (const build of Object.values(builds)) {
    for (const wheel of build.wheels) expect(wheel).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: expect.any(Number), version: expect.stringMatching(/^\d/) });
  }
});

test('a changed wheel or binding source gets a cache folder of its own, an unchanged one its old', () => {
  const pins = readPins();
  const changed = structuredClone(pins);
  changed.builds['linux-x64-cpu']?.wheels.forEach((wheel) => (wheel.sha256 = '0'.repeat(64)));
  const key = libraryKey(pins, 'linux-x64-cpu');
  expect(key).toMatch(/^library-2\.21\.0-linux-x64-cpu-[0-9a-f]{12}$/);
  expect(libraryKey(readPins(), 'linux-x64-cpu')).toBe(key);
  expect(libraryKey(changed, 'linux-x64-cpu')).not.toBe(key);

  expect(bindingKey(`/cache/${key}`, ['a', 'b'])).toMatch(/^binding-2\.21\.0-linux-x64-cpu-[0-9a-f]{12}$/);
  expect(bindingKey(`/cache/${key}`, ['a', 'b'])).not.toBe(bindingKey(`/cache/${key}`, ['ab', '']));
  // The address of the library is linked into the binding.
  expect(bindingKey(`/cache/${key}`, ['a', 'b'])).not.toBe(bindingKey(`/other/${key}`, ['a', 'b']));
});

test('the cache lies where the settings say', () => {
  expect(cacheRoot({ FLYWHEEL_CACHE: '/big/disk' })).toBe('/big/disk');
  expect(cacheRoot({ XDG_CACHE_HOME: '/home/a/cache' })).toBe('/home/a/cache/flywheel');
  expect(cacheRoot({ XDG_CACHE_HOME: 'not-absolute' })).toMatch(/\/\.cache\/flywheel$/);
});

test('versions are compared by number', () => {
  expect(atLeast('22.9', '22.17')).toBe(false);
  expect(atLeast('24.0.0', '22.17')).toBe(true);
  expect(atLeast('22.17', '22.17')).toBe(true);
  expect(atLeast(undefined, '1')).toBe(false);
});
