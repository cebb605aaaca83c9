import { Migration } from '@mikro-orm/migrations';

/** Records that applications append to a dataset, until they are sealed into a version. */
export class DatasetRecord extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  // The version is checked at the end of the transaction: records are taken before it is written, so that the dataset is locked shortly.
  `create table "dataset_record" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "dataset_id" uuid not null references "dataset" ("id") on delete cascade,
    "version_id" uuid null references "dataset_version" ("id") on delete set null deferrable initially deferred,
    "key" text not null,
    "content_hash" bytea not null,
    "content" jsonb not null,
    "label" text null,
    "split" text null,
    "subject" text null,
    "upload_id" uuid null references "upload" ("id"),
    "origin" jsonb null,
    "created_at" timestamptz(3) not null,
    constraint "dataset_record_dataset_id_key_unique" unique ("dataset_id", "key"),
    constraint "dataset_record_split_check" check ("split" in ('TRAIN', 'VALIDATION', 'TEST'))
  );`,
  `create index "dataset_record_open_index" on "dataset_record" ("dataset_id", "label", "created_at") where "version_id" is null;`,
  `create index "dataset_record_version_id_id_index" on "dataset_record" ("version_id", "id") where "version_id" is not null;`,
  `create index "dataset_record_upload_id_index" on "dataset_record" ("upload_id") where "upload_id" is not null;`,
];
