import { Migration } from '@mikro-orm/migrations';

/** Model versions measured on splits of dataset versions. */
export class Evaluations extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "evaluation" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "model_version_id" uuid not null references "model_version" ("id") on delete cascade,
    "dataset_version_id" uuid not null references "dataset_version" ("id") on delete cascade,
    "split" text not null check ("split" in ('VALIDATION', 'TEST')),
    "state" text not null default 'QUEUED' check ("state" in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
    "failure" text null,
    "result" jsonb null,
    "created_at" timestamptz(3) not null,
    "finished_at" timestamptz(3) null,
    constraint "evaluation_model_version_id_dataset_version_id_split_unique" unique ("model_version_id", "dataset_version_id", "split")
  );`,
  `create index "evaluation_project_id_id_index" on "evaluation" ("project_id", "id");`,
  `create index "evaluation_dataset_version_id_index" on "evaluation" ("dataset_version_id");`,
  `create trigger evaluation_immutable before update on evaluation for each row when (old.state = 'SUCCEEDED') execute function refuse_change();`,
];
