// The part of `npm run doctor` that computes: what each backend is, whether it works and how fast it multiplies. One line of JSON.
import { probeBackend } from './probe.ts';

const backends = [];
for (const backend of ['tensorflow', 'webgpu', 'wasm'] as const) backends.push({ backend, ...(await probeBackend({ backend, measure: true })) });
process.stdout.write(`${JSON.stringify({ node: process.version, backends })}\n`);
