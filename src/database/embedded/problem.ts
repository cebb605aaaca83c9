import { Problem } from '../../problem.ts';

/** The embedded PostgreSQL cannot start. The message is one sentence for a person: what is in the way and what to do. */
export class EmbeddedPostgresProblem extends Problem {}
