import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Application } from './application.ts';

export interface Measured {
  readonly calls: number;
  readonly items: number;
  readonly perSecond: number;
  /** Milliseconds from when a call was due, or sent, to its answer. */
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

export type Item = Readonly<Record<string, unknown>>;

export function measured(times: readonly number[], items: number, seconds: number): Measured {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
  return { calls: times.length, items, perSecond: Math.round(items / seconds), p50: at(0.5), p99: at(0.99), most: at(1) };
}

const batch = z.object({ giveFeedbackBatch: z.object({ stored: z.number(), userErrors: z.array(z.object({ message: z.string() })) }) });
const single = z.object({ giveFeedback: z.object({ feedback: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string() })) }) });
const BATCH = 'mutation ($input: GiveFeedbackBatchInput!) { giveFeedbackBatch(input: $input) { stored userErrors { message } } }';
const SINGLE = 'mutation ($input: GiveFeedbackInput!) { giveFeedback(input: $input) { feedback { id } userErrors { message } } }';

/** Batches when they are due, whether earlier ones were answered or not, as independent front ends send them. A call in 50 is sent again, as after a lost answer. */
export async function batches(app: Application, item: (number: number) => Item, options: { perSecond: number; size: number; seconds: number }): Promise<Measured> {
  const { perSecond, size, seconds } = options;
  const times: number[] = [];
  const send = async (call: number, due: number) => {
    const input = { items: Array.from({ length: size }, (_, at) => item(call * size + at)) };
    const { giveFeedbackBatch } = await app.ask(batch, BATCH, { input });
    times.push(performance.now() - due);
    if (giveFeedbackBatch.stored !== size) throw new Error(`${giveFeedbackBatch.stored} of ${size} were stored: ${giveFeedbackBatch.userErrors[0]?.message}`);
    if (call % 50 === 0 && (await app.ask(batch, BATCH, { input })).giveFeedbackBatch.stored !== 0) throw new Error('What was stored was stored again.');
  };
  const start = performance.now();
  const pending: Promise<void>[] = [];
  const calls = Math.round((perSecond / size) * seconds);
  for (let call = 0; call < calls; call += 1) {
    const due = start + (call * size * 1000) / perSecond;
    await wait(Math.max(0, due - performance.now()));
    pending.push(send(call, due));
  }
  await Promise.all(pending);
  return measured(times, calls * size, (performance.now() - start) / 1000);
}

/** One at a time by each of several clients, each as soon as the one before is answered. */
export async function singles(app: Application, item: (number: number) => Item, { clients, seconds }: { clients: number; seconds: number }): Promise<Measured> {
  const times: number[] = [];
  let number = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, async () => {
    while (performance.now() - start < seconds * 1000) {
      const sent = performance.now();
      const { feedback, userErrors } = (await app.ask(single, SINGLE, { input: item(number++) })).giveFeedback;
      if (!feedback) throw new Error(userErrors[0]?.message);
      times.push(performance.now() - sent);
    }
  }));
  return measured(times, number, (performance.now() - start) / 1000);
}

/** How long something else that people look at takes meanwhile. */
export async function watching(app: Application, modelId: string, signal: AbortSignal): Promise<Measured> {
  const times: number[] = [];
  const start = performance.now();
  while (!signal.aborted) {
    const sent = performance.now();
    await app.ask(z.unknown(), 'query ($id: ID!) { node(id: $id) { ... on Model { name versions(first: 5) { edges { node { number } } } } } }', { id: modelId });
    times.push(performance.now() - sent);
    await wait(100);
  }
  return measured(times, times.length, (performance.now() - start) / 1000);
}
