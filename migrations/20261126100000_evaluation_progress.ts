import { Migration } from '@mikro-orm/migrations';

/** Evaluations tell how far they are, and can be canceled. */
export class EvaluationProgress extends Migration {
  override up(): void {
    this.addSql(`alter table "evaluation" add column "progress" double precision not null default 0, add column "request" int not null default 1;`);
    this.addSql(`alter table "evaluation" drop constraint "evaluation_state_check", add constraint "evaluation_state_check" check ("state" in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED'));`);
    // What an earlier release has measured lacks the files that parts and comparisons are read from.
    this.addSql(`delete from "evaluation";`);
  }
}
