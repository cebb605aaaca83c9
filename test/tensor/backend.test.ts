import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parseGpuRows } from '../../src/tensor/native/devices.ts';
import { probeBackend } from '../../src/tensor/probe.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('WASM, when asked for, multiplies matrices', async () => {
  const { compute, product } = await probeBackend({ backend: 'wasm', measure: true });
  expect(compute).toMatchObject({ backend: 'WASM', libraryVersion: null, devices: [{ kind: 'CPU', memoryBytes: expect.any(Number) }] });
  expect(product?.gflops).toBeGreaterThan(0.1);
});

test('WebGPU, when asked for, works or says what it lacks', async () => {
  const { compute, why } = await probeBackend({ backend: 'webgpu' });
  if (compute) expect(compute.backend).toBe('WEBGPU');
  else expect(why).toEqual([expect.stringMatching(/^WebGPU: (no GPU adapter was found|its library does not load|TensorFlow\.js could not start)/)]);
});

test('the best backend is taken, with a reason for each better one that was not', async () => {
  const { compute, why } = await probeBackend();
  const order = ['TENSORFLOW', 'WEBGPU', 'WASM'];
  expect(why.length).toBe(order.indexOf(compute?.backend ?? ''));
  if (compute?.backend === 'TENSORFLOW') expect(compute.libraryVersion).toMatch(/^2\.\d+\.\d+/);
});

test('without the native binding it says so and takes a fallback', async () => {
  // A tree like ours in which nothing has linked the binding in.
  const root = await mkdtemp(path.join(tmpdir(), 'flywheel-backend-'));
  try {
    const modules = path.join(ROOT, 'node_modules');
    await cp(path.join(ROOT, 'src/tensor'), path.join(root, 'src/tensor'), { recursive: true });
    await mkdir(path.join(root, 'node_modules/@tensorflow/tfjs-node-gpu'), { recursive: true });
    for (const name of ['package.json', 'node_modules/@tensorflow/tfjs-node-gpu/package.json']) await cp(path.join(ROOT, name), path.join(root, name));
    for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', 'webgpu', 'zod']) await symlink(path.join(modules, name), path.join(root, 'node_modules', name));
    const args = [path.join(root, 'src/tensor/probe-process.ts')];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
    const found: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(found).toMatchObject({
      compute: { backend: expect.stringMatching(/^(WEBGPU|WASM)$/) },
      why: expect.arrayContaining([expect.stringMatching(/^Native TensorFlow is not available: its binding has not been built\. Run `npm run doctor`/)]),
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test('the GPUs that the driver lists, with their memory', () => {
  expect(parseGpuRows('NVIDIA H100 80GB HBM3, 81559\nNVIDIA T4, [N/A]\n')).toEqual([
    { name: 'NVIDIA H100 80GB HBM3', kind: 'GPU', memoryBytes: 81_559 * 2 ** 20 },
    { name: 'NVIDIA T4', kind: 'GPU', memoryBytes: null },
  ]);
});
