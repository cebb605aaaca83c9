import { Migration } from '@mikro-orm/migrations';

/** Every table, and what the database itself sees to: run states, immutable rows, events without doubles. */
export class Initial extends Migration {
  override up(): void {
    for (const statement of [...tables, ...guards]) this.addSql(statement);
  }
}

const tables = [
  `create table "project" (
    "id" uuid not null,
    "name" varchar(255) not null,
    "root" boolean not null default false,
    "created_at" timestamptz(3) not null,
    primary key ("id")
  );`,
  `create table "model" (
    "id" uuid not null,
    "project_id" uuid not null,
    "name" varchar(255) not null,
    "algorithm" varchar(255) not null,
    "version_count" int not null default 0,
    "created_at" timestamptz(3) not null,
    primary key ("id")
  );`,
  `create index "model_project_id_id_index" on "model" ("project_id", "id");`,
  `create table "model_version" (
    "id" uuid not null,
    "project_id" uuid not null,
    "model_id" uuid not null,
    "number" int not null,
    "metrics" jsonb not null,
    "parameter_count" double precision not null,
    "size_bytes" double precision not null,
    "files" jsonb not null,
    "dataset" jsonb not null,
    "created_at" timestamptz(3) not null,
    primary key ("id")
  );`,
  `create index "model_version_project_id_id_index" on "model_version" ("project_id", "id");`,
  `alter table "model_version" add constraint "model_version_model_id_number_unique" unique ("model_id", "number");`,
  `create table "model_alias_change" (
    "id" uuid not null,
    "project_id" uuid not null,
    "model_id" uuid not null,
    "alias" varchar(255) not null,
    "model_version_id" uuid not null,
    "reason" text null,
    "actor" varchar(255) not null,
    "created_at" timestamptz(3) not null,
    primary key ("id")
  );`,
  `create index "model_alias_change_model_id_id_index" on "model_alias_change" ("model_id", "id");`,
  `create table "model_alias" (
    "model_id" uuid not null,
    "alias" varchar(255) not null,
    "model_version_id" uuid not null,
    primary key ("model_id", "alias")
  );`,
  `create table "idempotency_record" (
    "project_id" uuid not null,
    "mutation" varchar(255) not null,
    "key" varchar(255) not null,
    "input_hash" varchar(255) not null,
    "object_id" uuid not null,
    "created_at" timestamptz(3) not null,
    primary key ("project_id", "mutation", "key")
  );`,
  `create table "generation" (
    "id" uuid not null,
    "project_id" uuid not null,
    "model_version_id" uuid not null,
    "state" text not null default 'QUEUED',
    "failure" text null,
    "prompt" jsonb not null,
    "subject" varchar(255) null,
    "outputs" jsonb not null,
    "seconds_taken" double precision null,
    "event_count" int not null default 0,
    "created_at" timestamptz(3) not null,
    "finished_at" timestamptz(3) null,
    primary key ("id")
  );`,
  `create index "generation_project_id_id_index" on "generation" ("project_id", "id");`,
  `create index "generation_model_version_id_index" on "generation" ("model_version_id");`,
  `alter table "generation" add constraint "generation_state_check" check ("state" in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED'));`,
  `create table "generation_event" (
    "generation_id" uuid not null,
    "number" int not null,
    "payload" jsonb not null,
    "time" timestamptz(3) not null,
    primary key ("generation_id", "number")
  );`,
  `create table "feedback" (
    "id" uuid not null,
    "project_id" uuid not null,
    "generation_id" uuid not null,
    "model_version_id" uuid not null,
    "rating" text null,
    "correction_label" varchar(255) null,
    "correction_text" text null,
    "comment" text null,
    "subject" varchar(255) null,
    "created_at" timestamptz(3) not null,
    primary key ("id")
  );`,
  `create index "feedback_project_id_id_index" on "feedback" ("project_id", "id");`,
  `create index "feedback_generation_id_index" on "feedback" ("generation_id");`,
  `create index "feedback_model_version_id_index" on "feedback" ("model_version_id");`,
  `alter table "feedback" add constraint "feedback_rating_check" check ("rating" in ('POSITIVE', 'NEGATIVE'));`,
  `create table "dataset" (
    "id" uuid not null,
    "project_id" uuid not null,
    "name" varchar(255) not null,
    "kind" text not null,
    "version_count" int not null default 0,
    "created_at" timestamptz(3) not null,
    primary key ("id")
  );`,
  `create index "dataset_project_id_id_index" on "dataset" ("project_id", "id");`,
  `alter table "dataset" add constraint "dataset_kind_check" check ("kind" in ('IMAGE'));`,
  `create table "dataset_version" (
    "id" uuid not null,
    "project_id" uuid not null,
    "dataset_id" uuid not null,
    "number" int not null,
    "status" text not null default 'IMPORTING',
    "failure" text null,
    "progress" double precision not null default 0,
    "source" jsonb not null,
    "digest" varchar(255) null,
    "sample_count" int null,
    "description" jsonb null,
    "splits" jsonb not null,
    "classes" jsonb not null,
    "quality" jsonb null,
    "created_at" timestamptz(3) not null,
    primary key ("id")
  );`,
  `create index "dataset_version_project_id_id_index" on "dataset_version" ("project_id", "id");`,
  `alter table "dataset_version" add constraint "dataset_version_dataset_id_number_unique" unique ("dataset_id", "number");`,
  `alter table "dataset_version" add constraint "dataset_version_status_check" check ("status" in ('IMPORTING', 'ASSESSING', 'READY', 'REJECTED', 'FAILED'));`,
  `create table "api_key" (
    "id" uuid not null,
    "project_id" uuid not null,
    "name" varchar(255) not null,
    "hash" varchar(255) not null,
    "scopes" text[] not null,
    "created_at" timestamptz(3) not null,
    "expires_at" timestamptz(3) null,
    "revoked_at" timestamptz(3) null,
    "last_used_at" timestamptz(3) null,
    primary key ("id")
  );`,
  `alter table "api_key" add constraint "api_key_hash_unique" unique ("hash");`,
  `create table "training_run" (
    "id" uuid not null,
    "project_id" uuid not null,
    "name" varchar(255) not null,
    "state" text not null default 'QUEUED',
    "attempt" int not null default 0,
    "failure" text null,
    "pending_reason" text null,
    "algorithm" varchar(255) not null,
    "plugin_version" varchar(255) not null,
    "hyperparameters" jsonb not null,
    "seed" int not null,
    "priority" int not null default 0,
    "max_seconds" double precision null,
    "early_stopping" jsonb null,
    "dataset_version_id" uuid not null,
    "model_id" uuid not null,
    "model_version_id" uuid null,
    "progress" jsonb null,
    "compute" jsonb null,
    "event_count" int not null default 0,
    "created_at" timestamptz(3) not null,
    "started_at" timestamptz(3) null,
    "finished_at" timestamptz(3) null,
    primary key ("id")
  );`,
  `alter table "training_run" add constraint "training_run_model_version_id_unique" unique ("model_version_id");`,
  `create index "training_run_project_id_id_index" on "training_run" ("project_id", "id");`,
  `create index "training_run_state_index" on "training_run" ("state");`,
  `alter table "training_run" add constraint "training_run_state_check" check ("state" in ('QUEUED', 'STARTING', 'RUNNING', 'CANCELING', 'SUCCEEDED', 'FAILED', 'CANCELED'));`,
  `create table "training_checkpoint" (
    "training_run_id" uuid not null,
    "step" int not null,
    "attempt" int not null,
    "key" varchar(255) not null,
    "size_bytes" double precision not null,
    "sha256" varchar(255) not null,
    "best" boolean not null default false,
    "time" timestamptz(3) not null,
    primary key ("training_run_id", "step")
  );`,
  `create table "metric_point" (
    "training_run_id" uuid not null,
    "name" varchar(255) not null,
    "step" int not null,
    "value" double precision not null,
    "time" timestamptz(3) not null,
    primary key ("training_run_id", "name", "step")
  );`,
  `create table "training_run_event" (
    "training_run_id" uuid not null,
    "number" int not null,
    "type" varchar(255) not null,
    "step" int null,
    "payload" jsonb not null,
    "time" timestamptz(3) not null,
    primary key ("training_run_id", "number")
  );`,
  `create table "upload" (
    "id" uuid not null,
    "project_id" uuid not null,
    "filename" varchar(255) not null,
    "size_bytes" double precision not null,
    "sha256" varchar(255) not null,
    "state" text not null default 'WAITING',
    "created_at" timestamptz(3) not null,
    "expires_at" timestamptz(3) not null,
    primary key ("id")
  );`,
  `alter table "upload" add constraint "upload_state_check" check ("state" in ('WAITING', 'STORED'));`,
  `create table "worker" (
    "id" uuid not null,
    "host" varchar(255) not null,
    "pid" int not null,
    "compute" jsonb not null,
    "started_at" timestamptz(3) not null,
    "last_seen_at" timestamptz(3) not null,
    primary key ("id")
  );`,
  `alter table "model" add constraint "model_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
  `alter table "model_version" add constraint "model_version_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
  `alter table "model_version" add constraint "model_version_model_id_foreign" foreign key ("model_id") references "model" ("id");`,
  `alter table "model_alias_change" add constraint "model_alias_change_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
  `alter table "model_alias_change" add constraint "model_alias_change_model_id_foreign" foreign key ("model_id") references "model" ("id");`,
  `alter table "model_alias_change" add constraint "model_alias_change_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`,
  `alter table "model_alias" add constraint "model_alias_model_id_foreign" foreign key ("model_id") references "model" ("id");`,
  `alter table "model_alias" add constraint "model_alias_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`,
  `alter table "idempotency_record" add constraint "idempotency_record_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
  `alter table "generation" add constraint "generation_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
  `alter table "generation" add constraint "generation_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`,
  `alter table "generation_event" add constraint "generation_event_generation_id_foreign" foreign key ("generation_id") references "generation" ("id");`,
  `alter table "feedback" add constraint "feedback_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
  `alter table "feedback" add constraint "feedback_generation_id_foreign" foreign key ("generation_id") references "generation" ("id");`,
  `alter table "feedback" add constraint "feedback_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id");`,
  `alter table "dataset" add constraint "dataset_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
  `alter table "dataset_version" add constraint "dataset_version_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
  `alter table "dataset_version" add constraint "dataset_version_dataset_id_foreign" foreign key ("dataset_id") references "dataset" ("id");`,
  `alter table "api_key" add constraint "api_key_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
  `alter table "training_run" add constraint "training_run_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
  `alter table "training_run" add constraint "training_run_dataset_version_id_foreign" foreign key ("dataset_version_id") references "dataset_version" ("id");`,
  `alter table "training_run" add constraint "training_run_model_id_foreign" foreign key ("model_id") references "model" ("id");`,
  `alter table "training_run" add constraint "training_run_model_version_id_foreign" foreign key ("model_version_id") references "model_version" ("id") on delete set null;`,
  `alter table "training_checkpoint" add constraint "training_checkpoint_training_run_id_foreign" foreign key ("training_run_id") references "training_run" ("id");`,
  `alter table "metric_point" add constraint "metric_point_training_run_id_foreign" foreign key ("training_run_id") references "training_run" ("id");`,
  `alter table "training_run_event" add constraint "training_run_event_training_run_id_foreign" foreign key ("training_run_id") references "training_run" ("id");`,
  `alter table "upload" add constraint "upload_project_id_foreign" foreign key ("project_id") references "project" ("id");`,
];

const guards = [
  // One project is the root of all.
  `create unique index project_root on project (root) where root;`,

  // At most one event of a type per training step: what a trainer tells again after a resume is not stored twice.
  `create unique index training_run_event_step on training_run_event (training_run_id, type, step) where step is not null;`,

  // The states a run can go through. The same state again is a new attempt or another field.
  `create function check_training_run_state() returns trigger language plpgsql as $$
  begin
    if not (old.state || ' ' || new.state) in (
      'QUEUED QUEUED', 'QUEUED STARTING', 'QUEUED CANCELED', 'QUEUED FAILED',
      'STARTING STARTING', 'STARTING RUNNING', 'STARTING CANCELING', 'STARTING FAILED', 'STARTING QUEUED',
      'RUNNING RUNNING', 'RUNNING STARTING', 'RUNNING CANCELING', 'RUNNING SUCCEEDED', 'RUNNING FAILED', 'RUNNING QUEUED',
      'CANCELING CANCELING', 'CANCELING CANCELED',
      'SUCCEEDED SUCCEEDED', 'FAILED FAILED', 'CANCELED CANCELED')
    then raise exception 'training run %: % cannot become %', old.id, old.state, new.state using errcode = 'check_violation';
    end if;
    if new.attempt < old.attempt then
      raise exception 'training run %: attempt % cannot become %', old.id, old.attempt, new.attempt using errcode = 'check_violation';
    end if;
    return new;
  end $$;`,
  `create trigger training_run_state before update on training_run for each row execute function check_training_run_state();`,

  `create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception '% % cannot be changed', tg_table_name, old using errcode = 'check_violation';
  end $$;`,
  `create trigger dataset_version_immutable before update on dataset_version
    for each row when (old.status in ('READY', 'REJECTED')) execute function refuse_change();`,
  `create trigger training_run_event_immutable before update on training_run_event for each row execute function refuse_change();`,
  `create trigger metric_point_immutable before update on metric_point for each row execute function refuse_change();`,
  `create trigger model_alias_change_immutable before update on model_alias_change for each row execute function refuse_change();`,
];
