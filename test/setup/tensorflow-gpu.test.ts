import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { linkArguments } from '../../scripts/setup/tensorflow/binding.mjs';
import { chooseVariant, findGpus } from '../../scripts/setup/tensorflow/gpu.mjs';
import { chooseBuild, libraryKey, readPins } from '../../scripts/setup/tensorflow/plan.mjs';
import { gpus } from '../../src/tensor/native/devices.ts';

// No GPU is needed: the driver's tool is a script that says what the real one says.
const LINUX = { platform: 'linux', arch: 'x64', glibc: '2.36' };
const UNPACK = fileURLToPath(new URL('../../scripts/setup/tensorflow/unpack.py', import.meta.url));

let root: string;
const realPath = process.env['PATH'] ?? '';

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'flywheel-gpu-'));
});
afterEach(async () => {
  process.env['PATH'] = realPath;
  await rm(root, { recursive: true, force: true });
});

/** A PATH on which `nvidia-smi` runs this shell script. */
async function driverTool(script: string): Promise<string> {
  const file = path.join(root, 'nvidia-smi');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return `${root}:${realPath}`;
}

test('what the driver lists decides: two GPUs, a driver that is new enough, the CUDA build', async () => {
  const PATH = await driverTool(`case "$1" in --query-gpu=name,driver_version) printf 'NVIDIA H100 80GB HBM3, 550.54.15\\nNVIDIA L4, 550.54.15\\n';; *) exit 6;; esac`);
  const found = await findGpus({ PATH });
  expect(found).toEqual({ gpus: ['NVIDIA H100 80GB HBM3', 'NVIDIA L4'], driver: '550.54.15' });
  const { variant } = chooseVariant(LINUX, found, undefined);
  expect(chooseBuild(readPins(), LINUX, variant).name).toBe('linux-x64-cuda');
});

test.skipIf(existsSync('/dev/nvidiactl'))('a tool without a driver behind it, or without a GPU, means no GPU', async () => {
  const without = { gpus: [], driver: undefined };
  expect(await findGpus({ PATH: await driverTool('echo "NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver."; exit 9') })).toEqual(without);
  expect(await findGpus({ PATH: await driverTool('echo') })).toEqual(without);
  expect(await findGpus({ PATH: root })).toEqual(without);
});

test('a trainer lists the GPUs with their memory, and one without a name where the tool is not there', async () => {
  process.env['PATH'] = await driverTool(`case "$1" in --query-gpu=name,memory.total) printf 'NVIDIA L4, 23034\\n';; *) exit 6;; esac`);
  expect(await gpus()).toEqual([{ name: 'NVIDIA L4', kind: 'GPU', memoryBytes: 23_034 * 2 ** 20 }]);
  await rm(path.join(root, 'nvidia-smi'));
  process.env['PATH'] = root;
  expect(await gpus()).toEqual([{ name: 'NVIDIA GPU', kind: 'GPU', memoryBytes: null }]);
});

test('CUDA is refused where its libraries do not exist', () => {
  expect(() => chooseBuild(readPins(), { ...LINUX, arch: 'arm64' }, 'cuda')).toThrow(/no native library for linux-arm64-cuda/);
  expect(() => chooseBuild(readPins(), { platform: 'darwin', arch: 'arm64' }, 'cuda')).toThrow(/no native library for darwin-arm64-cuda/);
  expect(() => chooseBuild(readPins(), { ...LINUX, glibc: '2.17' }, 'cuda')).toThrow(/needs glibc 2\.27/);
});

test('the CUDA build has the same TensorFlow, room for itself, and every library that TensorFlow opens', () => {
  const pins = readPins();
  const { build } = chooseBuild(pins, LINUX, 'cuda');
  expect(build.wheels[0]).toMatchObject({ project: 'tensorflow', version: pins.version });
  expect(build.wheels.slice(1).map(({ project }) => project.replace(/^nvidia-(cuda-)?|-cu12$/g, '')).sort()).toEqual(
    ['cublas', 'cudnn', 'cufft', 'cupti', 'curand', 'cusolver', 'cusparse', 'nccl', 'nvcc', 'nvjitlink', 'nvrtc', 'runtime']);
  expect(build.diskBytes).toBeGreaterThan(2 * build.wheels.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(libraryKey(pins, 'linux-x64-cuda')).toMatch(/^library-2\.21\.0-linux-x64-cuda-[0-9a-f]{12}$/);
});

/** Members of the wheels as they are laid out on the package index: what is taken, and what is left. */
const MEMBERS: Readonly<Record<string, { taken: string[]; left: string[] }>> = {
  'nvidia-cublas-cu12': { taken: ['nvidia/cublas/lib/libcublas.so.12', 'nvidia/cublas/lib/libcublasLt.so.12'], left: ['nvidia/cublas/include/cublas.h', 'nvidia/__init__.py'] },
  'nvidia-cuda-nvrtc-cu12': { taken: ['nvidia/cuda_nvrtc/lib/libnvrtc.so.12'], left: ['nvidia/cuda_nvrtc/lib/libnvrtc.alt.so.12'] },
  'nvidia-cuda-nvcc-cu12': { taken: ['nvidia/cuda_nvcc/bin/ptxas', 'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc'], left: ['nvidia/cuda_nvcc/nvvm/bin/cicc'] },
  'nvidia-cudnn-cu12': { taken: ['nvidia/cudnn/lib/libcudnn.so.9', 'nvidia/cudnn/lib/libcudnn_ops.so.9'], left: ['nvidia/cudnn/include/cudnn.h'] },
  'nvidia-nccl-cu12': { taken: ['nvidia/nccl/lib/libnccl.so.2'], left: ['nvidia/nccl/include/nccl.h'] },
};

function runPython(args: readonly string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile('python3', [...args], (error) => (error === null ? resolve() : reject(error)));
    child.stdin?.end(input);
  });
}

const ZIP = `
import json, sys, zipfile
job = json.load(sys.stdin)
with zipfile.ZipFile(job["file"], "w") as wheel:
    for name in job["names"]:
        member = zipfile.ZipInfo(name)
        member.external_attr = (0o100744 if name.endswith("ptxas") else 0o100600) << 16
        wheel.writestr(member, name)
`;

test('the libraries come to lie where TensorFlow looks, nvidia/ beside tensorflow/, readable by all, ptxas runnable', async () => {
  const pinned = new Map(chooseBuild(readPins(), LINUX, 'cuda').build.wheels.map((wheel) => [wheel.project, wheel]));
  const target = path.join(root, 'library');
  const wheels = [];
  for (const [project, { taken, left }] of Object.entries(MEMBERS)) {
    const file = path.join(root, `${project}.whl`);
    await runPython(['-c', ZIP], JSON.stringify({ file, names: [...taken, ...left] }));
    wheels.push({ file, sha256: createHash('sha256').update(await readFile(file)).digest('hex'), names: [], prefixes: [], patterns: pinned.get(project)?.files });
  }
  await mkdir(target);
  await runPython([UNPACK], JSON.stringify({ target, wheels }));

  const files = (await readdir(target, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => path.relative(target, path.join(entry.parentPath, entry.name)));
  expect(files.sort()).toEqual(Object.values(MEMBERS).flatMap(({ taken }) => taken).sort());
  expect((await stat(path.join(target, 'nvidia/cuda_nvcc/bin/ptxas'))).mode & 0o777).toBe(0o755);
  expect((await stat(path.join(target, 'nvidia/nccl/lib/libnccl.so.2'))).mode & 0o777).toBe(0o644);
});

test('the address of its folder of the cache is linked into the binding', () => {
  const { build } = chooseBuild(readPins(), LINUX, 'cuda');
  expect(linkArguments('linux', '/cache/library', build.libraries)).toEqual([
    '-shared', '-L/cache/library/tensorflow', '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', '-Wl,-rpath,/cache/library/tensorflow',
  ]);
});
