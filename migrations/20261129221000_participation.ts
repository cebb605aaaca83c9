import { Migration } from '@mikro-orm/migrations';

/** Who taught a model what, what it changed, and what they are told of it. All that is about a person has the columns project_id and subject. */
export class Participation extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `alter table "project" add column "contributor_levels" jsonb null;`,
  `create table "contribution" (
    "record_id" uuid not null references "dataset_record" ("id") on delete cascade,
    "subject" text not null,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "contributor" text not null,
    "model_id" uuid not null references "model" ("id") on delete cascade,
    "dataset_version_id" uuid not null references "dataset_version" ("id") on delete cascade,
    "corrected" boolean not null,
    "share" double precision not null check ("share" > 0 and "share" <= 1),
    "left_out" boolean not null default false,
    "model_version_id" uuid null references "model_version" ("id") on delete cascade,
    "metric" text null,
    "gain" double precision null,
    "created_at" timestamptz(3) not null,
    primary key ("record_id", "subject")
  );`,
  `create index "contribution_project_id_subject_index" on "contribution" ("project_id", "subject");`,
  // The leaderboard of a period, from the index alone.
  `create index "contribution_leaderboard_index" on "contribution" ("project_id", "created_at") include ("contributor", "subject", "corrected") where not "left_out";`,
  `create index "contribution_dataset_version_id_index" on "contribution" ("dataset_version_id");`,
  `create index "contribution_model_version_id_index" on "contribution" ("model_version_id") where "model_version_id" is not null;`,
  `create table "contributor_message" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "subject" text not null,
    "kind" text not null check ("kind" in ('IN_VERSION', 'IN_PRODUCTION')),
    "dataset_version_id" uuid null references "dataset_version" ("id") on delete cascade,
    "model_version_id" uuid null references "model_version" ("id") on delete cascade,
    "samples" int not null,
    "corrections" int not null,
    "created_at" timestamptz(3) not null,
    "read_at" timestamptz(3) null,
    constraint "contributor_message_once" unique nulls not distinct ("project_id", "subject", "kind", "dataset_version_id", "model_version_id")
  );`,
  `create index "contributor_message_project_id_subject_id_index" on "contributor_message" ("project_id", "subject", "id");`,
  `create table "contributor_reliability" (
    "model_id" uuid not null references "model" ("id") on delete cascade,
    "subject" text not null,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "reliability" double precision not null,
    "answers" int not null,
    "weighed_at" timestamptz(3) not null,
    primary key ("model_id", "subject")
  );`,
  `create index "contributor_reliability_project_id_subject_index" on "contributor_reliability" ("project_id", "subject");`,
  `create table "contributor_setting" (
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "subject" text not null,
    "on_leaderboard" boolean not null,
    "changed_at" timestamptz(3) not null,
    primary key ("project_id", "subject")
  );`,
];
