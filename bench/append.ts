import { z } from 'zod';

/**
 * How many records a server takes by appendRecords, and how soon it answers: in batches of 500 and one by one, by several
 * clients at a time, each call sent once the one before is answered.
 *
 *   FLYWHEEL_URL=http://127.0.0.1:4000 FLYWHEEL_KEY=fw_… node --import tsx bench/append.ts [seconds]
 *
 * Makes datasets, and leaves them. Needs no worker.
 */
const url = `${process.env['FLYWHEEL_URL'] ?? 'http://127.0.0.1:4000'}/graphql`;
const headers = { 'content-type': 'application/json', authorization: `Bearer ${process.env['FLYWHEEL_KEY'] ?? ''}` };
const answer = z.object({ data: z.unknown(), errors: z.array(z.object({ message: z.string() })).optional() });

async function ask<T>(shape: z.ZodType<T>, query: string, variables: Record<string, unknown>): Promise<T> {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = answer.parse(await response.json());
  if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
  return shape.parse(data);
}

const created = z.object({ createDataset: z.object({ dataset: z.object({ id: z.string() }) }) });
const appended = z.object({ appendRecords: z.object({ accepted: z.number() }) });
const APPEND = 'mutation ($input: AppendRecordsInput!) { appendRecords(input: $input) { accepted } }';

/** About 100 characters each, as a question or a review has. */
const record = (number: number) => ({ key: `record-${number}`, text: `${number}: my card has not arrived yet, and I was told that it would take a week at most. What now?`, label: `class ${number % 20}`, subject: `person-${number % 1000}` });

async function measure(size: number, clients: number, seconds: number) {
  const { createDataset } = await ask(created, 'mutation { createDataset(input: { name: "appended", kind: TEXT }) { dataset { id } } }', {});
  const times: number[] = [];
  let number = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, async () => {
    while (performance.now() - start < seconds * 1000) {
      const records = Array.from({ length: size }, () => record((number += 1)));
      const sent = performance.now();
      const { accepted } = (await ask(appended, APPEND, { input: { datasetId: createDataset.dataset.id, records } })).appendRecords;
      if (accepted !== size) throw new Error(`${accepted} of ${size} records were accepted.`);
      times.push(performance.now() - sent);
    }
  }));
  const spent = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 10) / 10;
  return { size, clients, records: number, perSecond: Math.round(number / spent), calls: times.length, p50: at(0.5), p99: at(0.99) };
}

const seconds = Number(process.argv[2] ?? 10);
await measure(500, 2, 2); // Not counted: connections open and code is compiled.
for (const [size, clients] of [[500, 1], [500, 4], [1, 1], [1, 20]] as const) console.log(JSON.stringify(await measure(size, clients, seconds)));
