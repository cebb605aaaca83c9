import { Migration } from '@mikro-orm/migrations';

/** Labels of what did harm are set aside: what people say of the same prompts later, or a reviewer settles, becomes a sample anew. */
export class LabelsSetAside extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `alter table "dataset_record" add column "set_aside" boolean not null default false;`,
  `alter table "dataset_record" drop constraint "dataset_record_dataset_id_key_unique";`,
  `create unique index "dataset_record_dataset_id_key_unique" on "dataset_record" ("dataset_id", "key") where not "set_aside";`,
  `create index "dataset_record_set_aside_index" on "dataset_record" ("dataset_id", "key") where "set_aside";`,
];
