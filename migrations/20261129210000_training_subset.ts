import { Migration } from '@mikro-orm/migrations';

/** The part of a training split that a run learns from; those of before learned from all of it. */
export class TrainingSubset extends Migration {
  override up(): void {
    this.addSql(`alter table "training_run" add column "subset" jsonb null;`);
  }
}
