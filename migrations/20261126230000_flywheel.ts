import { Migration } from '@mikro-orm/migrations';

/** When the wheel turns by itself, each time that it did, and every step of that. */
export class Flywheel extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "flywheel_policy" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "model_id" uuid not null unique references "model" ("id"),
    "dataset_id" uuid not null references "dataset" ("id"),
    "enabled" boolean not null,
    "algorithm" jsonb not null,
    "rules" jsonb not null,
    "actor" varchar(255) not null,
    "revision" int not null default 1,
    "cycle_count" int not null default 0,
    "event_count" int not null default 0,
    "created_at" timestamptz(3) not null,
    "changed_at" timestamptz(3) not null,
    "next_check_at" timestamptz(3) not null
  );`,
  `create index "flywheel_policy_project_id_id_index" on "flywheel_policy" ("project_id", "id");`,
  `create index "flywheel_policy_due_index" on "flywheel_policy" ("next_check_at") where "enabled";`,
  `create table "flywheel_cycle" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "policy_id" uuid not null references "flywheel_policy" ("id"),
    "number" int not null,
    "trigger" text not null constraint "flywheel_cycle_trigger_check" check ("trigger" in ('FEEDBACK', 'SCHEDULE', 'SATISFACTION', 'PERSON')),
    "trigger_numbers" jsonb not null,
    "state" text not null constraint "flywheel_cycle_state_check" check ("state" in ('ASSESSING', 'CLEANING', 'TRAINING', 'EVALUATING', 'AWAITING_APPROVAL', 'PROMOTED', 'HELD', 'FAILED')),
    "reason" text null,
    "rules" jsonb not null,
    "algorithm" jsonb not null,
    "parent_id" uuid null references "dataset_version" ("id"),
    "dataset_version_id" uuid null references "dataset_version" ("id"),
    "training_run_id" uuid null references "training_run" ("id"),
    "candidate_id" uuid null references "model_version" ("id"),
    "baseline_id" uuid null references "model_version" ("id"),
    "candidate_evaluation_id" uuid null references "evaluation" ("id"),
    "baseline_evaluation_id" uuid null references "evaluation" ("id"),
    "candidate_value" double precision null,
    "baseline_value" double precision null,
    "numbers" jsonb not null,
    "leaves_data_out" boolean not null default false,
    "created_at" timestamptz(3) not null,
    "finished_at" timestamptz(3) null,
    constraint "flywheel_cycle_end_check" check (("finished_at" is not null) = ("state" in ('PROMOTED', 'HELD', 'FAILED'))),
    unique ("policy_id", "number")
  );`,
  `create unique index "flywheel_cycle_one_unfinished" on "flywheel_cycle" ("policy_id") where "finished_at" is null;`,
  `create index "flywheel_cycle_policy_id_id_index" on "flywheel_cycle" ("policy_id", "id");`,
  `create function check_flywheel_cycle() returns trigger language plpgsql as $$
  begin
    if old.finished_at is not null then
      raise exception 'cycle %: % is its end', old.id, old.state using errcode = 'check_violation';
    end if;
    return new;
  end $$;`,
  `create trigger flywheel_cycle_course before update on flywheel_cycle for each row execute function check_flywheel_cycle();`,
  `create table "flywheel_event" (
    "policy_id" uuid not null references "flywheel_policy" ("id") on delete cascade,
    "number" int not null,
    "cycle_id" uuid not null references "flywheel_cycle" ("id") on delete cascade,
    "payload" jsonb not null,
    "time" timestamptz(3) not null,
    primary key ("policy_id", "number")
  );`,
  `create trigger flywheel_event_immutable before update on flywheel_event for each row execute function refuse_change();`,
];
