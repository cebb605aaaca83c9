import { parentPort, workerData } from 'node:worker_threads';
import type { AnswerTable } from './answer-table.ts';
import { weighAnswers } from './weigh-answers.ts';

// A thread of its own: a hundred thousand answers take seconds. Runs on Node's own type stripping.
parentPort?.postMessage(weighAnswers(workerData as AnswerTable));
