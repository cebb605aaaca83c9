import { Migration } from '@mikro-orm/migrations';

/** Dataset versions as files. */
export class DatasetExports extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "dataset_export" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "dataset_version_id" uuid not null references "dataset_version" ("id") on delete cascade,
    "format" text not null check ("format" in ('CSV', 'JSONL', 'PARQUET', 'TEXT_FILE', 'IMAGE_ARCHIVE')),
    "spreadsheet_safe" boolean not null,
    "state" text not null default 'QUEUED' check ("state" in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'EXPIRED')),
    "progress" double precision not null default 0,
    "failure" text null,
    "claim" uuid null,
    "file_name" varchar(255) not null,
    "key" varchar(255) null,
    "size_bytes" double precision null,
    "sha256" varchar(255) null,
    "reimport" jsonb null,
    "created_at" timestamptz(3) not null,
    "finished_at" timestamptz(3) null,
    "expires_at" timestamptz(3) null,
    constraint "dataset_export_dataset_version_id_format_spreadsheet_safe_unique" unique ("dataset_version_id", "format", "spreadsheet_safe")
  );`,
  `create index "dataset_export_project_id_id_index" on "dataset_export" ("project_id", "id");`,
  `create index "dataset_export_expires_at_index" on "dataset_export" ("expires_at") where "state" = 'SUCCEEDED';`,
];
