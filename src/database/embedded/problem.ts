import { Problem } from '../../problem.ts';

/** The embedded PostgreSQL cannot start, with what is in the way and what to do. */
export class EmbeddedPostgresProblem extends Problem {}
