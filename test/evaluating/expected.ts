import { readFileSync } from 'node:fs';
import { z } from 'zod';

const interval = z.tuple([z.number(), z.number()]);
const numbers = z.array(z.number());
const two = z.tuple([numbers, numbers]);
const bootstrapped = z.object({ values: z.tuple([z.number(), z.number()]), interval, error: z.number(), difference: interval, differenceError: z.number() });

/** What statistics-expected.py wrote. */
export const expected = z
  .object({
    mcNemar: z.array(z.object({ onlyFirst: z.int(), onlySecond: z.int(), p: z.number() })),
    pairedDifference: z.array(z.object({ onlyFirst: z.int(), onlySecond: z.int(), total: z.int(), interval })),
    wilson: z.array(z.object({ successes: z.int(), total: z.int(), interval })),
    holm: z.object({ given: numbers, adjusted: numbers }),
    resampled: z.object({ differences: numbers, interval, p: z.number() }),
    jackknife: z.object({ withoutOne: numbers, interval }),
    samples: z.object({ labels: z.array(z.int()), margins: two, tokens: numbers, nats: two }),
    bootstrap: z.record(z.string(), bootstrapped),
  })
  .parse(JSON.parse(readFileSync(new URL('statistics-expected.json', import.meta.url), 'utf8')));
