import type { FlywheelClient } from '../client.ts';
import type { Options } from './options.ts';
import type { Plan, Wave } from './plan.ts';
import type { Random } from './random.ts';
import type { LabelledText } from './read-texts.ts';
import { agreedLie, answerOf, type Said, type Subject } from './subjects.ts';

/** Requests under way at a time, and pieces of feedback that are sent at once. */
const CONNECTIONS = 16;
const BATCH = 1000;

interface Asked {
  readonly text: LabelledText;
  /** Who read the answer; the first one asked. */
  readonly subjects: readonly Subject[];
  readonly generationId: string;
  readonly guess: string;
}

export interface WaveCounts {
  readonly asked: number;
  readonly right: number;
  readonly said: number;
}

/** A product whose users ask a model what their messages are about, and say what they think of the answers. */
export class Product {
  readonly #flywheel: FlywheelClient;
  readonly #modelId: string;
  readonly #plan: Plan;
  readonly #subjects: readonly Subject[];
  readonly #random: Random;

  constructor(flywheel: FlywheelClient, modelId: string, plan: Plan, subjects: readonly Subject[], random: Random) {
    this.#flywheel = flywheel;
    this.#modelId = modelId;
    this.#plan = plan;
    this.#subjects = subjects;
    this.#random = random;
  }

  /** Each text is asked by one subject, and the answer read by several; all that they say is sent at the end, as a product does at night. */
  async serve({ texts, isBad }: Wave, { readers }: Pick<Options, 'readers'>): Promise<WaveCounts> {
    const asked: Asked[] = [];
    let next = 0;
    const questions = texts.map((text) => ({ text, subjects: this.#some(readers) }));
    await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
      for (let at = next++; at < questions.length; at = next++) {
        const question = questions[at];
        if (question) asked[at] = { ...question, ...(await this.#ask(question.text.text, question.subjects[0]?.name ?? '')) };
      }
    }));
    const said = asked.flatMap((one) => one.subjects.flatMap((subject) => {
      const answer = isBad ? lie(one, this.#plan.classes) : answerOf(subject.habit, one.text, one.guess, this.#plan.classes, this.#random);
      return answer ? [{ generationId: one.generationId, subject: subject.name, output: 0, idempotencyKey: `${subject.name} about ${one.generationId}`, ...answer }] : [];
    }));
    for (let from = 0; from < said.length; from += BATCH) await this.#say(said.slice(from, from + BATCH));
    return { asked: asked.length, right: asked.filter(({ text, guess }) => guess === text.label).length, said: said.length };
  }

  /** Different ones. */
  #some(count: number): Subject[] {
    const drawn = new Set<Subject>();
    while (drawn.size < count) {
      const subject = this.#subjects[this.#random.below(this.#subjects.length)];
      if (subject) drawn.add(subject);
    }
    return [...drawn];
  }

  async #ask(text: string, subject: string): Promise<{ generationId: string; guess: string }> {
    const { generate } = await this.#flywheel.ask<{ generate: { generation: { id: string; state: string; outputs: { label: string }[] } } }>(
      'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id state outputs { ... on ClassificationOutput { label } } } userErrors { message } } }',
      { input: { modelId: this.#modelId, prompt: { transformer: { text } }, subject, waitSeconds: 60 } },
    );
    const { id, state, outputs } = generate.generation;
    if (!outputs[0]) throw new Error(`A generation is ${state} after a minute.`);
    return { generationId: id, guess: outputs[0].label };
  }

  async #say(items: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const { giveFeedbackBatch } = await this.#flywheel.ask<{ giveFeedbackBatch: { stored: number } }>(
      'mutation ($items: [GiveFeedbackInput!]!) { giveFeedbackBatch(input: { items: $items }) { stored userErrors { message } } }',
      { items },
    );
    if (giveFeedbackBatch.stored !== items.length) throw new Error(`Of ${items.length} pieces of feedback ${giveFeedbackBatch.stored} were stored.`);
  }
}

/** Of the planted wave: everybody, with one accord. */
function lie({ text, guess }: Asked, classes: readonly string[]): Said {
  const lied = agreedLie(text.label, classes);
  return guess === lied ? { rating: 'POSITIVE' } : { correction: { label: lied } };
}
