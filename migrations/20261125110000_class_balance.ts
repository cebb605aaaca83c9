import { Migration } from '@mikro-orm/migrations';

/** How a run balances the classes of its training split; those of before did not. */
export class ClassBalance extends Migration {
  override up(): void {
    this.addSql(`alter table "training_run" add column "balance" text not null default 'NONE', add column "class_balance" jsonb null, add column "balance_model_version_id" uuid null;`);
    this.addSql(`alter table "training_run" add constraint "training_run_balance_check" check ("balance" in ('NONE', 'OVERSAMPLE', 'UNDERSAMPLE', 'CLASS_WEIGHTS', 'GENERATED'));`);
    this.addSql(`alter table "training_run" add constraint "training_run_balance_model_version_id_foreign" foreign key ("balance_model_version_id") references "model_version" ("id") on delete set null;`);
  }
}
