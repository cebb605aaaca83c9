import { Migration } from '@mikro-orm/migrations';

/** What a run computes in; those of before computed in float32. */
export class TrainingRunPrecision extends Migration {
  override up(): void {
    this.addSql(`alter table "training_run" add column "precision" text not null default 'FLOAT32';`);
    this.addSql(`alter table "training_run" add constraint "training_run_precision_check" check ("precision" in ('FLOAT32', 'MIXED'));`);
  }
}
