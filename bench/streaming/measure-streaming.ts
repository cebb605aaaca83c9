import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';

const answer = z.object({ data: z.object({ generate: z.object({ generation: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string() })) }) }) });
const batch = z.object({ generationEvents: z.object({ events: z.array(z.object({ __typename: z.string(), text: z.string().optional(), state: z.string().optional(), message: z.string().nullish() })) }) });

interface Piece {
  /** Milliseconds since the request. */
  readonly at: number;
  readonly length: number;
}

export interface Streamed {
  /** Of the server, without `/graphql`. */
  readonly url: string;
  readonly key: string;
  readonly modelVersionId: string;
  readonly prompt: object;
  readonly rounds: number;
}

/**
 * Generations one after the other, each followed over one socket that stays open, as a chat page does. The first loads the model and is not
 * counted. `firstMs` is the time from the request to the first piece of text; a piece is what came together. `msPerCharacter` of the
 * first and the last quarter shows whether time grows with the text.
 */
export async function measureStreaming({ url, key, modelVersionId, prompt, rounds: count }: Streamed) {
  const authorization = `Bearer ${key}`;
  const endpoint = `${url}/graphql`;
  const socket = createClient({ url: endpoint.replace(/^http/, 'ws'), webSocketImpl: WebSocket, lazy: false, connectionParams: { authorization } });

  async function round(): Promise<{ readonly acceptedMs: number; readonly pieces: readonly Piece[] }> {
    const from = performance.now();
    const query = 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id } userErrors { message } } }';
    const response = await fetch(endpoint, { method: 'POST', headers: { 'content-type': 'application/json', authorization }, body: JSON.stringify({ query, variables: { input: { modelVersionId, prompt, waitSeconds: 0 } } }) });
    const { generation, userErrors } = answer.parse(await response.json()).data.generate;
    if (!generation) throw new Error(userErrors.map(({ message }) => message).join(' '));
    const acceptedMs = performance.now() - from;
    const pieces: Piece[] = [];
    const events = 'subscription ($id: ID!) { generationEvents(generationId: $id) { events { __typename ... on TextGenerated { text } ... on GenerationStateChanged { state message } } } }';
    for await (const { data } of socket.iterate({ query: events, variables: { id: generation.id } })) {
      for (const event of batch.parse(data).generationEvents.events) {
        if (event.state === 'FAILED' || event.state === 'CANCELED') throw new Error(`The generation is ${event.state}: ${event.message ?? ''}`);
        if (event.text !== undefined) pieces.push({ at: performance.now() - from, length: event.text.length });
      }
    }
    if (pieces.length < 2) throw new Error('The model told its text in fewer than two pieces; ask for a longer one.');
    return { acceptedMs, pieces };
  }

  await round();
  const rounds = [];
  for (let number = 0; number < count; number += 1) rounds.push(await round());
  await socket.dispose();
  const quarter = (pieces: readonly Piece[]) => Math.max(2, Math.ceil(pieces.length / 4));
  return {
    rounds: rounds.length,
    acceptedMs: spread(rounds.map(({ acceptedMs }) => acceptedMs)),
    firstMs: spread(rounds.map(({ pieces }) => pieces[0]?.at ?? NaN)),
    betweenPiecesMs: spread(rounds.flatMap(({ pieces }) => pieces.slice(1).map(({ at }, index) => at - (pieces[index]?.at ?? NaN)))),
    pieces: spread(rounds.map(({ pieces }) => pieces.length)),
    msPerCharacter: spread(rounds.map(({ pieces }) => msPerCharacter(pieces))),
    firstQuarter: spread(rounds.map(({ pieces }) => msPerCharacter(pieces.slice(0, quarter(pieces))))),
    lastQuarter: spread(rounds.map(({ pieces }) => msPerCharacter(pieces.slice(-quarter(pieces))))),
  };
}

function msPerCharacter(pieces: readonly Piece[]): number {
  const characters = pieces.slice(1).reduce((sum, { length }) => sum + length, 0);
  return ((pieces.at(-1)?.at ?? NaN) - (pieces[0]?.at ?? NaN)) / characters;
}

function spread(numbers: readonly number[]) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1));
  return { median: at(0.5), p90: at(0.9), worst: at(1) };
}
