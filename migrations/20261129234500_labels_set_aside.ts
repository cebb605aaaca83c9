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
  // What was said until then counts no more. Names nobody, so that it outlives who is erased.
  `create table "set_aside_prompt" (
    "model_id" uuid not null references "model" ("id") on delete cascade,
    "item" text not null,
    "until" timestamptz(3) not null,
    primary key ("model_id", "item")
  );`,
];
