import { Migration } from '@mikro-orm/migrations';

/** Labels that people gave samples, and what finds the versions of an upload and the runs of a version. */
export class Lineage extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "sample_relabel" (
    "dataset_version_id" uuid not null references "dataset_version" ("id") on delete cascade,
    "position" int not null,
    "label" text null,
    primary key ("dataset_version_id", "position")
  );`,
  `create index "dataset_version_upload_ids_index" on "dataset_version" using gin (("source"->'uploadIds')) where "source" ? 'uploadIds';`,
  `create index "training_run_dataset_version_id_id_index" on "training_run" ("dataset_version_id", "id");`,
];
