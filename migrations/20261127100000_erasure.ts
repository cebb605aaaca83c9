import { Migration } from '@mikro-orm/migrations';

/** People are exported and erased: who was (by a hash), how far it is, and what it concerned. */
export class Erasures extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  // So that hashes of subjects tell nothing across projects.
  `alter table "project" add column "subject_salt" uuid not null default gen_random_uuid();`,
  `create table "erased_subject" (
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "hash" text not null,
    "erased_at" timestamptz(3) not null,
    primary key ("project_id", "hash")
  );`,
  `create table "erasure" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "actor" text not null,
    "subject" text null,
    "subject_hash" text not null,
    "dry_run" boolean not null,
    "state" text not null default 'QUEUED' check ("state" in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
    "progress" double precision not null default 0,
    "failure" text null,
    "samples" int not null default 0,
    "generations" int not null default 0,
    "feedback" int not null default 0,
    "found_at" timestamptz(3) null,
    "created_at" timestamptz(3) not null,
    "finished_at" timestamptz(3) null,
    constraint "erasure_forgets" check ("subject" is null or "state" in ('QUEUED', 'RUNNING'))
  );`,
  `create index "erasure_project_id_id_index" on "erasure" ("project_id", "id");`,
  `create trigger erasure_immutable before update on erasure for each row when (old.state = 'SUCCEEDED') execute function refuse_change();`,
  `create table "erasure_version" (
    "erasure_id" uuid not null references "erasure" ("id") on delete cascade,
    "dataset_version_id" uuid not null references "dataset_version" ("id") on delete cascade,
    "samples" int not null,
    "training_samples_left" int not null,
    "result" jsonb null,
    "base_digest" text null,
    "rewritten_at" timestamptz(3) null,
    primary key ("erasure_id", "dataset_version_id")
  );`,
  `create index "erasure_version_dataset_version_id_index" on "erasure_version" ("dataset_version_id");`,
  `create table "erasure_training_run" (
    "erasure_id" uuid not null references "erasure" ("id") on delete cascade,
    "training_run_id" uuid not null references "training_run" ("id") on delete cascade,
    primary key ("erasure_id", "training_run_id")
  );`,
  `create index "erasure_training_run_training_run_id_index" on "erasure_training_run" ("training_run_id");`,
  `create table "subject_export" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "actor" text not null,
    "subject" text null,
    "subject_hash" text not null,
    "state" text not null default 'QUEUED' check ("state" in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'EXPIRED')),
    "failure" text null,
    "key" varchar(255) null,
    "size_bytes" double precision null,
    "created_at" timestamptz(3) not null,
    "finished_at" timestamptz(3) null,
    "expires_at" timestamptz(3) null,
    constraint "subject_export_forgets" check ("subject" is null or "state" in ('QUEUED', 'RUNNING'))
  );`,
  `create index "subject_export_project_id_id_index" on "subject_export" ("project_id", "id");`,
  `alter table "upload" drop constraint "upload_state_check", add constraint "upload_state_check" check ("state" in ('WAITING', 'STORED', 'ERASED'));`,
  `create index "generation_project_id_subject_index" on "generation" ("project_id", "subject") where "subject" is not null;`,
  `create index if not exists "feedback_project_id_subject_id_index" on "feedback" ("project_id", "subject", "id") where "subject" is not null;`,
  `create index "dataset_record_project_id_subject_index" on "dataset_record" ("project_id", "subject") where "subject" is not null;`,
  // A finished version is written once more, and a finished evaluation loses what it found, by an erasure alone, which says so for its own transaction.
  `drop trigger dataset_version_immutable on dataset_version;`,
  `create trigger dataset_version_immutable before update on dataset_version
    for each row when (old.status in ('READY', 'REJECTED') and coalesce(current_setting('flywheel.erasing', true), '') <> 'on') execute function refuse_change();`,
  `drop trigger evaluation_immutable on evaluation;`,
  `create trigger evaluation_immutable before update on evaluation
    for each row when (old.state = 'SUCCEEDED' and coalesce(current_setting('flywheel.erasing', true), '') <> 'on') execute function refuse_change();`,
];
