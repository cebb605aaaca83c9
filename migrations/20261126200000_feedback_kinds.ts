import { Migration } from '@mikro-orm/migrations';

/** Feedback of every kind, and what of it counts: of one subject on one output the newest word of each kind. */
export class FeedbackKinds extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `alter table "project" add column "feedback_settings" jsonb null;`,
  `alter table "feedback"
    add column "api_key_id" uuid null references "api_key" ("id"),
    add column "output" int null check ("output" >= 0),
    add column "score" double precision null check ("score" between 0 and 1),
    add column "signal" text null check ("signal" in ('ACCEPTED', 'EDITED', 'IGNORED')),
    add column "over_generation_id" uuid null references "generation" ("id"),
    add column "over_output" int null,
    add column "locale" text null,
    add column "metadata" jsonb null;`,
  // A page of a version's newest, a subject's newest hour, a key's newest minute.
  `drop index "feedback_model_version_id_index";`,
  `create index "feedback_model_version_id_id_index" on "feedback" ("model_version_id", "id");`,
  `create index "feedback_project_id_subject_id_index" on "feedback" ("project_id", "subject", "id") where "subject" is not null;`,
  `create index "feedback_api_key_id_id_index" on "feedback" ("api_key_id", "id");`,
  `create index "feedback_over_generation_id_index" on "feedback" ("over_generation_id") where "over_generation_id" is not null;`,
  `create table "counted_feedback" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "model_id" uuid not null references "model" ("id") on delete cascade,
    "model_version_id" uuid not null references "model_version" ("id") on delete cascade,
    "generation_id" uuid not null references "generation" ("id") on delete cascade,
    "output" int null,
    "subject" text null,
    "feedback_id" uuid not null,
    "content_hash" bytea not null,
    "rating" text null,
    "score" double precision null,
    "signal" text null,
    "correction_label" text null,
    "correction_text" text null,
    "over_generation_id" uuid null references "generation" ("id") on delete cascade,
    "over_model_version_id" uuid null,
    "over_output" int null,
    "locale" text null,
    "metadata" jsonb null,
    "given_at" timestamptz(3) not null,
    "revision" int not null default 1,
    "weighed" boolean not null default false,
    constraint "counted_feedback_generation_id_output_subject_unique" unique nulls not distinct ("generation_id", "output", "subject")
  );`,
  `create index "counted_feedback_model_id_given_at_index" on "counted_feedback" ("model_id", "given_at");`,
  `create index "counted_feedback_model_version_id_index" on "counted_feedback" ("model_version_id");`,
  `create index "counted_feedback_project_id_subject_index" on "counted_feedback" ("project_id", "subject") where "subject" is not null;`,
  `create index "counted_feedback_over_model_version_id_index" on "counted_feedback" ("over_model_version_id") where "over_model_version_id" is not null;`,
  `create index "counted_feedback_unweighed_index" on "counted_feedback" ("model_id", "given_at") where not "weighed";`,
  // What earlier releases stored: the newest of each kind.
  `insert into "counted_feedback" (id, project_id, model_id, model_version_id, generation_id, subject, feedback_id, content_hash, rating, correction_label, correction_text, given_at)
   select (array_agg(f.id order by f.id))[1], f.project_id, v.model_id, f.model_version_id, f.generation_id, f.subject, (array_agg(f.id order by f.id desc))[1], '',
     (array_agg(f.rating order by f.id desc) filter (where f.rating is not null))[1],
     (array_agg(f.correction_label order by f.id desc) filter (where f.correction_label is not null or f.correction_text is not null))[1],
     (array_agg(f.correction_text order by f.id desc) filter (where f.correction_label is not null or f.correction_text is not null))[1],
     max(f.created_at)
   from feedback f join model_version v on v.id = f.model_version_id
   group by f.project_id, v.model_id, f.model_version_id, f.generation_id, f.subject;`,
];
