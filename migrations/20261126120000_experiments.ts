import { Migration } from '@mikro-orm/migrations';

/** Two versions of a model serve at the same time: who gets which, and what came of it. */
export class Experiments extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "experiment" (
    "id" uuid not null primary key,
    "project_id" uuid not null references "project" ("id") on delete cascade,
    "model_id" uuid not null references "model" ("id"),
    "name" varchar(255) not null,
    "mode" text not null constraint "experiment_mode_check" check ("mode" in ('SPLIT', 'SHADOW', 'CANARY')),
    "state" text not null default 'RUNNING' constraint "experiment_state_check" check ("state" in ('RUNNING', 'STOPPED', 'CONCLUDED', 'ROLLED_BACK')),
    "control_id" uuid not null references "model_version" ("id"),
    "candidate_id" uuid not null references "model_version" ("id"),
    "share" double precision not null constraint "experiment_share_check" check ("share" >= 0 and "share" <= 1),
    "stage" int not null default 1,
    "revision" int not null default 1,
    "plan" jsonb not null,
    "canary" jsonb null,
    "reason" text null,
    "decision" text null constraint "experiment_decision_check" check ("decision" in ('PROMOTE_CANDIDATE', 'KEEP_CONTROL')),
    "actor" varchar(255) not null,
    "event_count" int not null default 0,
    "created_at" timestamptz(3) not null,
    "stage_started_at" timestamptz(3) not null,
    "finished_at" timestamptz(3) null,
    "next_check_at" timestamptz(3) null,
    constraint "experiment_versions_check" check ("control_id" <> "candidate_id")
  );`,
  `create unique index "experiment_one_running" on "experiment" ("model_id") where "state" = 'RUNNING';`,
  `create index "experiment_model_id_id_index" on "experiment" ("model_id", "id");`,
  `create index "experiment_due_index" on "experiment" ("next_check_at") where "next_check_at" is not null;`,
  `create function check_experiment() returns trigger language plpgsql as $$
  begin
    if old.state <> 'RUNNING' then
      raise exception 'experiment %: % is its end', old.id, old.state using errcode = 'check_violation';
    end if;
    if new.share < old.share or new.stage < old.stage then
      raise exception 'experiment %: the share cannot fall from % to %', old.id, old.share, new.share using errcode = 'check_violation';
    end if;
    return new;
  end $$;`,
  `create trigger experiment_course before update on experiment for each row execute function check_experiment();`,
  `create table "experiment_event" (
    "experiment_id" uuid not null references "experiment" ("id") on delete cascade,
    "number" int not null,
    "payload" jsonb not null,
    "time" timestamptz(3) not null,
    primary key ("experiment_id", "number")
  );`,
  `create trigger experiment_event_immutable before update on experiment_event for each row execute function refuse_change();`,
  `alter table "generation"
    add column "experiment_id" uuid null references "experiment" ("id"),
    add column "arm" text null constraint "generation_arm_check" check ("arm" in ('CONTROL', 'CANDIDATE')),
    add column "stage" int null,
    add column "shadow_of_id" uuid null references "generation" ("id") on delete cascade,
    add column "agreement" double precision null,
    add column "started_at" timestamptz(3) null,
    add constraint "generation_experiment_check" check (("experiment_id" is null) = ("arm" is null) and ("experiment_id" is null) = ("stage" is null));`,
  `create index "generation_experiment_id_id_index" on "generation" ("experiment_id", "id") where "experiment_id" is not null;`,
  `create unique index "generation_shadow_of_id_unique" on "generation" ("shadow_of_id") where "shadow_of_id" is not null;`,
  `alter table "model_alias_change" add column "experiment_id" uuid null references "experiment" ("id");`,
];
