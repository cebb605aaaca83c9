import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { GenerateContext, Output, TextPart } from 'flywheel/plugin';
import type { prompt } from './settings.ts';

type Context = GenerateContext<typeof prompt>;

export async function* generate(context: Context): AsyncGenerator<Output | TextPart, void, void> {
  const { prompt, readImage } = context;
  switch (prompt.make) {
    case 'TEXT':
      for (let text = 0; text < prompt.count; text += 1) yield* makeText(context, text);
      return;
    case 'CLASSES':
      yield { type: 'classification', label: 'cat', probabilities: [{ label: 'cat', probability: 0.7 }, { label: 'dog', probability: 0.2 }, { label: 'owl', probability: 0.1 }] };
      return;
    case 'ITEMS':
      yield { type: 'recommendation', items: [{ item: 'Casablanca', score: 2.5 }, { item: 'Vertigo', score: -1 }] };
      return;
    case 'ECHO':
      yield { type: 'text', text: JSON.stringify({ text: prompt.text, texts: prompt.texts, features: prompt.features }) };
      return;
    case 'IMAGE': {
      const { width, height, channels, pixels } = await readImage(prompt.image ?? '');
      yield { type: 'text', text: `${height} × ${width} × ${channels}, begins with ${pixels[0]}` };
      return;
    }
    case 'HALF_CHARACTER':
      yield { type: 'text-part', text: '\uD83D' };
      return;
    case 'WRONG_SUM':
      yield { type: 'classification', label: 'cat', probabilities: [{ label: 'cat', probability: 0.5 }] };
      return;
    case 'NOT_A_NUMBER':
      yield { type: 'recommendation', items: [{ item: 'Casablanca', score: NaN }] };
      return;
    case 'UNKNOWN':
      // What a plugin in JavaScript may make.
      yield JSON.parse('{"type":"sound"}');
      return;
    case 'OTHER_UPLOAD':
      await readImage('../../secrets');
  }
}

/** `t0.0 t0.1 …`: each token says which text it is of, and its place. */
async function* makeText({ prompt, signal }: Context, text: number): AsyncGenerator<Output | TextPart, void, void> {
  const tokens: string[] = [];
  try {
    while (tokens.length < prompt.tokens) {
      if (tokens.length > 0) await pass(prompt.paceMs, prompt.busyMs, signal);
      const token = `t${text}.${tokens.length} `;
      tokens.push(token);
      yield { type: 'text-part', text: token };
    }
    yield { type: 'text', text: tokens.join('') };
  } finally {
    if (prompt.endsIn !== undefined) await writeFile(prompt.endsIn, String(tokens.length));
  }
}

async function pass(waitMs: number, busyMs: number, signal: AbortSignal): Promise<void> {
  if (waitMs > 0) await wait(waitMs, undefined, { signal });
  for (const until = performance.now() + busyMs; performance.now() < until; );
}
