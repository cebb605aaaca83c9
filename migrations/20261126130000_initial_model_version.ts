import { Migration } from '@mikro-orm/migrations';

/** Runs go on from the weights of a version. */
export class InitialModelVersion extends Migration {
  override up(): void {
    this.addSql(`alter table "training_run" add column "initial_model_version_id" uuid null references "model_version" ("id") on delete set null;`);
    this.addSql(`create index "training_run_initial_model_version_id_index" on "training_run" ("initial_model_version_id") where "initial_model_version_id" is not null;`);
  }
}
