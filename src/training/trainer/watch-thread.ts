import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { BEAT_MS, type Beat, WATCH_FD } from '../protocol.ts';
import { COMMANDS, PULSE } from './watch-memory.ts';

// A thread of its own: TensorFlow may hold the main thread for seconds, and a plugin for ever. Runs without tsx, on
// Node's own type stripping, which starts in 30 ms.
const memory = new Int32Array(workerData as SharedArrayBuffer);
const socket = new Socket({ fd: WATCH_FD, readable: true, writable: true });

socket.on('data', (bytes: Buffer) => {
  for (const command of bytes) Atomics.or(memory, COMMANDS, command);
});
socket.on('error', () => socket.destroy());
// The worker is gone, and nobody wants what this process computes; `process.exit` would end this thread alone.
socket.on('close', () => process.kill(process.pid, 'SIGKILL'));

setInterval(() => {
  const beat: Beat = { pulse: Atomics.load(memory, PULSE), resident: process.memoryUsage.rss(), available: process.availableMemory() };
  socket.write(`${JSON.stringify(beat)}\n`);
}, BEAT_MS);
